/** Counters in memory. @module */

import { assert, assertEquals } from "@std/assert";
import { memoryCounters } from "../src/memory_counters.ts";
import { runs } from "./scale.ts";

const WINDOW = 100;

function countersAt(start: number, maxKeys = 1_000) {
  const clock = { now: start };
  return { clock, counters: memoryCounters({ now: () => clock.now, maxKeys }) };
}

Deno.test("memoryCounters counts in a window that slides", async () => {
  const { clock, counters } = countersAt(1_000);
  for (let i = 1; i <= 10; i++) {
    assertEquals(await counters.add("a", WINDOW), i);
  }
  assertEquals(await counters.count("b", WINDOW), 0);
  const rows = [[1_099, 10], [1_100, 10], [1_110, 9], [1_150, 5], [1_199, 0]];
  for (const [now = 0, count] of rows) {
    clock.now = now;
    assertEquals(await counters.count("a", WINDOW), count, `${now}`);
  }
  clock.now = 1_150;
  assertEquals(await counters.add("a", WINDOW), 6);
  clock.now = 1_300;
  assertEquals(await counters.count("a", WINDOW), 0);
  assertEquals(await counters.add("a", WINDOW), 1);
});

Deno.test("memoryCounters: a clock that goes back does not forget", async () => {
  const { clock, counters } = countersAt(1_000);
  await counters.add("a", WINDOW);
  clock.now = 950;
  assertEquals(await counters.count("a", WINDOW), 1);
  assertEquals(await counters.add("a", WINDOW), 2);
});

Deno.test("memoryCounters stays within its bound, and a million keys that occur once leave it there", async () => {
  const { counters } = countersAt(1_000, 500);
  const flood = runs(5_000, 1_000_000);
  for (let i = 0; i < flood; i++) {
    await counters.add(`flood ${i}`, WINDOW);
    assert(counters.size <= 500);
  }
  assertEquals(counters.size, 500);
  assertEquals(await counters.count(`flood ${flood - 1}`, WINDOW), 1);
  assertEquals(await counters.count("flood 0", WINDOW), 0);
});

Deno.test("memoryCounters: a key that was counted n times outlives n floods, however often their keys occur", async () => {
  const KEYS = 200;
  for (const times of [1, 2, 7, 50]) {
    for (const counted of [1, 10, 100]) {
      const { counters } = countersAt(1_000, KEYS);
      // All room is taken, by keys that were counted as often.
      for (let i = 0; i < KEYS * times; i++) {
        await counters.add(`before ${Math.floor(i / times)}`, WINDOW);
      }
      for (let i = 0; i < counted; i++) await counters.add("kept", WINDOW);
      const floods = Math.max(0, counted - times);
      for (let i = 0; i < KEYS * floods; i++) {
        await counters.add(`flood ${Math.floor(i / times)}`, WINDOW);
      }
      const message = `${counted} against keys of ${times}`;
      assertEquals(await counters.count("kept", WINDOW), counted, message);
    }
  }
});

Deno.test("memoryCounters: a new key finds room among keys that were counted often", async () => {
  const { counters } = countersAt(1_000, 100);
  for (let i = 0; i < 100 * 50; i++) {
    await counters.add(`often ${i % 100}`, WINDOW);
  }
  // Two that take turns do not push each other out for longer than that.
  let most = 0;
  for (let i = 0; i < 100; i++) {
    most = Math.max(most, await counters.add("new", WINDOW));
    await counters.add(`other ${i}`, WINDOW);
  }
  assert(most >= 40, `${most}`);
});

Deno.test("memoryCounters: windows of another length are counted apart", async () => {
  const { clock, counters } = countersAt(1_000);
  for (let i = 1; i <= 3; i++) {
    assertEquals(await counters.add("a", 10), i);
    assertEquals(await counters.add("a", 1_000), i);
  }
  clock.now += 100;
  assertEquals(await counters.count("a", 10), 0);
  assertEquals(await counters.count("a", 1_000), 3);
});

Deno.test("memoryCounters: of keys that all occur often, the oldest goes", async () => {
  const { counters } = countersAt(1_000, 3);
  for (const key of ["a", "b", "c", "a", "b", "c", "a"]) {
    await counters.add(key, WINDOW);
  }
  await counters.add("d", WINDOW);
  const counts = await Promise.all(
    ["a", "b", "c", "d"].map((key) => counters.count(key, WINDOW)),
  );
  assertEquals(counts, [3, 0, 2, 1]);
});
