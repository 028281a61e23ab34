/**
 * Deadlines that share one timer, for a runtime where a timer outlives the
 * request that started it. Starting and stopping one costs Deno about as much
 * as reading the head of a request.
 *
 * @module
 */

import { DeadlineError } from "../deadline.ts";

interface Waiting {
  readonly dueAt: number;
  readonly milliseconds: number;
  readonly reject: (error: DeadlineError) => void;
}

/** Guards what is waited for, and the timer of what is due first. */
export class SharedDeadline {
  readonly #waiting = new Set<Waiting>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firesAt = Infinity;
  readonly #handOut: (task: () => void) => void;

  /**
   * @param handOut Hands out what work has settled with, now or later. Failures
   * do not wait for it.
   */
  constructor(handOut: (task: () => void) => void) {
    this.#handOut = handOut;
  }

  /**
   * Waits for a piece of work, but not longer than it may take.
   *
   * @param work What is awaited; a late rejection is swallowed.
   * @param milliseconds How long it may take.
   * @returns What the work settles with.
   * @throws {DeadlineError} When it did not settle in time.
   */
  within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const dueAt = performance.now() + milliseconds;
      const waiting = { dueAt, milliseconds, reject };
      this.#waiting.add(waiting);
      if (dueAt < this.#firesAt) this.#fireAt(dueAt, milliseconds);
      work.then((value) => {
        this.#waiting.delete(waiting);
        this.#handOut(() => resolve(value));
      }, (error) => {
        this.#waiting.delete(waiting);
        reject(error);
      });
    });
  }

  /** Stops the timer; nothing is waited for any more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#firesAt = Infinity;
  }

  #fireAt(time: number, milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#firesAt = time;
    this.#timer = setTimeout(() => this.#sweep(), milliseconds);
    // What is waited for keeps a process going by itself, where it is to.
    (this.#timer as { unref?(): void }).unref?.();
  }

  #sweep(): void {
    this.#firesAt = Infinity;
    // A timer may be a little early.
    const now = performance.now() + 1;
    let next = Infinity;
    for (const waiting of this.#waiting) {
      const { dueAt, milliseconds, reject } = waiting;
      if (dueAt <= now) {
        this.#waiting.delete(waiting);
        reject(new DeadlineError(milliseconds));
      } else next = Math.min(next, dueAt);
    }
    if (next < Infinity) this.#fireAt(next, next - now + 1);
  }
}
