/**
 * `mintmark check`: what is wrong with a configuration, and where.
 *
 * @module
 */

import {
  type Command,
  CONFIG_OPTION,
  type Io,
  JSON_OPTION,
} from "./command.ts";
import {
  type LoadedConfiguration,
  USUAL_FILE,
} from "./configuration/configuration.ts";
import { loadConfiguration } from "./configuration/load_configuration.ts";
import {
  ConfigurationError,
  pathText,
  type Problem,
  problemLine,
} from "./configuration/problem.ts";
import { listenOptions } from "./listen.ts";
import { deploy, prepareKeys, WITHOUT_FILE } from "./deployment.ts";

/** The command. */
export const check: Command = {
  name: "check",
  summary: "say what is wrong with a configuration, and where",
  help: [
    "Reads the configuration as serve does, and prints every mistake with its file and line. With --connect it also reads the files of TLS, opens the storage, looks for clients that are in both places, and has the key ready that will sign: it makes the first key, where there is none, as serve would.",
    "It ends with 0 where the configuration can be used, and with 1 where it cannot.",
  ],
  examples: [
    { line: "mintmark check --config mintmark.json", what: "the file alone" },
    {
      line: "mintmark check --config mintmark.json --connect",
      what: "storage and key as well",
    },
  ],
  options: {
    config: CONFIG_OPTION,
    connect: { type: "boolean", what: "open the storage and the key as well" },
    json: JSON_OPTION,
  },
  async run(args, io) {
    const named = args.text("config");
    const { configuration, problems } = await examine(
      named,
      args.flag("connect"),
      io,
    );
    const file = configuration?.file ?? named ?? USUAL_FILE;
    const isFine = problems.length === 0;
    if (args.flag("json")) {
      const listed = problems.map(({ path, line, message }) => ({
        path: pathText(path),
        ...(line !== undefined && { line }),
        message,
      }));
      io.out(JSON.stringify({ file, ok: isFine, problems: listed }));
    } else if (isFine) {
      io.out(
        configuration?.file === undefined
          ? `there is no ${USUAL_FILE}: what holds without one is fine`
          : `${file}: fine`,
      );
    } else {
      for (const problem of problems) io.error(problemLine(file, problem));
    }
    return isFine ? 0 : 1;
  },
};

async function examine(
  named: string | undefined,
  hasToConnect: boolean,
  io: Io,
): Promise<{
  readonly configuration?: LoadedConfiguration;
  readonly problems: readonly Problem[];
}> {
  let configuration: LoadedConfiguration | undefined;
  try {
    configuration = await loadConfiguration(named, io, WITHOUT_FILE);
    if (hasToConnect) {
      await listenOptions(configuration);
      const deployment = await deploy(configuration, io);
      try {
        await prepareKeys(deployment, io.now);
      } finally {
        await deployment.storage.close();
      }
    }
    return { configuration, problems: [] };
  } catch (error) {
    const problems = error instanceof ConfigurationError
      ? error.problems
      : [{ path: [], message: (error as Error).message }];
    return { ...(configuration && { configuration }), problems };
  }
}
