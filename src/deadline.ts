/**
 * Deadlines for everything that is awaited from outside.
 *
 * @module
 */

/** A piece of work did not settle in time. */
export class DeadlineError extends Error {
  /** The name of the class, for logs. */
  override readonly name: string = "DeadlineError";

  /** @param milliseconds The time that it had. */
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
  }
}

interface Entry {
  readonly dueAt: number;
  readonly expire: () => void;
}

/**
 * Gives each piece of work the same number of milliseconds.
 *
 * All share one timer, which exists only while something is awaited: entries
 * are added in the order in which they fall due, so the oldest is the next.
 */
export class Deadlines {
  readonly #milliseconds: number;
  readonly #entries = new Set<Entry>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param milliseconds How long each piece of work may take. */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /**
   * Waits for a piece of work, but not longer than it may take.
   *
   * @param work What is awaited, also a plain value where a careless seam
   * returns one; a late rejection is swallowed.
   * @param abort Called when the deadline has passed, to stop the work.
   * @returns What the work settles with.
   * @throws {DeadlineError} When it did not settle in time.
   */
  within<T>(work: PromiseLike<T>, abort?: () => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const entry: Entry = {
        dueAt: performance.now() + this.#milliseconds,
        expire: () => {
          reject(new DeadlineError(this.#milliseconds));
          abort?.();
        },
      };
      this.#entries.add(entry);
      this.#timer ??= setTimeout(this.#expire, this.#milliseconds);
      Promise.resolve(work).then((value) => {
        this.#settle(entry);
        resolve(value);
      }, (error) => {
        this.#settle(entry);
        reject(error);
      });
    });
  }

  #settle(entry: Entry): void {
    this.#entries.delete(entry);
    if (this.#entries.size === 0 && this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }

  readonly #expire = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    for (const entry of this.#entries) {
      // Timers may fire up to a millisecond early.
      if (entry.dueAt > now + 1) {
        this.#timer = setTimeout(this.#expire, entry.dueAt - now);
        return;
      }
      this.#entries.delete(entry);
      entry.expire();
    }
  };
}
