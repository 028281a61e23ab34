/**
 * Signing keys in memory: for tests, and for a single process whose tokens may
 * die with it.
 *
 * @module
 */

import type { KeySet, KeyStore } from "../storage.ts";
import { deepFreeze } from "./frozen.ts";

/**
 * A key store in memory.
 *
 * @returns The store, empty.
 */
export function memoryKeys(): KeyStore {
  let stored: KeySet = deepFreeze({ version: 0, keys: [] });
  return {
    read: () => Promise.resolve(stored),
    // deno-lint-ignore require-await -- what cannot be copied rejects
    replace: async (keySet) => {
      if (keySet.version !== stored.version + 1) return false;
      stored = deepFreeze(structuredClone(keySet));
      return true;
    },
  };
}
