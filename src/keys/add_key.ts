/**
 * Keys that an operator adds: a new one before its time, or one that was made
 * elsewhere. It is published from now on; when it was for its lead, the
 * successor that was there before takes over, and the added key is the next.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import type { KeySet, StoredKey } from "../storage.ts";
import {
  changeKeySet,
  type KeySetParts,
  requireAlgorithm,
} from "./change_key_set.ts";
import { MAXIMUM_PUBLISHED } from "./key_rotation.ts";
import { withNewKeys } from "./key_set_steps.ts";
import { planKeys } from "./plan_keys.ts";
import { thumbprint } from "./thumbprint.ts";

/** What is added. */
export interface Addition {
  /** The algorithm. */
  readonly alg: string;
  /** The key, where it was made elsewhere. */
  readonly privateKey: string | JsonWebKey | undefined;
  /** Aborted when nobody waits. */
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface Added {
  /** The set as it is stored now. */
  readonly keySet: KeySet;
  /** The key. */
  readonly added: StoredKey;
  /** Whether it signs at once, being the first one. */
  readonly isFirst: boolean;
}

/**
 * Adds a key to the store.
 *
 * @param now The clock.
 * @param addition What is added.
 * @param parts The store, the policy and what makes keys.
 * @returns The key as it is stored.
 * @throws {TypeError} The key or its algorithm cannot be used.
 * @throws {Error} It is there already, there are too many, or the store fails.
 */
export async function addInStore(
  now: () => number,
  { alg, privateKey, signal }: Addition,
  parts: KeySetParts,
): Promise<Added> {
  const { store, rotation, vault } = parts;
  requireAlgorithm(alg, rotation);
  const made = privateKey === undefined
    ? await vault.make(alg)
    : await vault.keep(alg, privateKey);
  const material = thumbprint(made.public_jwk);
  const keySet = await changeKeySet(store, signal, (before) => {
    const known = before.keys.find(({ kid, public_jwk }) =>
      kid === made.kid || hasThumbprint(public_jwk, material)
    );
    if (known !== undefined) {
      throw new Error(
        `there is a key ${JSON.stringify(known.kid)} already${
          known.revoked_at === undefined ? "" : ", which was revoked"
        }${known.kid === made.kid ? "" : ", which is the same"}`,
      );
    }
    const { published } = planKeys(before, now(), rotation);
    if (published.length >= MAXIMUM_PUBLISHED) {
      throw new Error(
        `there are ${published.length} keys already, and at most ${MAXIMUM_PUBLISHED} are published`,
      );
    }
    return withNewKeys(before, [made], now(), rotation);
  });
  const added = keySet.keys.find(({ kid }) => kid === made.kid)!;
  const { signing } = planKeys(keySet, now(), rotation);
  return { keySet, added, isFirst: signing.get(alg) === added };
}

function hasThumbprint(jwk: JsonWebKey, wanted: string): boolean {
  try {
    return thumbprint(jwk) === wanted;
  } catch {
    // A store may have anything.
    return false;
  }
}
