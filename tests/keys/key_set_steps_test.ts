import { assertEquals } from "@std/assert";
import { nextKeySet } from "../../src/keys/key_set_steps.ts";
import { planKeys } from "../../src/keys/plan_keys.ts";
import { fakeVault, keySetOf, storedKey } from "./key_sets.ts";
import { ROTATION } from "./ring_setup.ts";

for (
  const [name, others, expected] of [
    ["by the clock", [900], 1_000],
    [
      "after the newest one, where that comes from a clock ahead",
      [1_003],
      1_004,
    ],
    ["by the clock, where another one is from far in the future", [
      900,
      1_006,
    ], 1_000],
  ] as const
) {
  Deno.test(`a new key is dated ${name}: keys sign in the order of writing`, async () => {
    const keySet = keySetOf(...others.map((at, i) => storedKey(`${i}`, at)));
    const plan = planKeys(keySet, 1_000, ROTATION);
    const parts = { rotation: ROTATION, vault: fakeVault() };
    const next = await nextKeySet(keySet, plan, () => 1_000, parts);
    assertEquals(next.version, 2);
    assertEquals(next.keys.slice(0, others.length), keySet.keys);
    assertEquals(next.keys.at(-1)!.created_at, expected);
  });
}

Deno.test("a new key is dated after it was made, since that may take long", async () => {
  let now = 1_000;
  const vault = fakeVault();
  const { make } = vault;
  vault.make = function (alg) {
    now += 3;
    return make.call(this, alg);
  };
  const keySet = { version: 0, keys: [] };
  const plan = planKeys(keySet, now, ROTATION);
  const parts = { rotation: ROTATION, vault };
  const next = await nextKeySet(keySet, plan, () => now, parts);
  assertEquals(next.keys.map((key) => key.created_at), [1_006, 1_006]);
});
