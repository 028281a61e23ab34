/**
 * A count of what is under way that heals by itself.
 *
 * @module
 */

/**
 * Counts what is under way, up to a bound. Whatever never leaves, as on Workers
 * a request that is cut off in the middle, is no longer counted once its time
 * is over, so that the count cannot stay at its bound for ever.
 */
export class ExpiringCount {
  readonly #maximum: number;
  readonly #entries = new Map<symbol, number>();

  /** @param maximum How many may be under way at once. */
  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  /**
   * Counts one more.
   *
   * @param milliseconds How long it is counted at most.
   * @returns What to call when it is over, or `undefined` where there is no
   * room for it.
   */
  enter(milliseconds: number): (() => void) | undefined {
    if (this.#entries.size >= this.#maximum) this.#prune();
    if (this.#entries.size >= this.#maximum) return undefined;
    const entry = Symbol();
    this.#entries.set(entry, performance.now() + milliseconds);
    return () => void this.#entries.delete(entry);
  }

  /** Entries expire about in the order in which they came. */
  #prune(): void {
    const now = performance.now();
    for (const [entry, expiresAt] of this.#entries) {
      if (expiresAt > now) return;
      this.#entries.delete(entry);
    }
  }
}
