import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { DeadlineError, Deadlines } from "../src/deadline.ts";
import { FakeTimers, settled } from "./fake_timers.ts";

/** Work that the test settles, with what became of waiting for it. */
function pieceOfWork(deadlines: Deadlines) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const piece = { resolve, reject, aborts: 0, state: "waiting" };
  deadlines.within(promise, () => piece.aborts++).then(
    (value) => piece.state = value,
    (error) => piece.state = `${error.name}: ${error.message}`,
  );
  return piece;
}

const TOO_LATE = "DeadlineError: no answer within 100 ms";

Deno.test("Deadlines.within: settles with what the work settles with, and leaves no timer", async () => {
  using timers = new FakeTimers();
  const deadlines = new Deadlines(100);
  const value = { answer: 42 };
  assertStrictEquals(await deadlines.within(Promise.resolve(value)), value);
  const error = new Error("below");
  const thrown = await assertRejects(() =>
    deadlines.within(Promise.reject(error))
  );
  assertStrictEquals(thrown, error);
  assertEquals(
    await deadlines.within({ then: (done) => done!(7) as never }),
    7,
  );
  assertEquals(timers.waiting, 0);
});

Deno.test("Deadlines.within: what is late gets a DeadlineError, and is told to stop once", async () => {
  using timers = new FakeTimers();
  const deadlines = new Deadlines(100);
  const piece = pieceOfWork(deadlines);
  await timers.advance(98);
  assertEquals([piece.state, piece.aborts], ["waiting", 0]);
  await timers.advance(2);
  assertEquals([piece.state, piece.aborts], [TOO_LATE, 1]);
  // It is forgotten: later work that settles or is late concerns it no more.
  pieceOfWork(deadlines).resolve("done");
  await settled();
  assertEquals(timers.waiting, 0);
  pieceOfWork(deadlines);
  await timers.advance(1_000);
  assertEquals([piece.state, piece.aborts], [TOO_LATE, 1]);
});

Deno.test("Deadlines.within: what settled in time is never told to stop", async () => {
  using timers = new FakeTimers();
  const deadlines = new Deadlines(100);
  const [fine, broken] = [pieceOfWork(deadlines), pieceOfWork(deadlines)];
  await timers.advance(50);
  fine.resolve("done");
  broken.reject(new Error("below"));
  await timers.advance(1_000);
  assertEquals([fine.state, fine.aborts], ["done", 0]);
  assertEquals([broken.state, broken.aborts], ["Error: below", 0]);
});

Deno.test("Deadlines.within: what settles after its deadline changes nothing, and a late rejection is swallowed", async () => {
  const late: PromiseRejectionEvent[] = [];
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    late.push(event);
  };
  globalThis.addEventListener("unhandledrejection", listener);
  try {
    using timers = new FakeTimers();
    const deadlines = new Deadlines(100);
    const [one, other] = [pieceOfWork(deadlines), pieceOfWork(deadlines)];
    await timers.advance(100);
    one.resolve("done");
    other.reject(new Error("below"));
    await settled();
    assertEquals([one.state, other.state], [TOO_LATE, TOO_LATE]);
    assertEquals(timers.waiting, 0);
  } finally {
    // A turn of the event loop, after which an unhandled rejection shows.
    await new Promise((resolve) => setTimeout(resolve, 0));
    globalThis.removeEventListener("unhandledrejection", listener);
  }
  assertEquals(late.length, 0);
});

Deno.test("Deadlines: all work shares one timer", async () => {
  using timers = new FakeTimers();
  const deadlines = new Deadlines(100);
  const pieces = Array.from({ length: 50 }, () => pieceOfWork(deadlines));
  assertEquals([timers.waiting, timers.started], [1, 1]);
  await timers.advance(60);
  pieces.push(...Array.from({ length: 50 }, () => pieceOfWork(deadlines)));
  assertEquals([timers.waiting, timers.started], [1, 1]);
  for (const piece of pieces.slice(0, 99)) piece.resolve("done");
  await settled();
  assertEquals([timers.waiting, timers.started], [1, 1]);
  pieces.at(-1)!.resolve("done");
  await settled();
  assertEquals([timers.waiting, timers.started], [0, 1]);
});

