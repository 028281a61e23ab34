/**
 * What a key set means at a moment: who signs, what is published, and what is
 * to be done.
 *
 * Why all keys in the set are published until they are taken out: instances
 * whose policies differ, as during a deployment, may disagree on who signs, but
 * not on what is in the set.
 *
 * @module
 */

import type { KeySet, StoredKey } from "../storage.ts";
import {
  byAge,
  firstUsableAt,
  keyChain,
  type ScheduledKey,
} from "./key_chain.ts";
import type { KeyRotation } from "./key_rotation.ts";

/** The meaning of a key set at one moment. */
export interface KeyPlan {
  /** The key that signs, for each algorithm that has one. */
  readonly signing: ReadonlyMap<string, StoredKey>;
  /** The key that signs tokens which need no particular algorithm. */
  readonly preferred: StoredKey | undefined;
  /** The keys that sign or will sign; their private halves are needed. */
  readonly alive: readonly StoredKey[];
  /** The keys that readers may need, oldest first. */
  readonly published: readonly StoredKey[];
  /** The algorithms that keys must be made for, once for each key. */
  readonly missing: readonly string[];
  /** The keys that nobody needs any more. */
  readonly disposable: ReadonlySet<StoredKey>;
  /** When the same set comes to mean something else; else `Infinity`. */
  readonly nextChange: number;
}

/** What plans depend on. */
export type PlanRules = Pick<
  KeyRotation,
  "algs" | "signingSeconds" | "leadSeconds" | "retainSeconds" | "skewSeconds"
>;

/**
 * Plans what the keys of a set do.
 *
 * A key signs once it was published for its lead. Only where no older key is
 * left, as at the very first start, does it sign before: nobody can have kept a
 * key set without it for long then.
 *
 * @param keySet The keys.
 * @param now Epoch seconds.
 * @param rules The policy.
 * @returns The plan.
 */
export function planKeys(
  keySet: KeySet,
  now: number,
  rules: PlanRules,
): KeyPlan {
  const { algs } = rules;
  const chains = chainsOf(keySet.keys, rules);
  const all = [...chains.values()].flat();
  const alive = all.filter((scheduled) => isAlive(scheduled, now));
  const oldest = Math.min(...alive.map(({ key }) => key.created_at));
  const able = alive.filter(({ key, readyAt }) =>
    readyAt <= now || key.created_at === oldest
  );

  const signing = new Map<string, StoredKey>();
  for (const { key } of withoutLapsed(able, alive, now, rules)) {
    if (!signing.has(key.alg)) signing.set(key.alg, key);
  }
  const missing = algs.flatMap((alg) =>
    missingOf(alg, alive.filter(({ key }) => key.alg === alg), now, rules)
  );
  return {
    signing,
    preferred: preferredOf(signing, algs),
    alive: alive.map(({ key }) => key),
    published: keySet.keys.filter(({ revoked_at }) => revoked_at === undefined)
      .sort(byAge),
    missing,
    disposable: new Set(
      [...chains.values()].flatMap((chain) => disposableOf(chain, now)),
    ),
    nextChange: Math.min(
      Infinity,
      ...all.flatMap((s) => changesOf(s, rules)).filter((at) => at > now),
    ),
  };
}

/** The algorithms of the policy first, in their order, then what is left. */
function chainsOf(
  keys: readonly StoredKey[],
  rules: PlanRules,
): ReadonlyMap<string, readonly ScheduledKey[]> {
  const isKept = (alg: string) => rules.algs.some((kept) => kept === alg);
  const replacedAt = firstUsableAt(
    keys.filter(({ alg }) => isKept(alg)),
    rules.leadSeconds,
  );
  const algs = new Set([...rules.algs, ...keys.map(({ alg }) => alg)]);
  return new Map([...algs].map((alg) => [
    alg,
    keyChain(
      keys.filter((key) => key.alg === alg),
      rules,
      isKept(alg) ? undefined : replacedAt,
    ),
  ]));
}

/**
 * What an operator has ended is over for a clock that is behind as well: else
 * its successor could be revoked there as if it were not needed.
 */
function isAlive({ key, retiresAt }: ScheduledKey, now: number): boolean {
  return (key.revoked_at ?? key.retired_at) === undefined && now < retiresAt;
}

/**
 * Leaves out algorithms that nobody has made a key for when two of them were
 * due, unless there are no others: instances that have given one up are about
 * to take its keys out. Where it is kept after all, its next key is written
 * first.
 */
function withoutLapsed(
  able: readonly ScheduledKey[],
  alive: readonly ScheduledKey[],
  now: number,
  { signingSeconds, leadSeconds }: PlanRules,
): readonly ScheduledKey[] {
  const kept = new Set(
    alive.filter(({ key }) =>
      now < key.created_at + 2 * signingSeconds + leadSeconds
    ).map(({ key }) => key.alg),
  );
  const current = able.filter(({ key }) => kept.has(key.alg));
  return current.length > 0 ? current : able;
}

/**
 * The first algorithm of the policy whose key may sign. While there is none, as
 * after a change of algorithms, the one that signed before goes on.
 */
function preferredOf(
  signing: ReadonlyMap<string, StoredKey>,
  algs: readonly string[],
): StoredKey | undefined {
  const alg = algs.find((alg) => signing.has(alg));
  return alg !== undefined
    ? signing.get(alg)
    : [...signing.values()].sort(byAge).at(-1);
}

/**
 * One key and its successor are needed, and another one once the newest is as
 * old as keys sign. One that a clock far ahead has made counts when its time
 * has come, or it would stop the rotation until then.
 */
function missingOf(
  alg: string,
  alive: readonly ScheduledKey[],
  now: number,
  { signingSeconds, skewSeconds }: PlanRules,
): readonly string[] {
  const created = alive.map(({ key }) => key.created_at)
    .filter((at) => at <= now + skewSeconds);
  if (created.length < 2) return Array(2 - created.length).fill(alg);
  return Math.max(...created) + signingSeconds <= now ? [alg] : [];
}

/**
 * Up to the oldest one that is still needed: when a key retires follows from
 * those after it.
 */
function disposableOf(
  chain: readonly ScheduledKey[],
  now: number,
): readonly StoredKey[] {
  const isNeeded = ({ key, disposableAt }: ScheduledKey) =>
    key.revoked_at === undefined && now < disposableAt;
  const oldest = chain.findIndex(isNeeded);
  return chain.slice(0, oldest === -1 ? chain.length : oldest)
    .filter(({ disposableAt }) => disposableAt <= now).map(({ key }) => key);
}

function changesOf(
  { key, readyAt, retiresAt, disposableAt }: ScheduledKey,
  { signingSeconds, leadSeconds, skewSeconds }: PlanRules,
): readonly number[] {
  return [
    key.created_at - skewSeconds,
    key.created_at + signingSeconds,
    key.created_at + 2 * signingSeconds + leadSeconds,
    readyAt,
    retiresAt,
    disposableAt,
  ];
}
