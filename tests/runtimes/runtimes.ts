/**
 * The runtimes of the suite: where they come from and how each one serves.
 *
 * @module
 */

import { npx } from "./npm.ts";
import { bundleWorker, fetchBundler } from "./package.ts";

/** How the server under test is started on a runtime. */
export interface Command {
  /** The executable itself, so that signals reach it and not a launcher. */
  readonly executable: string;
  /** Its arguments. */
  readonly args: readonly string[];
}

/** A runtime that was found. */
export interface Found {
  /** Its executable. */
  readonly executable: string;
  /** What it says of its version. */
  readonly version: string;
}

/** A runtime. */
export interface Runtime {
  /** Its name. */
  readonly name: string;
  /** Finds its executable, fetching it if need be. */
  find(): Promise<Found>;
  /**
   * Says how it serves.
   *
   * @param executable The path that `find` found.
   * @param directory The project with the package and the programs.
   * @param base The origin that it has to listen on.
   */
  command(
    executable: string,
    directory: string,
    base: string,
  ): Command | Promise<Command>;
  /**
   * Says how it runs `servers/verifier_program.ts`, or the like of it.
   *
   * @param executable The path that `find` found.
   * @param directory The project with the package and the programs.
   */
  verifier(executable: string, directory: string): Command | Promise<Command>;
  /** Whether it runs the packed package; else it runs the sources. */
  readonly needsPackage: boolean;
  /** Whether the peer's address reaches the server: where there is an adapter. */
  readonly knowsPeer: boolean;
}

async function fromNpm(specifier: string, program: string): Promise<Found> {
  const output = await npx(
    specifier,
    `command -v ${program} && ${program} --version`,
  );
  const [path = "", version = ""] = output.split("\n");
  return { executable: await Deno.realPath(path), version };
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
    verifier: (executable, directory) => ({
      executable,
      args: [
        "--disable-warning=ExperimentalWarning",
        `${directory}/verifier_program.ts`,
      ],
    }),
    needsPackage: true,
    knowsPeer: true,
  };
}

/** The worker is bundled once. */
let bundled: Promise<void> | undefined;

/** The configuration of workerd: no compatibility flag is set. */
function workerdConfig(base: string): string {
  const bindings = [
    "ISSUER",
    "SIGNING_ALG",
    "SIGNING_KEY",
    "BODY_MILLISECONDS",
    "SLOW_STORE_MILLISECONDS",
    "OTHER_ALGS",
    "VECTORS",
    "FAILURE_BUDGET",
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

/** The keys are on this machine, which Workers reach only where it is said. */
const VERIFIER_CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["private"])),
  ],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "verifier_worker.js")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "TASK", fromEnvironment = "TASK")],
);
`;

/** All runtimes. */
export const RUNTIMES: readonly Runtime[] = [
  {
    name: "Deno",
    find: () =>
      Promise.resolve({
        executable: Deno.execPath(),
        version: Deno.version.deno,
      }),
    command: (executable) => ({
      executable,
      args: [
        "run",
        "--quiet",
        "--allow-net=127.0.0.1",
        "--allow-env",
        import.meta.resolve("./servers/deno.ts"),
      ],
    }),
    verifier: (executable) => ({
      executable,
      args: [
        "run",
        "--quiet",
        "--allow-net=127.0.0.1",
        "--allow-env=TASK",
        import.meta.resolve("./servers/verifier_program.ts"),
      ],
    }),
    needsPackage: false,
    knowsPeer: true,
  },
  {
    name: "Bun",
    find: () => fromNpm("bun@1.4.5", "bun"),
    command: (executable, directory) => ({
      executable,
      args: [`${directory}/bun.ts`],
    }),
    verifier: (executable, directory) => ({
      executable,
      args: [`${directory}/verifier_program.ts`],
    }),
    needsPackage: true,
    knowsPeer: true,
  },
  node(22),
  node(24),
  {
    name: "workerd",
    async find() {
      const [found] = await Promise.all([
        fromNpm("workerd@1.20261117.1", "workerd"),
        fetchBundler(),
      ]);
      return found;
    },
    async command(executable, directory, base) {
      await (bundled ??= bundleWorker(directory, "worker"));
      const config = `${directory}/${new URL(base).port}.capnp`;
      await Deno.writeTextFile(config, workerdConfig(base));
      return { executable, args: ["serve", config, "--control-fd=1"] };
    },
    async verifier(executable, directory) {
      await bundleWorker(directory, "verifier_worker");
      const config = `${directory}/verifier.capnp`;
      await Deno.writeTextFile(config, VERIFIER_CONFIG);
      return { executable, args: ["test", config] };
    },
    needsPackage: true,
    knowsPeer: false,
  },
];
