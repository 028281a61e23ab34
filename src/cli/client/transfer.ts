/**
 * `mintmark client export` and `mintmark client import`: clients from one
 * storage to another.
 *
 * @module
 */

import type { Client } from "../../client.ts";
import { checkClient } from "../../storage/client_record.ts";
import { type Command, CONFIG_OPTION } from "../command.ts";
import type { FileClientRegistry } from "../file_clients.ts";
import type { Deployment } from "../deployment.ts";
import {
  checkTrust,
  everyClient,
  requireLasting,
  withClients,
} from "./open_clients.ts";

/** The command `client export`. */
export const clientExport: Command = {
  name: "client export",
  summary: "print the clients of the storage, with hashes of their secrets",
  help: [
    "Prints each client of the storage as a line of JSON, for client import. The hashes in it are no secrets, but should be kept like some: whoever has them can try to guess what people have chosen. Clients of the configuration are left out.",
  ],
  examples: [
    { line: "mintmark client export > clients.jsonl", what: "a copy" },
  ],
  options: { config: CONFIG_OPTION },
  run: (args, io) =>
    withClients(args, io, async (clients) => {
      for await (const client of everyClient(clients)) {
        if (!clients.isOfFile(client.client_id)) io.out(JSON.stringify(client));
      }
      return 0;
    }),
};

/** The command `client import`. */
export const clientImport: Command = {
  name: "client import",
  summary: "put clients that client export has printed into the storage",
  help: [
    "Reads a client as JSON from each line of standard input. All are looked at before the first is written: one that cannot be a client, or is there already, and nothing is written. --replace writes over those that are there.",
  ],
  examples: [
    { line: "mintmark client import < clients.jsonl", what: "new clients" },
    {
      line: "mintmark client import --replace < clients.jsonl",
      what: "whether they are there or not",
    },
  ],
  options: {
    config: CONFIG_OPTION,
    replace: { type: "boolean", what: "write over clients that are there" },
  },
  run: (args, io) =>
    withClients(args, io, async (clients, deployment) => {
      requireLasting(deployment);
      const found = readClients(await io.readInput(), deployment);
      await refuseKnown(found, clients, args.flag("replace"));
      for (const client of found) await clients.put(client);
      io.error(`imported ${found.length} client(s)`);
      return 0;
    }),
};

function readClients(
  text: string,
  deployment: Deployment,
): readonly Client[] {
  const found = new Map<string, Client>();
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const where = `line ${at + 1} of standard input`;
    let client: Client;
    try {
      client = JSON.parse(line);
    } catch {
      // What the parser says repeats what it was given.
      throw new Error(`${where} is no JSON`);
    }
    try {
      checkClient(client);
      checkTrust(client, deployment);
    } catch (error) {
      throw new Error(`${where}: ${(error as Error).message}`);
    }
    if (found.has(client.client_id)) {
      throw new Error(
        `${where}: ${JSON.stringify(client.client_id)} is there twice`,
      );
    }
    found.set(client.client_id, client);
  }
  return [...found.values()];
}

async function refuseKnown(
  found: readonly Client[],
  clients: FileClientRegistry,
  replaces: boolean,
): Promise<void> {
  const { signal } = new AbortController();
  for (const { client_id } of found) {
    const quoted = JSON.stringify(client_id);
    await clients.refuseOfFile(client_id);
    if (replaces || await clients.get(client_id, signal) === undefined) {
      continue;
    }
    throw new Error(
      `there is a client ${quoted} already: --replace writes over it`,
    );
  }
}
