import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { requestContext } from "../src/context.ts";
import { DeadlineError, prompt } from "../src/deadline.ts";
import { FakeTimers, settled } from "./fake_timers.ts";

const contextOf = () => requestContext(1_700_000_000, {}, 100);

/** A seam that keeps what it was called with and never answers. */
class Silent {
  readonly signals: (AbortSignal | undefined)[] = [];
  get(_id: string, signal?: AbortSignal): Promise<string> {
    this.signals.push(signal);
    return new Promise(() => {});
  }
}

Deno.test("ask: past the deadline it rejects, and aborts the signal that it gave", async () => {
  using timers = new FakeTimers();
  const silent = new Silent();
  const asking = contextOf().ask(silent, "get", "id");
  const rejected = assertRejects(() => asking, DeadlineError);
  await settled();
  assertEquals(silent.signals.map((signal) => signal?.aborted), [false]);
  await timers.advance(100);
  await rejected;
  assertEquals(silent.signals.map((signal) => signal?.aborted), [true]);
});

Deno.test("ask: what is prompt is called as a method, without a signal and without a timer", async () => {
  using timers = new FakeTimers();
  const seam = {
    asked: [] as unknown[][],
    get: prompt(function (this: unknown, ...given: unknown[]) {
      (this as typeof seam).asked.push(given);
      return new Promise<string>((resolve) =>
        setTimeout(() => resolve("late"), 200)
      );
    }),
  };
  const asking = contextOf().ask(seam, "get", "id");
  await settled();
  assertEquals(timers.waiting, 1);
  await timers.advance(200);
  assertEquals(await asking, "late");
  assertEquals(seam.asked, [["id"]]);
});

Deno.test("ask: what wraps a prompt function has a deadline", async () => {
  using timers = new FakeTimers();
  const get = prompt(() => new Promise<string>(() => {}));
  const wrapped = { get: (_id: string, _signal: AbortSignal) => get() };
  const rejected = assertRejects(
    () => contextOf().ask(wrapped, "get", "id"),
    DeadlineError,
  );
  await timers.advance(100);
  await rejected;
});

Deno.test("signal: one for all who ask, aborted also for who asks after the deadline", async () => {
  using timers = new FakeTimers();
  const context = contextOf();
  const rejected = assertRejects(
    () => context.within(new Promise(() => {})),
    DeadlineError,
  );
  await timers.advance(100);
  await rejected;
  assert(context.signal.aborted);
  assertStrictEquals(context.signal, context.signal);
});
