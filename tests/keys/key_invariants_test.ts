// What must hold at every moment in the life of a key set, whatever happens.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { KeyRotation } from "../../src/keys/key_rotation.ts";
import { KeySnapshot } from "../../src/keys/key_snapshot.ts";
import { planKeys } from "../../src/keys/plan_keys.ts";
import { runs } from "../scale.ts";
import { live, type Moment, policies, steps } from "./key_history.ts";
import { kidsOf } from "./key_sets.ts";

function invariant(
  name: string,
  check: (rotation: KeyRotation, moments: readonly Moment[]) => void,
): void {
  Deno.test(`keys, always: ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(policies, steps, async (rotation, steps) => {
        check(rotation, await live(rotation, steps));
      }),
      { numRuns: runs(150, 5_000) },
    );
  });
}

invariant(
  "for each algorithm of the policy exactly one key signs",
  ({ algs }, moments) => {
    for (const { plan } of moments) {
      assertEquals([...plan.signing.keys()].sort(), [...algs].sort());
      assertEquals(plan.preferred, plan.signing.get(algs[0]!));
      for (const [alg, key] of plan.signing) assertEquals(key.alg, alg);
    }
  },
);

invariant(
  "a key was published for the lead before it signs, but for the first ones",
  ({ leadSeconds }, moments) => {
    const publishedAt = new Map<string, number>();
    const start = moments[0]!.now;
    for (const { now, plan } of moments) {
      for (const { kid } of plan.published) {
        if (!publishedAt.has(kid)) publishedAt.set(kid, now);
      }
      for (const { kid } of plan.signing.values()) {
        const since = publishedAt.get(kid)!;
        assert(since === start || since + leadSeconds <= now, kid);
      }
    }
  },
);

invariant(
  "a successor is published and past its lead, unless it is replaced just now",
  ({ leadSeconds, algs }, moments) => {
    for (const { now, plan, revokedAt } of moments) {
      const since = Math.max(moments[0]!.now, revokedAt);
      // One second more for each key that was written in the same one.
      if (now < since + leadSeconds + 1) continue;
      for (const alg of algs) {
        const ready = plan.alive.filter((key) =>
          key.alg === alg && key.created_at + leadSeconds <= now
        );
        assert(ready.length >= 2, `${alg} at ${now}`);
        assertEquals(ready[0], plan.signing.get(alg));
        for (const key of ready) assert(plan.published.includes(key));
      }
    }
  },
);

invariant(
  "a key stays published until every token that it signed has expired plus skew",
  ({ maxAccessTokenSeconds, skewSeconds }, moments) => {
    const signedAt = new Map<string, number>();
    moments.forEach(({ now, plan, keySet }, i) => {
      const published = new Set(kidsOf(plan.published));
      for (const [kid, last] of signedAt) {
        const isRevoked = keySet.keys.some((key) =>
          key.kid === kid && key.revoked_at !== undefined
        );
        if (now < last + maxAccessTokenSeconds + skewSeconds && !isRevoked) {
          assert(published.has(kid), `${kid} at ${now}`);
        }
      }
      // It signs until the plan changes or somebody reads another one.
      const until = Math.min(plan.nextChange, moments[i + 1]?.now ?? now);
      for (const { kid } of plan.signing.values()) {
        signedAt.set(kid, Math.max(now, until - 1));
      }
    });
  },
);

invariant(
  "a key that has signed and was replaced does not sign again",
  (_rotation, moments) => {
    const seen = new Set<string>();
    let last = new Map<string, string>();
    for (const { plan } of moments) {
      const signing = new Map(
        [...plan.signing].map(([alg, { kid }]) => [alg, kid]),
      );
      for (const [alg, kid] of signing) {
        if (last.get(alg) === kid) continue;
        assert(!seen.has(kid), kid);
        seen.add(kid);
      }
      last = signing;
    }
  },
);

invariant(
  "a revoked key is dropped at once, everywhere",
  (_rotation, moments) => {
    for (const { keySet, plan } of moments) {
      const gone = keySet.keys.filter((key) => key.revoked_at !== undefined);
      for (const key of gone) {
        assert(!plan.published.includes(key));
        assert(!plan.alive.includes(key));
        assert(![...plan.signing.values()].includes(key));
      }
    }
  },
);

invariant(
  "max-age is at most lead − refresh interval − skew, and nothing is kept beyond the lead of what an old read does not show",
  (rotation, moments) => {
    const { leadSeconds, refreshSeconds, skewSeconds } = rotation;
    const { keySet, now: at } = moments.at(-1)!;
    const snapshot = new KeySnapshot(
      { keySet, at, signers: new Map() },
      rotation,
    );
    for (let age = 0; snapshot.isUsable(at + age); age++) {
      const { maxAge } = snapshot.published(at + age);
      assert(maxAge >= 1);
      assert(maxAge <= leadSeconds - refreshSeconds - skewSeconds);
      assert(age + maxAge <= leadSeconds - refreshSeconds - skewSeconds);
    }
  },
);

invariant(
  "a plan holds until its next change, and what is disposable changes nothing",
  (rotation, moments) => {
    for (const { now, keySet, plan } of moments.slice(-3)) {
      const last = Math.min(plan.nextChange - 1, now + 100_000);
      assertEquals(planKeys(keySet, last, rotation), plan);
      const rest = {
        version: keySet.version,
        keys: keySet.keys.filter((key) => !plan.disposable.has(key)).reverse(),
      };
      const { signing, alive, missing } = planKeys(rest, now, rotation);
      assertEquals(
        { signing, alive, missing },
        { signing: plan.signing, alive: plan.alive, missing: plan.missing },
      );
    }
  },
);
