/**
 * Workers, bundled as their users bundle them and run by workerd.
 *
 * @module
 */

import { run } from "../package/packed_project.ts";
import { freePort, Program } from "./program.ts";

/** A Worker in a project. */
export interface WorkerOptions {
  /** The directory of the project. */
  readonly directory: string;
  /** The executable of Node, which bundles. */
  readonly node: string;
  /** The file of the Worker. */
  readonly file: string;
  /** What its environment has besides `ISSUER`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Which Workers runtime it was written for. @default {"2026-11-01"} */
  readonly compatibilityDate?: string;
  /** Whether it may reach servers on this machine. @default {false} */
  readonly mayReachPrivateAddresses?: boolean;
}

/** A Worker that runs. */
export interface RunningWorker extends AsyncDisposable {
  /** Where it is reached; also its `env.ISSUER`. */
  readonly issuer: string;
  /** What it runs in. */
  readonly program: Program;
}

/**
 * Bundles and starts a Worker.
 *
 * @param options The Worker.
 * @returns The Worker, once it serves.
 */
export async function startWorker(
  options: WorkerOptions,
): Promise<RunningWorker> {
  const { directory, node, file, env = {} } = options;
  const port = freePort();
  const issuer = `http://localhost:${port}`;
  await run(
    directory,
    node,
    ...["node_modules/esbuild/bin/esbuild", file, "--log-level=warning"],
    ...["--bundle", "--format=esm", "--outfile=worker.js"],
    "--conditions=workerd,worker,browser",
  );
  const names = ["ISSUER", ...Object.keys(env)];
  await Deno.writeTextFile(
    `${directory}/config.capnp`,
    configuration(port, names, options),
  );
  const findWorkerd = ["--print", 'require("workerd").default'];
  const program = await Program.start({
    command: (await run(directory, node, ...findWorkerd)).trim(),
    args: ["serve", "config.capnp", "--control-fd=1"],
    cwd: directory,
    env: { ISSUER: issuer, ...env },
    ready: '"event":"listen"',
  });
  return {
    issuer,
    program,
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** What workerd is told: one Worker behind one port. */
function configuration(
  port: number,
  names: readonly string[],
  options: WorkerOptions,
): string {
  const { compatibilityDate: date = "2026-11-01" } = options;
  const reachable = options.mayReachPrivateAddresses === true
    ? '"public", "private"'
    : '"public"';
  const bindings = names.map((name) =>
    `(name = "${name}", fromEnvironment = "${name}")`
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = [${reachable}])),
  ],
  sockets = [(
    name = "http",
    address = "127.0.0.1:${port}",
    http = (),
    service = "main",
  )],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "${date}",
  bindings = [${bindings.join(", ")}],
);
`;
}
