/**
 * A bounded memory that forgets by age and by disuse.
 *
 * @module
 */

import { RecentlyUsed } from "./recently_used.ts";

/** The bounds. */
export interface RecentEntriesOptions {
  /** How many are kept; the least recently used goes first. */
  readonly maxEntries: number;
  /** How long one is kept, in seconds. */
  readonly maxAgeSeconds: number;
}

interface Entry<T> {
  readonly value: T;
  readonly keptAt: number;
}

/** Keeps what was seen lately. */
export class RecentEntries<T> {
  readonly #maxAgeSeconds: number;
  readonly #entries: RecentlyUsed<Entry<T>>;

  /** @param options The bounds. */
  constructor(options: RecentEntriesOptions) {
    this.#maxAgeSeconds = options.maxAgeSeconds;
    this.#entries = new RecentlyUsed(options.maxEntries);
  }

  /** How many are kept now. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Finds an entry that is not too old.
   *
   * @param key Its key.
   * @param now Epoch seconds; a clock that went back makes it too old as well.
   * @returns The value, in an object since it may be `undefined` itself.
   */
  find(key: string, now: number): { readonly value: T } | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const age = now - entry.keptAt;
    if (!(age >= 0 && age < this.#maxAgeSeconds)) {
      this.#entries.delete(key);
      return undefined;
    }
    this.#entries.set(key, entry);
    return entry;
  }

  /**
   * Keeps a value.
   *
   * @param key Its key.
   * @param value The value.
   * @param now Epoch seconds.
   */
  keep(key: string, value: T, now: number): void {
    this.#entries.set(key, { value, keptAt: now });
  }

  /**
   * Forgets one entry.
   *
   * @param key Its key.
   */
  forget(key: string): void {
    this.#entries.delete(key);
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
  }
}
