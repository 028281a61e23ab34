/**
 * Deno KV as the roles use it: under a prefix, until it is closed.
 *
 * Why it tries again: where several processes have the same file open, Deno
 * does not wait for the lock, but says that the file is locked. Nothing was
 * written then.
 *
 * @module
 */

import type {
  DenoKv,
  DenoKvAtomic,
  DenoKvEntry,
  DenoKvKey,
} from "./deno_kv_client.ts";
import { Calls } from "./remote_storage.ts";

/** How long changes are tried where the file is locked. */
const WAIT_MILLISECONDS = 5_000;

/** With so many failures in a row, those who write at once spread out. */
const FAILURES_IN_A_ROW = 4;
const SPREAD_MILLISECONDS = 20;

/** Changes of one value. */
export interface ValueChange<T> {
  /** What should be stored. */
  readonly value: T;
  /** For how many milliseconds; absent = for good. */
  readonly expireIn?: number;
}

/** Guards a store that is shared, and ends with the storage. */
export class KvStore {
  readonly #kv: DenoKv;
  readonly #prefix: string;
  readonly #calls = new Calls();
  /** The clock, in epoch seconds. */
  readonly now: () => number;

  /**
   * @param kv The store.
   * @param prefix The first part of every key.
   * @param now The clock, in epoch seconds.
   */
  constructor(kv: DenoKv, prefix: string, now: () => number) {
    this.#kv = kv;
    this.#prefix = prefix;
    this.now = now;
  }

  /** The key of something. */
  key(...parts: DenoKvKey): DenoKvKey {
    return [this.#prefix, ...parts];
  }

  /** Reads a value. */
  get(key: DenoKvKey, signal?: AbortSignal): Promise<DenoKvEntry> {
    return this.#calls.make(signal, () => this.#kv.get(key));
  }

  /** Reads the values under a prefix, in order. */
  list(
    selector: Parameters<DenoKv["list"]>[0],
    limit?: number,
  ): Promise<readonly DenoKvEntry[]> {
    const options = limit === undefined ? {} : { limit };
    return this.#calls.make(undefined, async () => {
      const entries: DenoKvEntry[] = [];
      for await (const entry of this.#kv.list(selector, options)) {
        entries.push(entry);
      }
      return entries;
    });
  }

  /**
   * Makes changes in one step.
   *
   * @param changes Adds the checks and the changes.
   * @param signal Aborted when the caller no longer waits.
   * @returns Whether they were made; `false` where a check failed.
   */
  async commit(
    changes: (atomic: DenoKvAtomic) => DenoKvAtomic,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const giveUpAt = performance.now() + WAIT_MILLISECONDS;
    while (true) {
      try {
        const commit = () => changes(this.#kv.atomic()).commit();
        return (await this.#calls.make(signal, commit)).ok;
      } catch (error) {
        if (!isLocked(error) || performance.now() >= giveUpAt) throw error;
      }
      await aMoment();
    }
  }

  /**
   * Changes one value by what it was: again, until nobody came in between.
   *
   * @param key The key of the value.
   * @param change Takes what is stored, and says what should be; `undefined`
   * leaves it.
   * @returns What is stored then.
   */
  async change<T>(
    key: DenoKvKey,
    change: (stored: T | undefined) => ValueChange<T> | undefined,
  ): Promise<T | undefined> {
    for (let failures = 0;; failures++) {
      const { value, versionstamp } = await this.get(key);
      const stored = versionstamp === null ? undefined : value as T;
      const changed = change(stored);
      if (changed === undefined) return stored;
      const { value: next, ...options } = changed;
      const isMade = await this.commit((atomic) =>
        atomic.check({ key, versionstamp }).set(key, next, options)
      );
      if (isMade) return next;
      if (failures >= FAILURES_IN_A_ROW) await aMoment();
    }
  }

  /** Lets no call pass any more. */
  close(): void {
    this.#calls.close();
  }
}

function aMoment(): Promise<void> {
  const milliseconds = Math.random() * SPREAD_MILLISECONDS;
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && /database is locked/.test(error.message);
}
