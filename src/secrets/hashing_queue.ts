/**
 * The bounded queue in front of slow hashing.
 *
 * @module
 */

import { ExpiringCount } from "../expiring_count.ts";
import { busy } from "../temporarily_unavailable.ts";
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

/** An inline task that has not ended by then was cut off with its request. */
const INLINE_MILLISECONDS = 60_000;

/**
 * Runs hashing tasks in workers where the runtime has them, otherwise on the
 * event loop, each at once: on Workers, what one request starts must not wait
 * for another, with which it would end. Workers start with the first task, keep
 * no process alive while idle, and end with `close`.
 */
export class HashingQueue {
  readonly #options: HashingQueueOptions;
  readonly #waiting: Job[] = [];
  readonly #idle: HashingWorker[] = [];
  readonly #all = new Set<HashingWorker>();
  readonly #underWayInline: ExpiringCount;
  #closed = false;
  #inline: boolean;

  /** @param options Bounds, and how to do without workers. */
  constructor(options: HashingQueueOptions) {
    this.#options = options;
    this.#underWayInline = new ExpiringCount(options.maxQueued);
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
    if (this.#closed) return Promise.reject(busy("server_closed"));
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#inline) return this.#runInline(task);
    if (this.#waiting.length >= this.#options.maxQueued) {
      return Promise.reject(busy("hashing_queue_full"));
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
      const worker = this.#freeWorker();
      if (worker === undefined && !this.#inline) return;
      const { task, signal, resolve, reject } = this.#waiting.shift()!;
      if (signal?.aborted) {
        reject(signal.reason);
        if (worker !== undefined) this.#idle.push(worker);
      } else if (worker === undefined) {
        this.#runInline(task).then(resolve, reject);
      } else {
        this.#runInWorker(worker, task).then(resolve, reject).finally(() => {
          if (this.#all.has(worker)) this.#idle.push(worker);
          this.#next();
        });
      }
    }
  }

  /** A worker with nothing to do, or `undefined` while all are busy. */
  #freeWorker(): HashingWorker | undefined {
    if (this.#inline) return undefined;
    let worker = this.#idle.pop();
    // One that has died meanwhile gets no work.
    while (worker?.hasEnded) {
      this.#all.delete(worker);
      worker = this.#idle.pop();
    }
    return worker ?? this.#start();
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
        return await this.#runInline(task);
      }
      throw error;
    }
  }

  async #runInline(task: HashingTask): Promise<unknown> {
    const leave = this.#underWayInline.enter(INLINE_MILLISECONDS);
    if (leave === undefined) throw busy("hashing_queue_full");
    try {
      return await this.#options.inline(task);
    } finally {
      leave();
    }
  }
}
