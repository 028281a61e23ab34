// Rotation over many worlds: whatever the clocks, the store, the operator and
// the caches of resource servers do within what the policy allows for, no token
// of a key that is not revoked is refused, and revoked keys are gone in time.

import { assert, assertEquals } from "@std/assert";
import { runs } from "../scale.ts";
import { run } from "./run.ts";
import type { Fault } from "./world.ts";

/** How many worlds are lived through. */
const SEEDS = runs(200, 10_000);

/** In how many worlds a fault must show. */
const SEEDS_OF_A_FAULT = 500;

Deno.test(`rotation, simulated in ${SEEDS} worlds: no living token is refused, no revoked key lives on`, async () => {
  const sum = {
    ...{ issued: 0, accepted: 0, refused: 0, signing: 0, revoked: 0 },
    ...{ rotated: 0, added: 0 },
  };
  for (let seed = 0; seed < SEEDS; seed++) {
    const outcome = await run(seed);
    assertEquals(outcome.violations, []);
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) {
      sum[name] += outcome[name];
    }
  }
  // A run in which nothing happens proves nothing.
  assert(sum.issued > 100 * SEEDS, "tokens");
  assert(sum.accepted > 1_000 * SEEDS, "accepted tokens");
  assert(sum.refused > SEEDS, "tokens of revoked keys");
  assert(sum.signing > 2 * SEEDS, "keys that signed");
  assert(sum.revoked > SEEDS, "revoked keys");
  assert(sum.rotated > SEEDS / 4, `replaced keys: ${sum.rotated}`);
  assert(sum.added > SEEDS / 8, `added keys: ${sum.added}`);
});

Deno.test("the same seed is the same world, to the last token", async () => {
  for (const seed of [1, 2, 3]) assertEquals(await run(seed), await run(seed));
});

/** The first world in which something goes wrong in this way. */
async function find(fault: Fault, text: string): Promise<string | undefined> {
  for (let seed = 0; seed < SEEDS_OF_A_FAULT; seed++) {
    const { violations } = await run(seed, fault);
    const violation = violations.find((violation) => violation.includes(text));
    if (violation !== undefined) return violation;
  }
  return undefined;
}

const FAULTS: readonly (readonly [
  name: string,
  fault: Fault,
  violation?: string,
])[] = [
  [
    "a lead of 0",
    (rotation) => ({ ...rotation, leadSeconds: 0 }),
  ],
  [
    "a max-age that equals the lead, while instances refresh late",
    (rotation) => ({
      ...rotation,
      maxAgeSeconds: rotation.leadSeconds,
      horizonSeconds: Infinity,
    }),
  ],
  [
    "instances that go on for ever with what they read last",
    (rotation) => ({ ...rotation, horizonSeconds: Infinity }),
  ],
  [
    "keys that go when they have signed for the last time",
    (rotation) => ({ ...rotation, retainSeconds: 0 }),
  ],
  [
    "keys that go without regard to skew",
    (rotation) => ({
      ...rotation,
      retainSeconds: rotation.retainSeconds - rotation.skewSeconds,
    }),
  ],
  [
    "instances that do not go on with what they read last",
    (rotation) => ({ ...rotation, horizonSeconds: 0 }),
    "although nothing has failed",
  ],
  [
    "instances that read the store seldom",
    (rotation) => ({
      ...rotation,
      refreshSeconds: rotation.refreshSeconds * 10,
      horizonSeconds: Infinity,
    }),
    "is still accepted",
  ],
];

for (const [name, fault, violation = "is refused"] of FAULTS) {
  Deno.test(`the simulation finds ${name}`, async () => {
    assert(await find(fault, violation) !== undefined);
  });
}
