/**
 * Rotation before its time: the key that signs retires now, in favour of the
 * successor that readers know already, and the next one is made in the same
 * write.
 *
 * Why the moment is stored: when a key retires otherwise follows from those
 * that were made after it, and instances agree on nothing but what is stored.
 *
 * @module
 */

import type { KeySet, StoredKey } from "../storage.ts";
import {
  changeKeySet,
  instant,
  type KeySetParts,
  requireAlgorithm,
} from "./change_key_set.ts";
import { keyChain } from "./key_chain.ts";
import type { KeyRotation } from "./key_rotation.ts";
import { nextKeySet } from "./key_set_steps.ts";
import { planKeys } from "./plan_keys.ts";

/** How a key is replaced. */
export interface Replacement {
  /** The algorithm whose key it is. */
  readonly alg: string;
  /** Whether it goes although no other key was published for its lead. */
  readonly withoutSuccessor: boolean;
  /** Aborted when nobody waits. */
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface Replaced {
  /** The set as it is stored now. */
  readonly keySet: KeySet;
  /** The key that signs no more. */
  readonly replaced: StoredKey;
  /** The key that signs now. */
  readonly signing: StoredKey;
  /** Until when the replaced key stays published, in epoch seconds. */
  readonly publishedUntil: number;
}

/**
 * Replaces the key that signs, in the store.
 *
 * @param now The clock.
 * @param replacement Which key, and what it may cost.
 * @param parts The store, the policy and what makes keys.
 * @returns What signed and what signs.
 * @throws {Error} No key signs, none can take over, the one that would is not
 * usable, or the store fails.
 */
export async function rotateInStore(
  now: () => number,
  { alg, withoutSuccessor, signal }: Replacement,
  parts: KeySetParts,
): Promise<Replaced> {
  const { store, rotation } = parts;
  requireAlgorithm(alg, rotation);
  let kid: string | undefined;
  const keySet = await changeKeySet(store, signal, async (before) => {
    const time = now();
    const key = signingKey(before, alg, time, rotation);
    // Two operators who mean the same rotation must not make two of it.
    if ((kid ??= key.kid) !== key.kid) {
      throw new Error(
        `key ${JSON.stringify(kid)} was replaced by somebody else meanwhile: ${
          JSON.stringify(key.kid)
        } signs now`,
      );
    }
    const after = withRetired(before, key, time, rotation, withoutSuccessor);
    const plan = planKeys(after, time, rotation);
    await requireUsable(plan.signing.get(alg), parts);
    return await nextKeySet(after, plan, now, parts);
  });
  const replaced = keySet.keys.find((key) => key.kid === kid)!;
  const chain = keyChain(
    keySet.keys.filter((key) => key.alg === alg),
    rotation,
    undefined,
  );
  return {
    keySet,
    replaced,
    signing: signingKey(keySet, alg, now(), rotation),
    publishedUntil: chain.find(({ key }) => key === replaced)!.disposableAt,
  };
}

/** What cannot be opened here could not sign on any instance like this one. */
async function requireUsable(
  heir: StoredKey | undefined,
  { vault }: KeySetParts,
): Promise<void> {
  if (heir === undefined) return;
  try {
    await vault.open(heir);
  } catch (cause) {
    throw new Error(
      `key ${JSON.stringify(heir.kid)}, which would take over, is not usable: ${
        (cause as Error).message
      }`,
      { cause },
    );
  }
}

/**
 * A set in which a key signs no more.
 *
 * @param keySet The set.
 * @param key The key that signs.
 * @param now Epoch seconds.
 * @param rotation The policy.
 * @param withoutSuccessor Whether it goes although no other key was published
 * for its lead.
 * @returns The set, in the same version.
 * @throws {Error} None could sign instead.
 */
export function withRetired(
  keySet: KeySet,
  key: StoredKey,
  now: number,
  rotation: KeyRotation,
  withoutSuccessor: boolean,
): KeySet {
  const after = {
    ...keySet,
    keys: keySet.keys.map((other) =>
      other === key ? { ...key, retired_at: now } : other
    ),
  };
  if (withoutSuccessor) return after;
  const heir = planKeys(after, now, rotation).signing.get(key.alg);
  const readyAt = (heir?.created_at ?? now) + rotation.leadSeconds;
  if (readyAt > now) {
    throw new Error(
      `key ${
        JSON.stringify(key.kid)
      } has no successor yet that was published for its lead; it has one from ${
        instant(readyAt)
      } on (${
        readyAt - now
      } more seconds): withoutSuccessor replaces it nevertheless`,
    );
  }
  return after;
}

function signingKey(
  keySet: KeySet,
  alg: string,
  now: number,
  rotation: KeyRotation,
): StoredKey {
  const key = planKeys(keySet, now, rotation).signing.get(alg);
  if (key === undefined) throw new Error(`no key for ${alg} signs yet`);
  return key;
}
