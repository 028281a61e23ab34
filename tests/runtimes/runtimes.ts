/**
 * The runtimes of the suite: where they come from and how each one serves.
 *
 * @module
 */

import { npx } from "./npm.ts";
import { bundleWorker } from "./package.ts";

/** How the server under test is started on a runtime. */
export interface Command {
  /** The executable itself, so that signals reach it and not a launcher. */
  readonly executable: string;
  /** Its arguments. */
  readonly args: readonly string[];
}

/** A runtime. */
export interface Runtime {
  /** Its name. */
  readonly name: string;
  /**
   * Finds its executable, fetching it if need be.
   *
   * @returns The path.
   */
  find(): Promise<string>;
  /**
   * Says how it serves.
   *
   * @param executable What `find` found.
   * @param directory The project with the package and the programs.
   * @param base The origin that it has to listen on.
   */
  command(
    executable: string,
    directory: string,
    base: string,
  ): Command | Promise<Command>;
  /** Whether the peer's address reaches the server: where there is an adapter. */
  readonly knowsPeer: boolean;
}

async function fromNpm(specifier: string, program: string): Promise<string> {
  const found = await npx(specifier, `command -v ${program}`);
  const executable = await Deno.realPath(found);
  // A package whose install script did not run leaves a script in its place.
  await npx(specifier, `"${executable}" --version`);
  return executable;
}

function node(major: number): Runtime {
  return {
    name: `Node ${major}`,
    find: () => fromNpm(`node@${major}`, "node"),
    command: (executable, directory) => ({
      executable,
      args: [
        "--disable-warning=ExperimentalWarning",
        `${directory}/node.ts`,
      ],
    }),
    knowsPeer: true,
  };
}

/** The configuration of workerd: no compatibility flag is set. */
function workerdConfig(base: string): string {
  const bindings = [
    "ISSUER",
    "SIGNING_ALG",
    "SIGNING_KEY",
    "BODY_MILLISECONDS",
    "SLOW_STORE_MILLISECONDS",
  ].map((name) => `(name = "${name}", fromEnvironment = "${name}")`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [
    (name = "http", address = "${
    new URL(base).host
  }", http = (), service = "main"),
  ],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
  bindings = [${bindings.join(", ")}],
);
`;
}

/** All runtimes. */
export const RUNTIMES: readonly Runtime[] = [
  {
    name: "Deno",
    find: () => Promise.resolve(Deno.execPath()),
    command: (executable) => ({
      executable,
      args: [
        "run",
        "--quiet",
        "--allow-net=127.0.0.1",
        "--allow-env",
        new URL("servers/deno.ts", import.meta.url).pathname,
      ],
    }),
    knowsPeer: true,
  },
  {
    name: "Bun",
    find: () => fromNpm("bun@1.4.5", "bun"),
    command: (executable, directory) => ({
      executable,
      args: [`${directory}/bun.ts`],
    }),
    knowsPeer: true,
  },
  node(22),
  node(24),
  {
    name: "workerd",
    find: () => fromNpm("workerd@1.20261117.1", "workerd"),
    async command(executable, directory, base) {
      await bundleWorker(directory);
      const config = `${directory}/config.capnp`;
      await Deno.writeTextFile(config, workerdConfig(base));
      return { executable, args: ["serve", config, "--control-fd=1"] };
    },
    knowsPeer: false,
  },
];
