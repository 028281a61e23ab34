import { assert, assertEquals } from "@std/assert";
import { ExpiringCount } from "../src/expiring_count.ts";
import { FakeTimers } from "./fake_timers.ts";

Deno.test("ExpiringCount: has room up to its bound, and again for whatever leaves", () => {
  const count = new ExpiringCount(2);
  const first = count.enter(1_000);
  assert(first !== undefined);
  assert(count.enter(1_000) !== undefined);
  assertEquals(count.enter(1_000), undefined);
  first?.();
  // Leaving twice is leaving once.
  first?.();
  assert(count.enter(1_000) !== undefined);
  assertEquals(count.enter(1_000), undefined);
});

Deno.test("ExpiringCount: what never leaves is no longer counted when its time is over", async () => {
  using timers = new FakeTimers();
  const count = new ExpiringCount(2);
  assert(count.enter(100) !== undefined && count.enter(200) !== undefined);
  await timers.advance(99);
  assertEquals(count.enter(100), undefined);
  await timers.advance(1);
  assert(count.enter(100) !== undefined);
  assertEquals(count.enter(100), undefined);
});
