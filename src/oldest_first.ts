/**
 * Which entry of a bounded memory goes next.
 *
 * Why an iterator is kept: a fresh one would step over everything that was
 * deleted before it, at each eviction anew. Why it is not kept for good: while
 * it stands still, V8 keeps every table that the memory has had since, and a
 * memory grows a new one whenever enough was deleted and set again.
 *
 * @module
 */

/** Fewer changes than these leave next to nothing behind. */
const FEW = 64;

/** Finds the entry that was set first. */
export class OldestFirst<T> {
  readonly #iterate: () => Iterator<T>;
  #iterator: Iterator<T> | undefined;
  #changes = 0;

  /** @param iterate Iterates over the memory anew. */
  constructor(iterate: () => Iterator<T>) {
    this.#iterate = iterate;
  }

  /**
   * To be called whenever an entry was set anew. The next search steps over at
   * most about as many deleted entries as there were calls of this.
   *
   * @param size How many entries there are now.
   */
  changed(size: number): void {
    if (++this.#changes > FEW + size) this.restart();
  }

  /** Starts anew; nothing that was deleted is held any longer. */
  restart(): void {
    this.#changes = 0;
    this.#iterator = undefined;
  }

  /**
   * Finds the oldest entry.
   *
   * @returns It; the memory must not be empty.
   */
  find(): T {
    let next = this.#iterator?.next();
    if (next === undefined || next.done) {
      this.#iterator = this.#iterate();
      next = this.#iterator.next();
    }
    return next.value as T;
  }
}
