import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { requestContext } from "../src/context.ts";
import { DeadlineError, LATER, prompt, recalling } from "../src/deadline.ts";
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
  const rejected = assertRejects(async () => await asking, DeadlineError);
  await settled();
  assertEquals(silent.signals.map((signal) => signal?.aborted), [false]);
  await timers.advance(100);
  await rejected;
  assertEquals(silent.signals.map((signal) => signal?.aborted), [true]);
});

Deno.test("ask: what is prompt is called without a signal and without a timer", async () => {
  using timers = new FakeTimers();
  const asked: unknown[][] = [];
  const seam = {
    get: prompt((...given: [string]) => {
      asked.push(given);
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
  assertEquals(asked, [["id"]]);
});

Deno.test("ask: what is prompt may answer at once, and throw at once", () => {
  const seam = {
    get: prompt((id: string): string => {
      if (id === "") throw new RangeError("no id");
      return `client ${id}`;
    }),
  };
  assertEquals(contextOf().ask(seam, "get", "id"), "client id");
  assertThrows(() => contextOf().ask(seam, "get", ""), RangeError);
});

Deno.test("prompt: whoever does not know of it gets a promise, also of what is thrown", async () => {
  const get = prompt((id: string): string => {
    if (id === "") throw new RangeError("no id");
    return `client ${id}`;
  });
  assertEquals(await get("id"), "client id");
  await assertRejects(() => get(""), RangeError);
});

Deno.test("ask: what recalls is asked from memory first, and waited for where it does not know", async () => {
  using timers = new FakeTimers();
  const asked: string[] = [];
  const seam = {
    get: recalling(
      (id: string, signal: AbortSignal) => {
        asked.push(`${id} ${signal.aborted}`);
        return new Promise<string>(() => {});
      },
      (id) => id === "known" ? "from memory" : LATER,
    ),
  };
  assertEquals(contextOf().ask(seam, "get", "known"), "from memory");
  assertEquals(asked, []);
  const asking = contextOf().ask(seam, "get", "other");
  const rejected = assertRejects(async () => await asking, DeadlineError);
  await timers.advance(100);
  await rejected;
  assertEquals(asked, ["other false"]);
});

Deno.test("ask: what wraps a prompt function has a deadline", async () => {
  using timers = new FakeTimers();
  const get = prompt((_id: string) => new Promise<string>(() => {}));
  const wrapped = { get: (id: string, _signal: AbortSignal) => get(id) };
  const rejected = assertRejects(
    async () => await contextOf().ask(wrapped, "get", "id"),
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
