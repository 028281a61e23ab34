/**
 * Random lives of a key set, on one instance whose store answers at once: time
 * passes, keys are made where they are missing, and some are revoked, replaced
 * before their time, or added.
 *
 * @module
 */

import fc from "fast-check";
import type { KeySet } from "@mintmark/oauth";
import { type KeyRotation, keyRotation } from "../../src/keys/key_rotation.ts";
import { nextKeySet, withNewKeys } from "../../src/keys/key_set_steps.ts";
import { type KeyPlan, planKeys } from "../../src/keys/plan_keys.ts";
import { withRetired } from "../../src/keys/rotate_key.ts";
import { withRevoked } from "../../src/keys/revoke_key.ts";
import { fakeVault } from "./key_sets.ts";

/** One moment in the life of a key set, after what was due was done. */
export interface Moment {
  readonly now: number;
  readonly keySet: KeySet;
  readonly plan: KeyPlan;
  /** When a key was revoked or replaced last. */
  readonly revokedAt: number;
}

/** What happens at one moment: time passes, and one of the keys may go. */
export interface Step {
  /** In tenths of a percent of the time that a key signs. */
  readonly passed: number;
  /** Which of the published keys is revoked. */
  readonly revoked: number | undefined;
  /** What the operator does besides. */
  readonly done: "rotate" | "add" | undefined;
}

/** Policies as operators may choose them. */
export const policies: fc.Arbitrary<KeyRotation> = fc.record({
  refreshSeconds: fc.integer({ min: 1, max: 100 }),
  skewSeconds: fc.integer({ min: 0, max: 60 }),
  cacheSeconds: fc.integer({ min: 1, max: 3_000 }),
  signingLeads: fc.integer({ min: 10, max: 60 }),
  maxAccessTokenSeconds: fc.integer({ min: 1, max: 4_000 }),
  algs: fc.constantFrom(
    ["ES256"] as const,
    ["EdDSA", "ES256"] as const,
  ),
}).map(({ cacheSeconds, signingLeads, ...policy }) => {
  const leadSeconds = 2 * policy.refreshSeconds + policy.skewSeconds +
    cacheSeconds;
  const { maxAccessTokenSeconds } = policy;
  const least = Math.ceil((leadSeconds + maxAccessTokenSeconds) / 10);
  const signingSeconds = Math.max(
    Math.ceil((leadSeconds * signingLeads) / 10),
    least,
  );
  return keyRotation({ ...policy, leadSeconds, signingSeconds });
});

/** What may happen. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    passed: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 100 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
    ),
    done: fc.oneof(
      { weight: 8, arbitrary: fc.constant(undefined) },
      {
        weight: 2,
        arbitrary: fc.constantFrom("rotate" as const, "add" as const),
      },
    ),
    revoked: fc.oneof(
      { weight: 9, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.nat({ max: 9 }) },
    ),
  }),
  { minLength: 1, maxLength: 60, size: "max" },
);

/**
 * Lives a life.
 *
 * @param rotation The policy.
 * @param steps What happens.
 * @returns The moments, the first one at 1,000.
 */
export async function live(
  rotation: KeyRotation,
  steps: readonly Step[],
): Promise<readonly Moment[]> {
  const moments: Moment[] = [];
  const parts = { rotation, vault: fakeVault() };
  let keySet: KeySet = { version: 0, keys: [] };
  let now = 1_000;
  let revokedAt = -Infinity;

  async function keep(): Promise<void> {
    let plan = planKeys(keySet, now, rotation);
    if (plan.missing.length > 0 || plan.disposable.size > 0) {
      keySet = await nextKeySet(keySet, plan, () => now, parts);
      plan = planKeys(keySet, now, rotation);
    }
    moments.push({ now, keySet, plan, revokedAt });
  }

  await keep();
  for (const { passed, revoked, done } of steps) {
    now += Math.ceil((passed * rotation.signingSeconds) / 1_000);
    await keep();
    if (done === "add") {
      const made = [await parts.vault.make(rotation.algs[0]!)];
      keySet = withNewKeys(keySet, made, now, rotation);
      await keep();
    }
    if (done === "rotate") {
      const signing = planKeys(keySet, now, rotation).signing;
      const key = signing.get(rotation.algs[0]!)!;
      try {
        keySet = withRetired(keySet, key, now, rotation, false);
        revokedAt = now;
      } catch {
        // None was published for its lead yet.
      }
      await keep();
    }
    const { published } = moments.at(-1)!.plan;
    const key = revoked === undefined
      ? undefined
      : published[revoked % published.length];
    if (key === undefined) continue;
    try {
      keySet = withRevoked(keySet, key.kid, now, rotation, {
        withoutSuccessor: false,
      });
      revokedAt = now;
    } catch {
      // It signs, and no other one was published for its lead yet.
    }
    await keep();
  }
  return moments;
}
