/**
 * The bounded queue in front of slow hashing.
 *
 * @module
 */

import { OAuthError } from "../errors.ts";
import { type HashingWorker, startWorker } from "./worker.ts";

/** One piece of work: a function of the hashing module and its arguments. */
export interface HashingTask {
  /** The function, present in synchronous and asynchronous form. */
  readonly name: "compare" | "hash";
  /** Its arguments. */
  readonly args: readonly [string, string | number];
}

/** How a {@linkcode HashingQueue} is made. */
export interface HashingQueueOptions {
  /** How many workers at most; 0 = hash on the event loop. */
  readonly workers: number;
  /** How many tasks may wait. */
  readonly maxQueued: number;
  /** Runs a task on the event loop, where there are no workers. */
  readonly inline: (task: HashingTask) => Promise<unknown>;
}

interface Job {
  readonly task: HashingTask;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs hashing tasks in workers where the runtime has them and one after the
 * other on the event loop where it has not. Workers start with the first task,
 * keep no process alive while idle, and end with `close`.
 */
export class HashingQueue {
  readonly #options: HashingQueueOptions;
  readonly #waiting: Job[] = [];
  readonly #idle: HashingWorker[] = [];
  readonly #all = new Set<HashingWorker>();
  #inlineBusy = false;
  #closed = false;
  #inline: boolean;

  /** @param options Bounds, and how to do without workers. */
  constructor(options: HashingQueueOptions) {
    this.#options = options;
    this.#inline = options.workers === 0;
  }

  /** Whether tasks run on the event loop; known once the first has started. */
  get inline(): boolean {
    return this.#inline;
  }

  /**
   * Runs one task.
   *
   * @param task What to do.
   * @param signal When aborted, a task that still waits is dropped.
   * @returns What the function returns.
   * @throws {OAuthError} `temporarily_unavailable` when the queue is full.
   */
  run(task: HashingTask, signal?: AbortSignal): Promise<unknown> {
    if (this.#closed || this.#waiting.length >= this.#options.maxQueued) {
      return Promise.reject(
        new OAuthError("temporarily_unavailable", {
          description: "The server is busy: try again later.",
          reason: this.#closed ? "server_closed" : "hashing_queue_full",
          retryAfterSeconds: 1,
        }),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, signal, resolve, reject });
      this.#next();
    });
  }

  /** Ends the workers; tasks that wait or run are rejected. */
  close(): void {
    this.#closed = true;
    for (const worker of this.#all) worker.end();
    this.#all.clear();
    this.#idle.length = 0;
    for (const job of this.#waiting.splice(0)) {
      job.reject(new Error("the server was closed"));
    }
  }

  #next(): void {
    while (this.#waiting.length > 0 && !this.#closed) {
      const run = this.#slot();
      if (run === undefined) return;
      const job = this.#waiting.shift()!;
      if (job.signal?.aborted) {
        job.reject(job.signal.reason);
        run.release();
        continue;
      }
      run.start(job.task).then(job.resolve, job.reject).finally(() => {
        run.release();
        this.#next();
      });
    }
  }

  /** A place to run a task, or `undefined` while all are taken. */
  #slot():
    | {
      readonly start: (task: HashingTask) => Promise<unknown>;
      readonly release: () => void;
    }
    | undefined {
    const worker = this.#inline ? undefined : this.#waitingWorker() ??
      this.#start();
    if (worker !== undefined) {
      return {
        start: (task) => this.#runInWorker(worker, task),
        release: () => {
          if (this.#all.has(worker)) this.#idle.push(worker);
        },
      };
    }
    if (!this.#inline || this.#inlineBusy) return undefined;
    this.#inlineBusy = true;
    return {
      start: this.#options.inline,
      release: () => {
        this.#inlineBusy = false;
      },
    };
  }

  /** An idle worker; one that has died meanwhile gets no work. */
  #waitingWorker(): HashingWorker | undefined {
    let worker = this.#idle.pop();
    while (worker?.hasEnded) {
      this.#all.delete(worker);
      worker = this.#idle.pop();
    }
    return worker;
  }

  #start(): HashingWorker | undefined {
    if (this.#all.size >= this.#options.workers) return undefined;
    const worker = startWorker();
    if (worker === undefined) this.#inline = true;
    else this.#all.add(worker);
    return worker;
  }

  async #runInWorker(
    worker: HashingWorker,
    task: HashingTask,
  ): Promise<unknown> {
    try {
      return await worker.run(task);
    } catch (error) {
      this.#all.delete(worker);
      worker.end();
      if (this.#closed) throw error;
      // A runtime that has workers but does not let this one run: without
      // them from now on, which is slower and says so in an event.
      if (!worker.hasAnswered) {
        this.#inline = true;
        return await this.#options.inline(task);
      }
      throw error;
    }
  }
}
