import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { DeadlineError, withinDeadline } from "../src/deadline.ts";
import { FakeTimers, settled } from "./fake_timers.ts";

/** Waits a hundred milliseconds at most. */
function within<T>(work: PromiseLike<T>, abort?: () => void): Promise<T> {
  return withinDeadline(work, 100, abort);
}

/** Work that the test settles, with what became of waiting for it. */
function pieceOfWork() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const piece = { resolve, reject, aborts: 0, state: "waiting" };
  within(promise, () => piece.aborts++).then(
    (value) => piece.state = value,
    (error) => piece.state = `${error.name}: ${error.message}`,
  );
  return piece;
}

const TOO_LATE = "DeadlineError: no answer within 100 ms";

Deno.test("withinDeadline: settles with what the work settles with, and leaves no timer", async () => {
  using timers = new FakeTimers();
  const value = { answer: 42 };
  assertStrictEquals(await within(Promise.resolve(value)), value);
  const error = new Error("below");
  const thrown = await assertRejects(() => within(Promise.reject(error)));
  assertStrictEquals(thrown, error);
  assertEquals(
    await within({ then: (done) => done!(7) as never }),
    7,
  );
  assertEquals(timers.waiting, 0);
});

Deno.test("withinDeadline: what is late gets a DeadlineError, and is told to stop once", async () => {
  using timers = new FakeTimers();
  const piece = pieceOfWork();
  await timers.advance(98);
  assertEquals([piece.state, piece.aborts], ["waiting", 0]);
  await timers.advance(2);
  assertEquals([piece.state, piece.aborts], [TOO_LATE, 1]);
  // It is forgotten: later work that settles or is late concerns it no more.
  pieceOfWork().resolve("done");
  await settled();
  assertEquals(timers.waiting, 0);
  pieceOfWork();
  await timers.advance(1_000);
  assertEquals([piece.state, piece.aborts], [TOO_LATE, 1]);
});

Deno.test("withinDeadline: what settled in time is never told to stop", async () => {
  using timers = new FakeTimers();
  const [fine, broken] = [pieceOfWork(), pieceOfWork()];
  await timers.advance(50);
  fine.resolve("done");
  broken.reject(new Error("below"));
  await timers.advance(1_000);
  assertEquals([fine.state, fine.aborts], ["done", 0]);
  assertEquals([broken.state, broken.aborts], ["Error: below", 0]);
});

Deno.test("withinDeadline: what settles after its deadline changes nothing, and a late rejection is swallowed", async () => {
  const late: PromiseRejectionEvent[] = [];
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    late.push(event);
  };
  globalThis.addEventListener("unhandledrejection", listener);
  try {
    using timers = new FakeTimers();
    const [one, other] = [pieceOfWork(), pieceOfWork()];
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

Deno.test("withinDeadline: work that is done already costs no timer, any other has one of its own", async () => {
  using timers = new FakeTimers();
  await Promise.all([within(Promise.resolve(1)), within(Promise.resolve(2))]);
  await assertRejects(() => within(Promise.reject(new Error("below"))));
  assertEquals(timers.started, 0);
  const pieces = [pieceOfWork(), pieceOfWork(), pieceOfWork()];
  await settled();
  assertEquals([timers.waiting, timers.started], [3, 3]);
  for (const piece of pieces) piece.resolve("done");
  await settled();
  assertEquals([timers.waiting, timers.started], [0, 3]);
});

Deno.test("withinDeadline: each piece of work has its own deadline, in the order of the starts", async () => {
  using timers = new FakeTimers();
  const first = pieceOfWork();
  await timers.advance(30);
  const second = pieceOfWork();
  await timers.advance(30);
  const third = pieceOfWork();
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

Deno.test("withinDeadline: work has its full time, also where older work settled or nothing waited before it", async () => {
  using timers = new FakeTimers();
  for (const settleAfterNext of [true, false]) {
    const older = pieceOfWork();
    if (!settleAfterNext) older.resolve("done");
    await timers.advance(90);
    const piece = pieceOfWork();
    older.resolve("done");
    await timers.advance(98);
    assertEquals([piece.state, piece.aborts], ["waiting", 0]);
    await timers.advance(2);
    assertEquals([piece.state, piece.aborts], [TOO_LATE, 1]);
  }
});

Deno.test("withinDeadline: a timer that fires a fraction too early does not put off the deadline", async () => {
  using timers = new FakeTimers();
  const first = pieceOfWork();
  await timers.advance(100, 0.7);
  assertEquals([first.state, timers.started], [TOO_LATE, 1]);
});

Deno.test("withinDeadline: work that was told to stop may reject at once and still counts as late", async () => {
  using timers = new FakeTimers();
  const { promise, reject } = Promise.withResolvers<never>();
  const waiting = assertRejects(
    () => within(promise, () => reject(new Error("stopped"))),
    DeadlineError,
  );
  await timers.advance(100);
  await waiting;
});

Deno.test("withinDeadline: a plain value, or work that cannot be awaited, leaves no timer and is never told to stop", async () => {
  using timers = new FakeTimers();
  const error = new Error("broken thenable");
  let aborts = 0;
  const waitFor = (work: unknown) =>
    within(work as PromiseLike<unknown>, () => aborts++);
  for (const value of [undefined, null, 7, "a text"]) {
    assertEquals(await waitFor(value), value);
    assertEquals(timers.waiting, 0);
  }
  const broken = {
    then() {
      throw error;
    },
  };
  assertStrictEquals(await assertRejects(() => waitFor(broken)), error);
  assertEquals(timers.waiting, 0);
  await timers.advance(200);
  assertEquals(aborts, 0);
});

Deno.test({
  name:
    "withinDeadline: with the timers of the platform, no timer outlives the work",
  sanitizeOps: true,
  sanitizeResources: true,
  async fn() {
    const soon = new Promise((resolve) => setTimeout(resolve));
    await Promise.all([
      withinDeadline(soon, 60_000),
      withinDeadline(Promise.resolve(), 60_000),
      assertRejects(() =>
        withinDeadline(Promise.reject(new Error("below")), 60_000)
      ),
    ]);
    const aborted = new AbortController();
    const error = await assertRejects(() =>
      withinDeadline(new Promise(() => {}), 2, () => aborted.abort())
    );
    assertInstanceOf(error, DeadlineError);
    assertEquals(error.message, "no answer within 2 ms");
    assert(aborted.signal.aborted);
  },
});
