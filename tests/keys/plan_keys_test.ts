import { assertEquals } from "@std/assert";
import type { KeySet, StoredKey } from "@mintmark/oauth";
import { planKeys } from "../../src/keys/plan_keys.ts";
import { keySetOf, kidsOf, storedKey } from "./key_sets.ts";

const RULES = {
  algs: ["ES256"],
  signingSeconds: 1_000,
  leadSeconds: 100,
  retainSeconds: 50,
  skewSeconds: 10,
} as const;

/** What a plan says, by ids. */
interface Expected {
  readonly signing?: string;
  readonly published: readonly string[];
  readonly missing?: number;
  readonly disposable?: readonly string[];
  readonly nextChange?: number;
}

function plans(
  name: string,
  keySet: KeySet,
  rows: Readonly<Record<number, Expected>>,
): void {
  for (const [now, expected] of Object.entries(rows)) {
    Deno.test(`planKeys: ${name}, at ${now}`, () => {
      const plan = planKeys(keySet, Number(now), RULES);
      assertEquals(plan.preferred?.kid, expected.signing);
      assertEquals(plan.signing.get("ES256")?.kid, expected.signing);
      assertEquals(kidsOf(plan.published), expected.published);
      assertEquals(plan.missing.length, expected.missing ?? 0);
      assertEquals(kidsOf(plan.disposable), expected.disposable ?? []);
      if (expected.nextChange !== undefined) {
        assertEquals(plan.nextChange, expected.nextChange);
      }
    });
  }
}

plans("nothing there yet: two keys are missing", keySetOf(), {
  0: { published: [], missing: 2, nextChange: Infinity },
});

plans(
  "the very first key signs at once, its successor is made with it",
  keySetOf(storedKey("a", 0), storedKey("b", 0)),
  {
    0: { signing: "a", published: ["a", "b"], nextChange: 100 },
    100: { signing: "a", published: ["a", "b"], nextChange: 1_000 },
    1000: { signing: "a", published: ["a", "b"], missing: 1 },
    9000: { signing: "a", published: ["a", "b"], missing: 1 },
  },
);

plans(
  "a key retires when the one after its successor is past its lead",
  keySetOf(storedKey("a", 0), storedKey("b", 0), storedKey("c", 1_000)),
  {
    1000: { signing: "a", published: ["a", "b", "c"], nextChange: 1_100 },
    1099: { signing: "a", published: ["a", "b", "c"] },
    1100: { signing: "b", published: ["a", "b", "c"], nextChange: 1_150 },
    1149: { signing: "b", published: ["a", "b", "c"] },
    1150: { signing: "b", published: ["a", "b", "c"], disposable: ["a"] },
    1999: { signing: "b", published: ["a", "b", "c"], disposable: ["a"] },
    2000: {
      signing: "b",
      published: ["a", "b", "c"],
      disposable: ["a"],
      missing: 1,
    },
  },
);

plans(
  "the successor of a revoked key signs at once, and another one is missing",
  keySetOf(storedKey("a", 0, { revoked_at: 500 }), storedKey("b", 0)),
  {
    500: { signing: "b", published: ["b"], missing: 1 },
    649: { signing: "b", published: ["b"], missing: 1 },
    650: { signing: "b", published: ["b"], missing: 1, disposable: ["a"] },
  },
);

plans(
  "a revoked key does not hold back those after it",
  keySetOf(
    storedKey("a", 0, { revoked_at: 1_149 }),
    storedKey("b", 0),
    storedKey("c", 1_000),
    storedKey("d", 1_050),
  ),
  {
    1199: { signing: "c", published: ["b", "c", "d"] },
    1200: { signing: "c", published: ["b", "c", "d"], disposable: ["b"] },
    1299: {
      signing: "c",
      published: ["b", "c", "d"],
      disposable: ["a", "b"],
    },
  },
);

plans(
  "a revoked successor is replaced, and the key that signs goes on",
  keySetOf(
    storedKey("a", 0),
    storedKey("b", 0, { revoked_at: 500 }),
    storedKey("c", 500),
  ),
  {
    500: { signing: "a", published: ["a", "c"] },
    // "a" is older: when it goes, "b" may go.
    1499: { signing: "a", published: ["a", "c"] },
    1500: { signing: "a", published: ["a", "c"], missing: 1 },
  },
);

