/**
 * The keys of one algorithm in the order in which they come to sign.
 *
 * Why the schedule follows from `created_at` alone: a key retires in favour of
 * the next one when the one after that is past its lead. Whoever signs thus has
 * a successor that could sign at once, instances that read the same set agree
 * without a leader, and making a key is the only step that rotation consists
 * of: one that is made late only makes the rotation late. An operator who
 * cannot wait stores that a key has retired.
 *
 * @module
 */

import type { StoredKey } from "../storage.ts";
import type { KeyRotation } from "./key_rotation.ts";

/** A key with what the policy says of it. */
export interface ScheduledKey {
  /** The key as it is stored. */
  readonly key: StoredKey;
  /** From when on it was published for the whole lead. */
  readonly readyAt: number;
  /** From when on it signs no more; `Infinity` while nobody can say. */
  readonly retiresAt: number;
  /** When it may leave the store, and with it the published keys. */
  readonly disposableAt: number;
}

/** What a schedule depends on. */
export type ChainTimes = Pick<
  KeyRotation,
  "signingSeconds" | "leadSeconds" | "retainSeconds"
>;

/**
 * Works out when each key of one algorithm signs.
 *
 * @param keys The keys of the algorithm, in any order.
 * @param times The policy.
 * @param replacedAt When another algorithm has taken over, for one that is not
 * in the policy any more; `undefined` for one that is. Its last keys retire
 * then, or when they would have anyway: instances with another policy may still
 * use them, and make further ones if they do.
 * @returns The keys, oldest first.
 */
export function keyChain(
  keys: readonly StoredKey[],
  times: ChainTimes,
  replacedAt: number | undefined,
): readonly ScheduledKey[] {
  const { signingSeconds, leadSeconds, retainSeconds } = times;
  const chain = [...keys].sort(byAge);
  const newest = chain.at(-1)?.created_at ?? 0;
  const end = replacedAt === undefined
    ? Infinity
    : Math.max(replacedAt, newest + 2 * signingSeconds + leadSeconds);
  return chain.map((key, i) => {
    const { retired_at = Infinity } = key;
    // Whoever has not read that it was retired still signs with it until then.
    const goesAt = Math.min(
      end,
      retirement(chain.slice(i + 1), leadSeconds),
      retired_at + leadSeconds,
    );
    return {
      key,
      readyAt: key.created_at + leadSeconds,
      retiresAt: Math.min(goesAt, retired_at),
      disposableAt: key.revoked_at === undefined
        ? goesAt + retainSeconds
        : key.revoked_at + leadSeconds + retainSeconds,
    };
  });
}

/**
 * Orders keys by age; those of one write, which have the same, by id.
 *
 * @param a A key.
 * @param b Another one.
 * @returns Negative where the first comes first.
 */
export function byAge(a: StoredKey, b: StoredKey): number {
  return a.created_at - b.created_at || (a.kid < b.kid ? -1 : 1);
}

/**
 * The first moment at which two later keys were usable at once. A key that was
 * revoked later does not undo it: nobody goes back to a key that has retired.
 */
function retirement(later: readonly StoredKey[], leadSeconds: number): number {
  for (const [i, second] of later.entries()) {
    const at = second.created_at + leadSeconds;
    const isUsable = (key: StoredKey) => isUnrevoked(key, at);
    if (isUsable(second) && later.slice(0, i).some(isUsable)) return at;
  }
  return Infinity;
}

/**
 * The first moment at which one of the keys was usable.
 *
 * @param keys The keys.
 * @param leadSeconds How long a key is published before.
 * @returns The moment; `Infinity` where none will be.
 */
export function firstUsableAt(
  keys: readonly StoredKey[],
  leadSeconds: number,
): number {
  return Math.min(
    Infinity,
    ...keys.filter((key) => isUnrevoked(key, key.created_at + leadSeconds))
      .map((key) => key.created_at + leadSeconds),
  );
}

function isUnrevoked(
  { revoked_at = Infinity }: StoredKey,
  at: number,
): boolean {
  return revoked_at >= at;
}
