/**
 * A bounded memory that forgets what was not used for longest.
 *
 * @module
 */

import { OldestFirst } from "./oldest_first.ts";

/** A map that holds so many entries and no more. */
export class RecentlyUsed<T> {
  readonly #maximum: number;
  readonly #entries = new Map<string, T>();
  readonly #oldest = new OldestFirst(() => this.#entries.keys());

  /** @param maximum How many entries are kept. */
  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  /** How many are kept now. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Looks at an entry, which does not count as a use.
   *
   * @param key Its key.
   * @returns The value, or `undefined` where there is none.
   */
  get(key: string): T | undefined {
    return this.#entries.get(key);
  }

  /**
   * Sets an entry, as the one that was used last.
   *
   * @param key Its key.
   * @param value The value.
   */
  set(key: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    this.#oldest.changed(this.#entries.size);
    if (this.#entries.size > this.#maximum) {
      this.#entries.delete(this.#oldest.find());
    }
  }

  /**
   * Forgets one entry.
   *
   * @param key Its key.
   */
  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
    this.#oldest.restart();
  }
}
