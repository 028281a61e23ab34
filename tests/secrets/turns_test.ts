/** Turns at slow work. @module */

import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { OAuthError } from "@mintmark/oauth";
import { Turns } from "../../src/secrets/turns.ts";
import { FakeTimers } from "../fake_timers.ts";
import { runs } from "../scale.ts";

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** Work that a test ends by hand, and the order in which it was started. */
function manualWork() {
  const started: string[] = [];
  const end = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      started.push(name);
      end.set(name, () => resolve(name));
    });
  return { started, end, work };
}

const turnsOf = (maxUnderWay: number, maxQueued: number) =>
  new Turns({ maxUnderWay, maxQueued, reason: "full" });

Deno.test("Turns: work waits for its turn, in the order in which it came", async () => {
  const { started, end, work } = manualWork();
  const turns = turnsOf(2, 10);
  const all = ["a", "b", "c", "d"].map((name) => turns.run(work(name)));
  assertEquals(started, ["a", "b"]);
  end.get("b")!();
  await settled();
  assertEquals(started, ["a", "b", "c"]);
  for (const name of ["a", "c"]) end.get(name)!();
  await settled();
  end.get("d")!();
  assertEquals(await Promise.all(all), ["a", "b", "c", "d"]);
});

Deno.test("Turns: what exceeds the queue is refused, and only that", async () => {
  const { end, work } = manualWork();
  const turns = turnsOf(1, 1);
  const running = turns.run(work("a"));
  const waiting = turns.run(work("b"));
  const error = await assertRejects(() => turns.run(work("c")), OAuthError);
  assertEquals(
    [error.error, error.reason, error.retryAfterSeconds],
    ["temporarily_unavailable", "full", 1],
  );
  end.get("a")!();
  assertEquals(await running, "a");
  await settled();
  const next = turns.run(work("d"));
  end.get("b")!();
  assertEquals(await waiting, "b");
  await settled();
  end.get("d")!();
  assertEquals(await next, "d");
});

Deno.test("Turns: work that fails ends its turn as well, also where it throws at once", async () => {
  const turns = turnsOf(1, 10);
  const rejected = () => Promise.reject(new Error("rejected"));
  const thrown = () => {
    throw new Error("thrown");
  };
  await assertRejects(() => turns.run(rejected), Error, "rejected");
  await assertRejects(() => turns.run(thrown), Error, "thrown");
  assertEquals(await turns.run(() => Promise.resolve("next")), "next");
});

Deno.test("Turns: who gives up is forgotten, and keeps nobody's place", async () => {
  const { started, end, work } = manualWork();
  const turns = turnsOf(1, 2);
  const controller = new AbortController();
  const running = turns.run(work("a"), controller.signal);
  const dropped = turns.run(work("b"), controller.signal);
  const waiting = turns.run(work("c"), new AbortController().signal);
  controller.abort(new Error("nobody waits"));
  await assertRejects(() => dropped, Error, "nobody waits");
  // It left room, and later work does not step before what waits.
  const last = turns.run(work("d"));
  end.get("a")!();
  assertEquals(await running, "a");
  await settled();
  assertEquals(started, ["a", "c"]);
  end.get("c")!();
  await settled();
  end.get("d")!();
  assertEquals(await Promise.all([waiting, last]), ["c", "d"]);
  const late = () => turns.run(work("e"), controller.signal);
  await assertRejects(late, Error, "nobody waits");
  assertEquals(started, ["a", "c", "d"]);
});

Deno.test("Turns: a turn that never ends is over after ten seconds, for whoever waits too", async () => {
  using timers = new FakeTimers();
  const turns = turnsOf(1, 10);
  void turns.run(() => new Promise(() => {}));
  const waiting = turns.run(() => Promise.resolve("waited"));
  await timers.advance(10_000);
  assertEquals(await turns.run(() => Promise.resolve("new")), "new");
  assertEquals(await waiting, "waited");
});

Deno.test("Turns: whatever comes, ends and gives up, all is answered and no more than allowed is under way", async () => {
  const step = fc.constantFrom("come", "end", "give up");
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 3 }),
      async (steps, maximum) => {
        const turns = turnsOf(maximum, 5);
        const ends: (() => void)[] = [];
        const gaveUp: AbortController[] = [];
        const all: Promise<unknown>[] = [];
        let underWay = 0;
        const work = async () => {
          underWay++;
          assertEquals(underWay <= maximum, true);
          await new Promise<void>((resolve) => ends.push(resolve));
          underWay--;
        };
        for (const step of steps) {
          if (step === "come") {
            const controller = new AbortController();
            gaveUp.push(controller);
            all.push(turns.run(work, controller.signal).catch((e) => e));
          } else if (step === "end") ends.shift()?.();
          else gaveUp.shift()?.abort(new Error("gave up"));
          for (let i = 0; i < 10; i++) await Promise.resolve();
        }
        for (let i = 0; i < steps.length * 20; i++) {
          ends.shift()?.();
          await Promise.resolve();
        }
        for (const value of await Promise.all(all)) {
          const isAnswer = value === undefined || value instanceof OAuthError ||
            (value as Error).message === "gave up";
          assertEquals(isAnswer, true, `${value}`);
        }
        assertEquals(underWay, 0);
      },
    ),
    { numRuns: runs(200, 10_000) },
  );
});
