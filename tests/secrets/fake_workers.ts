/**
 * Workers that a test moves by hand: what `node:worker_threads` would give,
 * without threads.
 *
 * @module
 */

import type { HashingTask } from "../../src/secrets/hashing_queue.ts";

type Listener = (value?: unknown) => void;

/** A worker that does nothing but record what is asked of it. */
export class FakeWorker {
  /** The source and options that it was made with. */
  readonly made: readonly unknown[];
  /** What was posted to it. */
  readonly tasks: HashingTask[] = [];
  /** The calls of `ref`, `unref` and `terminate`, in order. */
  readonly calls: string[] = [];
  readonly #listeners = new Map<string, Listener>();

  /** @param made What `Worker` is called with. */
  constructor(...made: readonly unknown[]) {
    this.made = made;
  }

  /** Keeps a listener. */
  on(event: string, listener: (value: never) => void): void {
    this.#listeners.set(event, listener as Listener);
  }

  /** Lets the worker say something. */
  emit(event: "message" | "error" | "exit", value?: unknown): void {
    this.#listeners.get(event)?.(value);
  }

  /** Takes a task; a worker that has ended takes it and stays silent. */
  postMessage(task: HashingTask): void {
    this.tasks.push(task);
  }

  /** Keeps the process alive. */
  ref(): void {
    this.calls.push("ref");
  }

  /** Lets the process end. */
  unref(): void {
    this.calls.push("unref");
  }

  /** Ends the worker. */
  terminate(): void {
    this.calls.push("terminate");
  }
}

/** The part of `process` that the core looks for workers in. */
interface RuntimeProcess {
  getBuiltinModule: unknown;
}

/**
 * Replaces how the runtime finds its modules while a test runs.
 *
 * @param getBuiltinModule What takes its place.
 * @param test The test.
 */
export async function withBuiltinModule(
  getBuiltinModule: unknown,
  test: () => void | Promise<void>,
): Promise<void> {
  const { process } = globalThis as unknown as { process: RuntimeProcess };
  const original = process.getBuiltinModule;
  process.getBuiltinModule = getBuiltinModule;
  try {
    await test();
  } finally {
    process.getBuiltinModule = original;
  }
}

/**
 * Runs a test with workers that it moves by hand.
 *
 * @param test The test, with the list of the workers started so far.
 */
export async function withFakeWorkers(
  test: (workers: readonly FakeWorker[]) => void | Promise<void>,
): Promise<void> {
  const workers: FakeWorker[] = [];
  class Worker extends FakeWorker {
    constructor(...made: readonly unknown[]) {
      super(...made);
      workers.push(this);
    }
  }
  await withBuiltinModule(() => ({ Worker }), () => test(workers));
}
