/**
 * The steps that a key set takes: each is one version.
 *
 * @module
 */

import type { KeySet, KeyStore, StoredKey } from "../storage.ts";
import type { KeyRotation } from "./key_rotation.ts";
import type { KeyVault, NewKey } from "./key_vault.ts";
import type { KeyPlan } from "./plan_keys.ts";

/** No policy comes near; a store that answers with more is not ours. */
const MAXIMUM_KEYS = 1_000;

/**
 * Reads the key set and checks it: a store may be anybody's.
 *
 * @param store The store.
 * @param signal Aborted when nobody waits.
 * @returns The set.
 * @throws {Error} What the store answered with is no key set.
 */
export async function readKeySet(
  store: KeyStore,
  signal: AbortSignal,
): Promise<KeySet> {
  const keySet = await store.read(signal);
  const { version, keys } = keySet ?? {};
  if (
    !Number.isSafeInteger(version) || version < 0 || !Array.isArray(keys) ||
    keys.length > MAXIMUM_KEYS || !keys.every(isStoredKey) ||
    new Set(keys.map(({ kid }) => kid)).size !== keys.length
  ) {
    throw new Error("the key store answered with something that is no key set");
  }
  return keySet;
}

function isStoredKey(key: StoredKey): boolean {
  return typeof key?.kid === "string" && typeof key.alg === "string" &&
    Number.isFinite(key.created_at) &&
    [key.revoked_at, key.retired_at].every((at) =>
      at === undefined || Number.isFinite(at)
    ) &&
    typeof key.public_jwk === "object" && key.public_jwk !== null;
}

/**
 * Whether a set is as it should be.
 *
 * @param plan The plan of the set.
 * @returns Whether no key must be made and none can go.
 */
export function isSettled(plan: KeyPlan): boolean {
  return plan.missing.length === 0 && plan.disposable.size === 0;
}

/**
 * The next version of a set: with the keys that are missing, and without those
 * that nobody needs.
 *
 * @param keySet The set.
 * @param plan Its plan.
 * @param now The clock; keys are dated after they were made, not before.
 * @param parts What makes the keys, and the policy.
 * @returns The next version, not written yet.
 */
export async function nextKeySet(
  keySet: KeySet,
  plan: KeyPlan,
  now: () => number,
  { vault, rotation }: {
    readonly vault: KeyVault;
    readonly rotation: KeyRotation;
  },
): Promise<KeySet> {
  const made = await Promise.all(plan.missing.map((alg) => vault.make(alg)));
  const kept = {
    ...keySet,
    keys: keySet.keys.filter((key) => !plan.disposable.has(key)),
  };
  return withNewKeys(kept, made, now(), rotation);
}

/**
 * The next version of a set, with new keys.
 *
 * @param keySet The set.
 * @param made The keys.
 * @param now Epoch seconds, after they were made.
 * @param rotation The policy.
 * @returns The next version, not written yet.
 */
export function withNewKeys(
  keySet: KeySet,
  made: readonly NewKey[],
  now: number,
  { skewSeconds }: Pick<KeyRotation, "skewSeconds">,
): KeySet {
  // Keys come to sign in the order of writing, whatever the clocks say.
  const newest = Math.max(
    ...keySet.keys.map((key) => key.created_at)
      .filter((at) => at <= now + skewSeconds),
  );
  const created_at = Math.max(now, newest + 1);
  return {
    version: keySet.version + 1,
    keys: [
      ...keySet.keys,
      ...made.map((key) => ({ ...key, created_at })),
    ],
  };
}
