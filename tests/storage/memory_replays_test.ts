import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { memoryReplays } from "../../src/storage/memory_replays.ts";
import { runs } from "../scale.ts";

const { signal } = new AbortController();

Deno.test("memoryReplays: a claim holds until the second that it expires in", async () => {
  let now = 1_000;
  const replays = memoryReplays({ now: () => now, maxClaims: 10 });
  assertEquals(await replays.claim("a", 1_010, signal), true);
  for (now of [1_000, 1_009, 1_009.9]) {
    assertEquals(await replays.claim("a", 1_100, signal), false);
  }
  now = 1_010;
  assertEquals(await replays.claim("a", 1_020, signal), true);
  assertEquals(await replays.claim("a", 1_020, signal), false);
});

Deno.test("memoryReplays: a full store rejects and forgets nothing", async () => {
  let now = 0;
  const replays = memoryReplays({ now: () => now, maxClaims: 100 });
  for (let i = 0; i < 100; i++) await replays.claim(`${i}`, 10 + i, signal);
  for (let i = 0; i < 300; i++) {
    await assertRejects(() => replays.claim(`more ${i}`, 50, signal), Error);
  }
  assertEquals(await replays.claim("0", 50, signal), false);
  assertEquals(await replays.claim("99", 50, signal), false);
  // Claims that have expired make room.
  now = 10;
  assertEquals(await replays.claim("more", 500, signal), true);
  assertEquals(await replays.claim("99", 500, signal), false);
});

Deno.test("memoryReplays: claims that have expired are forgotten before the store is full", async () => {
  let now = 0;
  const replays = memoryReplays({ now: () => now, maxClaims: 1_000_000 });
  for (let i = 0; i < 20_000; i++) {
    now = i / 10;
    await replays.claim(`${i}`, now + 30, signal);
  }
  // 300 are alive at any time, and as few as a thousand are not looked at.
  assertEquals(replays.size <= 1_100, true, `${replays.size}`);
});

Deno.test("memoryReplays behaves like a set with ends, whatever the clock does", async () => {
  const step = fc.record({
    id: fc.constantFrom("a", "b", "c", "d", "e", "f"),
    lifetime: fc.integer({ min: 1, max: 20 }),
    passes: fc.integer({ min: 0, max: 7 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      let now = 0;
      const replays = memoryReplays({ now: () => now, maxClaims: 4 });
      const model = new Map<string, number>();
      for (const { id, lifetime, passes } of steps) {
        now += passes;
        for (const [other, end] of model) {
          if (end <= now) model.delete(other);
        }
        const claimed = replays.claim(id, now + lifetime, signal);
        if (model.has(id)) {
          assertEquals(await claimed, false);
        } else if (await claimed.catch(() => undefined) === true) {
          model.set(id, now + lifetime);
        } else {
          assertEquals(model.size, 4);
        }
      }
    }),
    { numRuns: runs(200, 20_000) },
  );
});
