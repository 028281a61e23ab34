/**
 * Deno KV, as far as a storage uses it.
 *
 * @module
 */

/** A key: its parts in order. */
export type DenoKvKey = readonly (string | number)[];

/** What is stored under a key, or nothing. */
export interface DenoKvEntry {
  /** The key. */
  readonly key: readonly unknown[];
  /** The value; `null` where there is none. */
  readonly value: unknown;
  /** Changes with the value; `null` where there is none. */
  readonly versionstamp: string | null;
}

/** What a check compares. */
export interface DenoKvCheck {
  /** The key. */
  key: DenoKvKey;
  /** The versionstamp that it must have. */
  versionstamp: string | null;
}

/** Changes that are made together, or not at all. */
export interface DenoKvAtomic {
  /** Makes the changes depend on a versionstamp. */
  check(...checks: DenoKvCheck[]): DenoKvAtomic;
  /** Writes a value. */
  set(
    key: DenoKvKey,
    value: unknown,
    options?: { expireIn?: number },
  ): DenoKvAtomic;
  /** Removes a value. */
  delete(key: DenoKvKey): DenoKvAtomic;
  /** Makes the changes, unless a check fails. */
  commit(): Promise<{ ok: boolean }>;
}

/** What `Deno.openKv()` returns. */
export interface DenoKv {
  /** Reads a value. */
  get(key: DenoKvKey): Promise<DenoKvEntry>;
  /** Reads the values under a prefix, in order. */
  list(
    selector: { prefix: DenoKvKey; start?: never; end?: never } | {
      prefix: DenoKvKey;
      start: DenoKvKey;
    },
    options?: { limit?: number },
  ): AsyncIterable<DenoKvEntry>;
  /** Begins changes. */
  atomic(): DenoKvAtomic;
}
