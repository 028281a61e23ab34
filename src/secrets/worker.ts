/**
 * Workers for slow hashing: the one place in the core that looks for a runtime.
 *
 * Why `node:worker_threads` and not `Worker`: Deno, Bun and Node all have it,
 * and only its workers can be unreferenced on all three, so that an idle one
 * keeps no process alive. Why the source is text: a worker made from a file
 * asks Deno for `--allow-read` and a `.ts` file does not survive packing for
 * npm; a few lines that import a published module need neither. The module is
 * looked up at run time, so that a bundle for a runtime without workers holds
 * no trace of Node.
 *
 * @module
 */

import type { HashingTask } from "./hashing_queue.ts";

/**
 * How Deno names the hashing module. A worker may import it by this name
 * without read permission, as it may not by the path that
 * `import.meta.resolve` gives.
 */
export const NPM_SPECIFIER = "npm:bcrypt-ts@^9.0.2/browser";

const SOURCE = `
const { parentPort, workerData } = require("node:worker_threads");
const hashing = workerData.reduce(
(tried, module) => tried.catch(() => import(module)), Promise.reject());
hashing.catch(() => {});
parentPort.on("message", async ({ name, args }) => {
try {
parentPort.postMessage({ value: (await hashing)[name + "Sync"](...args) });
} catch (error) {
parentPort.postMessage({ error: String(error) });
}
});
`;

/** The part of `node:worker_threads` that is used here. */
interface NodeWorker {
  on(event: "message", listener: (message: Reply) => void): void;
  on(event: "error", listener: (error: unknown) => void): void;
  on(event: "exit", listener: () => void): void;
  postMessage(message: HashingTask): void;
  ref(): void;
  unref(): void;
  terminate(): unknown;
}

interface Reply {
  readonly value?: unknown;
  readonly error?: string;
}

interface WorkerThreads {
  readonly Worker: new (
    source: string,
    options: {
      readonly eval: true;
      readonly workerData: readonly string[];
    },
  ) => NodeWorker;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The part of the global scope of Deno, Bun and Node that is used here. */
interface RuntimeGlobals {
  readonly Deno?: unknown;
  readonly process?: {
    getBuiltinModule?(name: string): WorkerThreads | undefined;
  };
}

/** A worker that runs one hashing task at a time. */
export class HashingWorker {
  readonly #worker: NodeWorker;
  #pending: Pending | undefined;
  #hasAnswered = false;
  #hasEnded = false;

  /** @param worker An unreferenced worker that runs the source above. */
  constructor(worker: NodeWorker) {
    this.#worker = worker;
    worker.on("message", (reply) => {
      if (reply.error === undefined) {
        this.#hasAnswered = true;
        this.#settle()?.resolve(reply.value);
      } else {
        this.#settle()?.reject(new Error(reply.error));
      }
    });
    worker.on("error", (error) => {
      this.#hasEnded = true;
      this.#settle()?.reject(error);
    });
    worker.on("exit", () => {
      this.#hasEnded = true;
      this.#settle()?.reject(new Error("the hashing worker has ended"));
    });
    worker.unref();
  }

  /** Whether it has ever done its work. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** Whether it is gone, by itself or by `end`. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * Runs one task; the process stays alive until it has been answered.
   *
   * @param task What to do.
   * @returns What the function returns.
   */
  run(task: HashingTask): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#worker.ref();
      this.#worker.postMessage(task);
    });
  }

  /** Ends the worker; a task that runs is rejected. */
  end(): void {
    this.#hasEnded = true;
    this.#settle()?.reject(new Error("the hashing worker was ended"));
    this.#worker.terminate();
  }

  #settle(): Pending | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) this.#worker.unref();
    return pending;
  }
}

/**
 * Starts a worker.
 *
 * @returns The worker, or `undefined` where the runtime has none.
 */
export function startWorker(): HashingWorker | undefined {
  const runtime = globalThis as RuntimeGlobals;
  try {
    const threads = runtime.process?.getBuiltinModule?.("node:worker_threads");
    if (typeof threads?.Worker !== "function") return undefined;
    const workerData = hashingModules(runtime.Deno !== undefined);
    return new HashingWorker(
      new threads.Worker(SOURCE, { eval: true, workerData }),
    );
  } catch {
    return undefined;
  }
}

/** The names by which a worker may import the hashing module, in order. */
function hashingModules(isDeno: boolean): readonly string[] {
  const names = isDeno ? [NPM_SPECIFIER] : [];
  try {
    names.push(import.meta.resolve("bcrypt-ts/browser"));
  } catch {
    // Published for Deno, the module has no import map of ours around it.
  }
  return names;
}