plans(
  "a key that has retired does not come back when a later one is revoked",
  keySetOf(
    storedKey("a", 0),
    storedKey("b", 0, { revoked_at: 1_120 }),
    storedKey("c", 1_000),
  ),
  {
    1120: { signing: "c", published: ["a", "c"], missing: 1 },
    1149: { signing: "c", published: ["a", "c"], missing: 1 },
    1150: {
      signing: "c",
      published: ["a", "c"],
      missing: 1,
      disposable: ["a"],
    },
  },
);

plans(
  "without any key past its lead, the oldest that is left signs",
  keySetOf(
    storedKey("a", 0, { revoked_at: 40 }),
    storedKey("b", 0),
    storedKey("c", 40),
  ),
  { 40: { signing: "b", published: ["b", "c"] } },
);

plans(
  "a key from the future is published, and does not stop the rotation",
  keySetOf(
    storedKey("a", 0),
    storedKey("b", 0),
    storedKey("z", 900_000),
  ),
  {
    999: { signing: "a", published: ["a", "b", "z"], nextChange: 1_000 },
    1000: { signing: "a", published: ["a", "b", "z"], missing: 1 },
  },
);

const ED = { alg: "EdDSA" };

Deno.test("planKeys: a new default algorithm signs when its key is past its lead, and the old one until then", () => {
  const keySet = keySetOf(
    storedKey("a", 0),
    storedKey("b", 0),
    storedKey("e", 500, ED),
    storedKey("f", 500, ED),
  );
  const rules = { ...RULES, algs: ["EdDSA"] as const };
  const before = planKeys(keySet, 599, rules);
  assertEquals(before.preferred?.kid, "a");
  assertEquals(before.signing.get("EdDSA"), undefined);
  const after = planKeys(keySet, 600, rules);
  assertEquals(after.preferred?.kid, "e");
  assertEquals(kidsOf(after.published), ["a", "b", "e", "f"]);
  assertEquals(after.missing, []);
  // An instance with the old policy may still sign with it.
  assertEquals(planKeys(keySet, 600, RULES).preferred?.kid, "a");
});

for (const since of [0, 5_000]) {
  Deno.test(`planKeys: the keys of an algorithm that is not in the policy go when they would have retired, and not before another took over, at ${since}`, () => {
    const keySet = keySetOf(
      storedKey("a", 0),
      storedKey("b", 0),
      storedKey("e", since, ED),
      storedKey("f", since, ED),
    );
    const rules = { ...RULES, algs: ["EdDSA"] as const };
    const { signingSeconds, leadSeconds, retainSeconds } = RULES;
    const last = Math.max(2 * signingSeconds, since) + leadSeconds;
    const at = (now: number) => planKeys(keySet, now, rules);
    const gone = (now: number) => kidsOf(at(now).disposable);
    assertEquals(gone(last + retainSeconds - 1), []);
    assertEquals(gone(last + retainSeconds), ["a", "b"]);
    assertEquals(at(last - 1).signing.get("ES256")?.kid, "a");
    assertEquals(at(last).signing.get("ES256"), undefined);
    assertEquals(at(since + leadSeconds).preferred?.kid, "e");
  });
}

Deno.test("planKeys: an algorithm that comes back signs when a key was made for it, since its old ones may be taken out at any moment", () => {
  const keys = [
    storedKey("a", 0),
    storedKey("b", 0),
    storedKey("e", 1_900, ED),
    storedKey("f", 1_900, ED),
  ];
  const rules = { ...RULES, algs: ["ES256"] as const };
  const lapsed = 2 * RULES.signingSeconds + RULES.leadSeconds;
  const signing = (now: number, ...made: readonly StoredKey[]) =>
    planKeys(keySetOf(...keys, ...made), now, rules).preferred?.kid;
  assertEquals(signing(lapsed - 1), "a");
  assertEquals(signing(lapsed), "e");
  assertEquals(signing(lapsed, storedKey("c", lapsed)), "a");
  // Without another one that could sign, it goes on.
  assertEquals(
    planKeys(keySetOf(...keys.slice(0, 2)), 9_000, rules).preferred?.kid,
    "a",
  );
});

Deno.test("planKeys: the first algorithm of the policy signs tokens that need no other one", () => {
  const keySet = keySetOf(
    storedKey("a", 0),
    storedKey("b", 0),
    storedKey("e", 0, ED),
    storedKey("f", 0, ED),
  );
  for (const algs of [["ES256", "EdDSA"], ["EdDSA", "ES256"]] as const) {
    const plan = planKeys(keySet, 0, { ...RULES, algs });
    assertEquals(plan.preferred?.alg, algs[0]);
    assertEquals(plan.signing.get("ES256")?.kid, "a");
    assertEquals(plan.signing.get("EdDSA")?.kid, "e");
  }
});
