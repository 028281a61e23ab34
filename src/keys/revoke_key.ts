/**
 * Revocation: a key goes, its successor signs, and the next one is made, all in
 * one version of the key set.
 *
 * @module
 */

import type { KeySet, StoredKey } from "../storage.ts";
import { changeKeySet, type KeySetParts } from "./change_key_set.ts";
import type { KeyRotation } from "./key_rotation.ts";
import { nextKeySet } from "./key_set_steps.ts";
import { planKeys } from "./plan_keys.ts";

/** How a key is revoked. */
export interface Revocation {
  /** Whether it goes although no other key was published for its lead. */
  readonly withoutSuccessor: boolean;
  /** Aborted when nobody waits. */
  readonly signal: AbortSignal;
}

/**
 * Revokes a key in the store.
 *
 * @param kid The key.
 * @param now The clock.
 * @param revocation How.
 * @param parts The store, the policy and what makes keys.
 * @returns The key set without it, as it is stored now.
 * @throws {Error} There is no such key, none to replace it, or the store fails.
 */
export async function revokeInStore(
  kid: string,
  now: () => number,
  revocation: Revocation,
  parts: KeySetParts,
): Promise<KeySet> {
  const { store, rotation } = parts;
  return await changeKeySet(store, revocation.signal, async (before) => {
    const keySet = withRevoked(before, kid, now(), rotation, revocation);
    if (keySet === before) return before;
    const plan = planKeys(keySet, now(), rotation);
    return await nextKeySet(keySet, plan, now, parts);
  });
}

/**
 * A set in which a key is revoked.
 *
 * @param keySet The set.
 * @param kid The key.
 * @param now Epoch seconds.
 * @param rotation The policy.
 * @param withoutSuccessor Whether it is revoked although no other key was
 * published for its lead.
 * @returns The set, in the same version; itself where the key was revoked
 * already.
 * @throws {Error} There is no such key, or none that could sign instead.
 */
export function withRevoked(
  keySet: KeySet,
  kid: string,
  now: number,
  rotation: KeyRotation,
  { withoutSuccessor }: Pick<Revocation, "withoutSuccessor">,
): KeySet {
  const key = keySet.keys.find((key) => key.kid === kid);
  if (key === undefined) {
    throw new Error(`there is no key ${JSON.stringify(kid)}`);
  }
  if (key.revoked_at !== undefined) return keySet;
  const after = {
    ...keySet,
    keys: keySet.keys.map((other) =>
      other === key ? { ...key, revoked_at: now } : other
    ),
  };
  if (!withoutSuccessor && isSigning(keySet, key, now, rotation)) {
    const { signing, preferred } = planKeys(after, now, rotation);
    const isKept = rotation.algs.some((alg) => alg === key.alg);
    const heir = isKept ? signing.get(key.alg) : preferred;
    const readyAt = (heir?.created_at ?? now) + rotation.leadSeconds;
    if (readyAt > now) {
      throw new Error(
        `key ${
          JSON.stringify(kid)
        } has no successor yet that was published for its lead (${
          readyAt - now
        } more seconds): withoutSuccessor revokes it nevertheless`,
      );
    }
  }
  return after;
}

function isSigning(
  keySet: KeySet,
  key: StoredKey,
  now: number,
  rotation: KeyRotation,
): boolean {
  return planKeys(keySet, now, rotation).signing.get(key.alg) === key;
}
