/**
 * What an operator changes in the key set: one conditional write, made again
 * where another writer was first.
 *
 * @module
 */

import type { KeySet, KeyStore } from "../storage.ts";
import type { KeyRotation } from "./key_rotation.ts";
import { readKeySet } from "./key_set_steps.ts";
import type { KeyVault } from "./key_vault.ts";

/** What a change is made with. */
export interface KeySetParts {
  /** Where the keys are. */
  readonly store: KeyStore;
  /** When they change. */
  readonly rotation: KeyRotation;
  /** Makes and opens them. */
  readonly vault: KeyVault;
}

/** How often another writer may be first. */
const MAXIMUM_LOSSES = 5;

/**
 * Changes the key set in the store.
 *
 * @param store The store.
 * @param signal Aborted when nobody waits.
 * @param change Makes the next version of a set; it is asked again where
 * another writer was first, and the set itself says that there is nothing to
 * change.
 * @returns The set as it is stored now.
 * @throws {Error} What `change` throws, or the store fails.
 */
export async function changeKeySet(
  store: KeyStore,
  signal: AbortSignal,
  change: (before: KeySet) => KeySet | Promise<KeySet>,
): Promise<KeySet> {
  for (let i = 0; i < MAXIMUM_LOSSES; i++) {
    const before = await readKeySet(store, signal);
    const next = await change(before);
    if (next === before) return before;
    if (await store.replace(next, signal) === true) return next;
  }
  throw new Error("others changed the key set again and again: try later");
}

/**
 * Refuses an algorithm whose keys would not be kept.
 *
 * @param alg The algorithm.
 * @param rotation The policy.
 * @throws {TypeError} It is not in the policy.
 */
export function requireAlgorithm(
  alg: string,
  { algs }: Pick<KeyRotation, "algs">,
): void {
  if (algs.some((kept) => kept === alg)) return;
  throw new TypeError(
    `alg must be one of the policy (${algs.join(", ")}), not ${
      JSON.stringify(alg)
    }`,
  );
}

/**
 * An instant in the words of an error.
 *
 * @param at Epoch seconds.
 * @returns The instant, as RFC 3339 writes it.
 */
export function instant(at: number): string {
  return new Date(at * 1_000).toISOString().replace(/\.\d+Z$/, "Z");
}
