/**
 * A bounded memory that forgets what was not used for longest.
 *
 * Why a list beside the map: to take a key out of a map and put it in again has
 * the map grow a new table every few times, which costs a request more than to
 * recognise its secret.
 *
 * @module
 */

/** An entry, between the one that was used before it and the one after it. */
interface Entry<T> {
  readonly key: string;
  value: T;
  older: Entry<T> | undefined;
  newer: Entry<T> | undefined;
}

/** A map that holds so many entries and no more. */
export class RecentlyUsed<T> {
  readonly #maximum: number;
  readonly #entries = new Map<string, Entry<T>>();
  #oldest: Entry<T> | undefined;
  #newest: Entry<T> | undefined;

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
    return this.#entries.get(key)?.value;
  }

  /**
   * Sets an entry, as the one that was used last.
   *
   * @param key Its key.
   * @param value The value.
   */
  set(key: string, value: T): void {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.value = value;
      if (known !== this.#newest) {
        this.#unlink(known);
        this.#append(known);
      }
      return;
    }
    const entry = { key, value, older: undefined, newer: undefined };
    this.#entries.set(key, entry);
    this.#append(entry);
    if (this.#entries.size > this.#maximum) this.delete(this.#oldest!.key);
  }

  /**
   * Forgets one entry.
   *
   * @param key Its key.
   */
  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#unlink(entry);
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
    this.#oldest = this.#newest = undefined;
  }

  #append(entry: Entry<T>): void {
    const older = this.#newest;
    entry.older = older;
    entry.newer = undefined;
    if (older === undefined) this.#oldest = entry;
    else older.newer = entry;
    this.#newest = entry;
  }

  #unlink({ older, newer }: Entry<T>): void {
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }
}
