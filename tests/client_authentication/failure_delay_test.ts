/** The moment at which a failed authentication is answered. @module */

import { assertEquals, assertThrows } from "@std/assert";
import { OAuthError } from "@mintmark/oauth";
import {
  FailureDelay,
  type FailureTicket,
} from "../../src/client_authentication/failure_delay.ts";
import { type FakeClock, withFakeClock } from "./fake_clock.ts";

function delayOf(failureMilliseconds = 500, maxWaitingFailures = 100) {
  return new FailureDelay({ failureMilliseconds, maxWaitingFailures });
}

/** Reports a failure and records when it may be answered, from now on. */
function failing(clock: FakeClock, ticket: FailureTicket) {
  const start = clock.now;
  const outcome: { after?: number } = {};
  ticket.fail().then(() => {
    outcome.after = clock.now - start;
  });
  return outcome;
}

Deno.test("FailureDelay lets a failure wait until a fixed time after the request arrived", async () => {
  for (const before of [0, 0.5, 120, 499]) {
    await withFakeClock(async (clock) => {
      const ticket = delayOf().begin(clock.now - before);
      const outcome = failing(clock, ticket);
      await clock.advance(499.5 - before);
      assertEquals(outcome.after, undefined);
      await clock.advance(1);
      assertEquals(outcome.after, 500 - before);
      assertEquals(clock.timers, 0);
    });
  }
});

Deno.test("FailureDelay lets a failure whose check took longer wait for the next multiple", async () => {
  const rows: readonly [number, number, number][] = [
    // Before the clock was started, the check itself, the moment of the answer.
    [0, 1, 500],
    [0, 499, 500],
    [0, 500, 1_000],
    [0, 501, 1_000],
    [0, 999, 1_000],
    [0, 1_001, 1_500],
    [0, 7_300, 7_500],
    [300, 100, 500],
    [300, 201, 1_000],
    [700, 0, 1_000],
    [700, 299, 1_000],
    [1_200, 301, 2_000],
  ];
  for (const [before, check, expected] of rows) {
    await withFakeClock(async (clock) => {
      const arrivedAt = clock.now - before;
      const ticket = delayOf().begin(arrivedAt);
      await clock.advance(check);
      const outcome = failing(clock, ticket);
      await clock.advance(1_000);
      assertEquals(
        before + check + (outcome.after ?? NaN),
        expected,
        `${before} ms before, ${check} ms of check`,
      );
      assertEquals(clock.timers, 0);
    });
  }
});

Deno.test("FailureDelay starts its timer before the check: a clock that stands still meanwhile changes nothing", async () => {
  await withFakeClock(async (clock) => {
    const ticket = delayOf().begin(clock.now);
    assertEquals(clock.timers, 1);
    const outcome = failing(clock, ticket);
    assertEquals(clock.timers, 1);
    await clock.advance(500);
    assertEquals(outcome.after, 500);
  });
});

Deno.test("FailureDelay leaves no timer behind when the check was decided", async () => {
  await withFakeClock(async (clock) => {
    const early = delayOf().begin(clock.now);
    early.cancel();
    assertEquals(clock.timers, 0);
    const late = delayOf().begin(clock.now);
    await clock.advance(600);
    late.cancel();
    assertEquals(clock.timers, 0);
    const failed = delayOf().begin(clock.now);
    failing(clock, failed);
    await clock.advance(500);
    failed.cancel();
    assertEquals(clock.timers, 0);
  });
});

Deno.test("FailureDelay refuses to let more failures wait than maxWaitingFailures, until some are answered", async () => {
  await withFakeClock(async (clock) => {
    const delay = delayOf(500, 2);
    const tickets = [1, 2].map(() => delay.begin(clock.now));
    const waiting = tickets.map((ticket) => failing(clock, ticket));
    for (const _ of [3, 4]) {
      const error = assertThrows(() => delay.begin(clock.now), OAuthError);
      assertEquals(error.error, "temporarily_unavailable");
      assertEquals(error.reason, "too_many_waiting_failures");
      assertEquals(error.retryAfterSeconds, 1);
    }
    assertEquals(clock.timers, 2);
    await clock.advance(500);
    assertEquals(waiting.map(({ after }) => after), [500, 500]);
    for (const ticket of tickets) ticket.cancel();
    const next = failing(clock, delay.begin(clock.now));
    await clock.advance(500);
    assertEquals(next.after, 500);
  });
});

Deno.test("FailureDelay counts a check from its start, so that a client that exists is refused no later than one that does not", async () => {
  await withFakeClock((clock) => {
    const delay = delayOf(500, 1);
    for (let i = 0; i < 10; i++) delay.begin(clock.now).cancel();
    const ticket = delay.begin(clock.now);
    assertThrows(() => delay.begin(clock.now), OAuthError);
    ticket.cancel();
    delay.begin(clock.now).cancel();
    return Promise.resolve();
  });
});

Deno.test("FailureDelay forgets a check that was cut off with its request", async () => {
  await withFakeClock(async (clock) => {
    const delay = delayOf(500, 1);
    delay.begin(clock.now);
    await clock.advance(119_999);
    assertThrows(() => delay.begin(clock.now), OAuthError);
    await clock.advance(1);
    delay.begin(clock.now).cancel();
  });
});

Deno.test("failureMilliseconds: 0 answers at once, however many fail", async () => {
  await withFakeClock(async (clock) => {
    const delay = delayOf(0, 1);
    const outcomes = Array.from(
      { length: 10 },
      () => failing(clock, delay.begin(clock.now)),
    );
    assertEquals(clock.timers, 0);
    await clock.settle();
    assertEquals(outcomes.map(({ after }) => after), Array(10).fill(0));
  });
});