Deno.test("Deadlines: each piece of work has its own deadline, in the order of the starts", async () => {
  using timers = new FakeTimers();
  const deadlines = new Deadlines(100);
  const first = pieceOfWork(deadlines);
  await timers.advance(30);
  const second = pieceOfWork(deadlines);
  await timers.advance(30);
  const third = pieceOfWork(deadlines);
  const states = () => [first, second, third].map(({ state }) => state);
  await timers.advance(40);
  assertEquals(states(), [TOO_LATE, "waiting", "waiting"]);
  await timers.advance(28);
  assertEquals(states(), [TOO_LATE, "waiting", "waiting"]);
  await timers.advance(2);
  assertEquals(states(), [TOO_LATE, TOO_LATE, "waiting"]);
  await timers.advance(30);
  assertEquals(states(), [TOO_LATE, TOO_LATE, TOO_LATE]);
  assertEquals(timers.waiting, 0);
});

Deno.test("Deadlines: work has its full time, also where older work settled or nothing waited before it", async () => {
  using timers = new FakeTimers();
  const deadlines = new Deadlines(100);
  for (const settleAfterNext of [true, false]) {
    const older = pieceOfWork(deadlines);
    if (!settleAfterNext) older.resolve("done");
    await timers.advance(90);
    const piece = pieceOfWork(deadlines);
    older.resolve("done");
    await timers.advance(98);
    assertEquals([piece.state, piece.aborts], ["waiting", 0]);
    await timers.advance(2);
    assertEquals([piece.state, piece.aborts], [TOO_LATE, 1]);
  }
});

Deno.test("Deadlines: a timer that fires a fraction too early does not put off the deadline", async () => {
  using timers = new FakeTimers();
  const deadlines = new Deadlines(100);
  const first = pieceOfWork(deadlines);
  await timers.advance(100, 0.7);
  assertEquals([first.state, timers.started], [TOO_LATE, 1]);
});

Deno.test("Deadlines: work that was told to stop may reject at once and still counts as late", async () => {
  using timers = new FakeTimers();
  const deadlines = new Deadlines(100);
  const { promise, reject } = Promise.withResolvers<never>();
  const waiting = assertRejects(
    () => deadlines.within(promise, () => reject(new Error("stopped"))),
    DeadlineError,
  );
  await timers.advance(100);
  await waiting;
});

Deno.test("Deadlines.within: a plain value, or work that cannot be awaited, leaves no timer and is never told to stop", async () => {
  using timers = new FakeTimers();
  const deadlines = new Deadlines(100);
  const error = new Error("broken thenable");
  let aborts = 0;
  const within = (work: unknown) =>
    deadlines.within(work as PromiseLike<unknown>, () => aborts++);
  for (const value of [undefined, null, 7, "a text"]) {
    assertEquals(await within(value), value);
    assertEquals(timers.waiting, 0);
  }
  const broken = {
    then() {
      throw error;
    },
  };
  assertStrictEquals(await assertRejects(() => within(broken)), error);
  assertEquals(timers.waiting, 0);
  await timers.advance(200);
  assertEquals(aborts, 0);
});

Deno.test({
  name:
    "Deadlines: with the timers of the platform, no timer outlives the work",
  sanitizeOps: true,
  sanitizeResources: true,
  async fn() {
    const patient = new Deadlines(60_000);
    await Promise.all([
      patient.within(Promise.resolve()),
      assertRejects(() => patient.within(Promise.reject(new Error("below")))),
    ]);
    const aborted = new AbortController();
    const error = await assertRejects(() =>
      new Deadlines(2).within(new Promise(() => {}), () => aborted.abort())
    );
    assertInstanceOf(error, DeadlineError);
    assertEquals(error.message, "no answer within 2 ms");
    assert(aborted.signal.aborted);
  },
});
