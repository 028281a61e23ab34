/**
 * `mintmark serve`: the service.
 *
 * @module
 */

import type { Address } from "../adapters/serve.ts";
import {
  type Arguments,
  type Command,
  CONFIG_OPTION,
  UsageError,
} from "./command.ts";
import {
  type LoadedConfiguration,
  USUAL_PORT,
} from "./configuration/configuration.ts";
import { loadConfiguration } from "./configuration/load_configuration.ts";
import {
  deploy,
  type Deployment,
  prepareKeys,
  WITHOUT_FILE,
} from "./deployment.ts";
import { FIRST_CLIENT, makeFirstClient } from "./first_client.ts";
import { startService } from "./service.ts";

/** The command. */
export const serve: Command = {
  name: "serve",
  summary: "run the service",
  help: [
    "Runs the service that the configuration describes, on 127.0.0.1 unless told otherwise. Without a configuration it keeps clients and keys in mintmark.db in this directory, and makes the file, a key and a first client where there are none: the secret of that client is printed once.",
    "SIGTERM and SIGINT end it once what has arrived is answered; SIGHUP reads the configuration again without a dropped request, and keeps the old one where the new one cannot be used.",
  ],
  examples: [
    { line: "mintmark serve", what: "a working service, in this directory" },
    {
      line: "mintmark serve --config mintmark.json",
      what: "as the file says",
    },
    {
      line: "mintmark serve --hostname 0.0.0.0 --port 80",
      what: "for every host that can reach this one",
    },
  ],
  options: {
    config: CONFIG_OPTION,
    hostname: {
      type: "string",
      value: "ADDRESS",
      what: "listen on this address; 0.0.0.0 is every one",
    },
    port: {
      type: "string",
      short: "p",
      value: "NUMBER",
      what: "listen on this port; 8080 where nothing names one",
    },
  },
  async run(args, io) {
    const read = async () =>
      withListen(
        await loadConfiguration(args.text("config"), io, WITHOUT_FILE),
        args,
      );
    const deployment = await deploy(await read(), io);
    const key = await prepareKeys(deployment, io.now).catch(async (error) => {
      await deployment.storage.close();
      throw error;
    });
    const { address, finished } = await startService(deployment, read, io);
    io.out(`serving on ${urlOf(deployment, address)}`);
    for (const line of await factsOf(deployment, key)) io.out(line);
    await finished;
    return 0;
  },
};

/** What the command line says of the listener counts for more. */
function withListen(
  configuration: LoadedConfiguration,
  args: Arguments,
): LoadedConfiguration {
  const { file, values } = configuration;
  const hostname = args.text("hostname");
  const written = args.text("port");
  if (written !== undefined && !/^\d{1,5}$/.test(written)) {
    throw new UsageError(`--port must be a number, not ${written}`);
  }
  const port = Number(written ?? values.listen?.port ?? USUAL_PORT);
  if (port > 65_535) {
    throw new UsageError(`--port must be at most 65535, not ${port}`);
  }
  return {
    ...configuration,
    values: {
      ...values,
      ...(file === undefined && { issuer: `http://localhost:${port}` }),
      listen: {
        ...values.listen,
        port,
        ...(hostname !== undefined && { hostname }),
      },
    },
  };
}

function urlOf(
  { configuration }: Deployment,
  { hostname, port }: Address,
): string {
  const scheme = configuration.values.listen?.tls ? "https" : "http";
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return `${scheme}://${host}:${port}`;
}

/**
 * Says what there is, and makes the first client where there is none: once it
 * listens, so that its secret is not lost to a port that is taken.
 */
async function factsOf(
  { configuration: { file, values }, storage, clients }: Deployment,
  { kid, isNew }: { readonly kid: string; readonly isNew: boolean },
): Promise<readonly string[]> {
  const { issuer } = values;
  const lines = [
    `issuer ${issuer}`,
    `configuration ${file ?? "none: see mintmark help serve"}`,
    `storage ${storage.name}`,
    `key ${kid} (${isNew ? "new" : "found"})`,
  ];
  const secret = file === undefined
    ? await makeFirstClient(clients)
    : undefined;
  if (secret === undefined) {
    const { length } = await clients.list("", 101);
    const count = length > 100 ? "more than 100" : length;
    return [
      ...lines,
      `clients ${length === 0 ? "none yet" : `${count} (found)`}`,
    ];
  }
  return [
    ...lines,
    `client ${FIRST_CLIENT} (new), its secret, which is shown this once:`,
    `  ${secret}`,
    "try it:",
    `  curl ${issuer}/token -d grant_type=client_credentials -d client_id=${FIRST_CLIENT} -d client_secret=${secret}`,
  ];
}
