import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { RecentlyUsed } from "../src/recently_used.ts";
import { runs } from "./scale.ts";

const MAXIMUM = 4;
const KEYS = ["a", "b", "c", "d", "e", "f", "g"];

/** Long ones, since what is wrong in between shows in what is forgotten later. */
const LENGTHS = { minLength: 30, maxLength: 60, size: "max" } as const;

const key = fc.constantFrom(...KEYS);
const step = fc.oneof(
  { weight: 30, arbitrary: fc.record({ set: key, value: fc.nat(9) }) },
  { weight: 6, arbitrary: fc.record({ delete: key }) },
  { weight: 1, arbitrary: fc.constant({ clear: true }) },
);

Deno.test("RecentlyUsed: holds what was set last, whatever happened before", () => {
  fc.assert(
    fc.property(fc.array(step, LENGTHS), (steps) => {
      const memory = new RecentlyUsed<number>(MAXIMUM);
      // The same, plainly: from what was used longest ago to what was just used.
      let expected: (readonly [string, number])[] = [];
      for (const step of steps) {
        if ("set" in step) {
          memory.set(step.set, step.value);
          expected = [
            ...expected.filter(([key]) => key !== step.set),
            [step.set, step.value] as const,
          ].slice(-MAXIMUM);
        } else if ("delete" in step) {
          memory.delete(step.delete);
          expected = expected.filter(([key]) => key !== step.delete);
        } else {
          memory.clear();
          expected = [];
        }
        assertEquals(memory.size, expected.length);
        for (const key of KEYS) {
          assertEquals(memory.get(key), new Map(expected).get(key), key);
        }
      }
    }),
    { numRuns: runs(200, 10_000) },
  );
});

Deno.test("RecentlyUsed: a look is no use", () => {
  const memory = new RecentlyUsed<number>(2);
  memory.set("a", 1);
  memory.set("b", 2);
  memory.get("a");
  memory.set("c", 3);
  assertEquals(["a", "b", "c"].map((key) => memory.get(key)), [
    undefined,
    2,
    3,
  ]);
});
