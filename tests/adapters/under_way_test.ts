import { assertEquals } from "@std/assert";
import { UnderWay } from "../../src/adapters/under_way.ts";

/** Whether a promise has settled by the time that all microtasks have run. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  promise.then(() => settled = true);
  await new Promise((resolve) => setTimeout(resolve));
  return settled;
}

Deno.test("UnderWay: with nothing under way nothing is waited for", async () => {
  const underWay = new UnderWay();
  underWay.enter()();

  assertEquals(await isSettled(underWay.settled()), true);
});

Deno.test("UnderWay: all that came before are waited for", async () => {
  const underWay = new UnderWay();
  const leave = [underWay.enter(), underWay.enter()];
  const settled = underWay.settled();

  assertEquals(await isSettled(settled), false);
  leave[1]!();
  assertEquals(await isSettled(settled), false);
  leave[0]!();
  assertEquals(await isSettled(settled), true);
});

Deno.test("UnderWay: what comes later is not waited for, until asked again", async () => {
  const underWay = new UnderWay();
  const leaveFirst = underWay.enter();
  const first = underWay.settled();
  const leaveSecond = underWay.enter();
  const second = underWay.settled();

  leaveFirst();
  assertEquals(await isSettled(first), true);
  assertEquals(await isSettled(second), false);
  leaveSecond();
  assertEquals(await isSettled(second), true);
});
