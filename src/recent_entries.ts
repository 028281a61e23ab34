/**
 * A bounded memory that forgets by age and by disuse.
 *
 * @module
 */

import { OldestFirst } from "./oldest_first.ts";

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
  readonly #options: RecentEntriesOptions;
  readonly #entries = new Map<string, Entry<T>>();
  readonly #oldest = new OldestFirst(() => this.#entries.keys());

  /** @param options The bounds. */
  constructor(options: RecentEntriesOptions) {
    this.#options = options;
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
    this.#entries.delete(key);
    const age = now - entry.keptAt;
    if (!(age >= 0 && age < this.#options.maxAgeSeconds)) return undefined;
    this.#set(key, entry);
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
    this.#entries.delete(key);
    this.#set(key, { value, keptAt: now });
    if (this.#entries.size > this.#options.maxEntries) {
      this.#entries.delete(this.#oldest.find());
    }
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
    this.#oldest.restart();
  }

  #set(key: string, entry: Entry<T>): void {
    this.#entries.set(key, entry);
    this.#oldest.changed(this.#entries.size);
  }
}
