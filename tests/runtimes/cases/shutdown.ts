/**
 * The end of a server: nothing that has arrived goes without a whole answer.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import {
  assertClosed,
  assertError,
  assertToken,
  saysClose,
} from "../expectations.ts";
import { hammer } from "../hammer.ts";
import { BrokenAnswerError, RawConnection } from "../raw_http.ts";
import { formOf, GOOD, GOOD_BODY, toText } from "../requests.ts";
import type { Ended, Served } from "../served.ts";
import { HARD_SECRET } from "../servers/clients.ts";
import type { Settings } from "../servers/suite_server.ts";

/** A case with a process of its own, which it has to end. */
export interface ShutdownCase {
  /** What must be true, in plain words. */
  readonly name: string;
  /** Settings of the server that differ from the usual ones. */
  readonly settings?: Partial<Settings>;
  /** Fails where the server does something else. */
  run(served: Served): Promise<void>;
}

/** How many answers there are before the server is told to end. */
const ANSWERS_BEFORE = 1_000;

/** How long a server with nothing left to do may take to end. */
const IDLE_END_MILLISECONDS = 5_000;

const SLOW = toText({
  body: formOf({
    grant_type: "client_credentials",
    client_id: "slow",
    client_secret: HARD_SECRET,
  }),
});

const KEYS = toText({ method: "GET", target: "/jwks" });

/** Asserts that the process ends in time, with 0 and without a complaint. */
async function assertEndsWell({ ended }: Served): Promise<Ended> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error("the process does not end")),
      IDLE_END_MILLISECONDS,
    );
  });
  try {
    const how = await Promise.race([ended, late]);
    assertEquals([how.code, how.errors], [0, ""]);
    return how;
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until a server has read what was sent: it answers what came later. */
async function untilRead({ base }: Served): Promise<void> {
  using connection = await RawConnection.open(base);
  await connection.send(KEYS);
  assertEquals((await connection.answer()).status, 200);
}

/** Waits until a server has begun to end: it closes, or refuses, connections. */
async function untilDraining({ base }: Served): Promise<void> {
  while (true) {
    try {
      using connection = await RawConnection.open(base);
      await connection.send(KEYS);
      if (saysClose(await connection.answer())) return;
    } catch {
      return;
    }
  }
}

/** The cases. */
export const SHUTDOWN_CASES: readonly ShutdownCase[] = [
  {
    name: "shutdown under load breaks no answer",
    async run(served) {
      const outcome = await hammer(served, ANSWERS_BEFORE);
      const { decided } = await assertEndsWell(served);
      assertEquals(outcome.broken, []);
      assert(outcome.answersAfter > 0, "nothing was under way");
      // Who got no answer was not heard either.
      assertEquals(outcome.answers, decided);
    },
  },
  {
    name: "what is under way when shutdown begins is answered",
    settings: { BODY_MILLISECONDS: "5000", SLOW_STORE_MILLISECONDS: "1000" },
    async run(served) {
      using slow = await RawConnection.open(served.base);
      using half = await RawConnection.open(served.base);
      await slow.send(SLOW);
      await half.send(GOOD.slice(0, -GOOD_BODY.length));
      await half.send("grant_type");
      await untilRead(served);
      served.terminate();
      await untilDraining(served);
      await assertToken(served, await slow.answer(), "slow");
      await half.send(GOOD_BODY.slice("grant_type".length));
      await assertToken(served, await half.answer());
      await assertClosed(half);
      await assertEndsWell(served);
    },
  },
  {
    name: "a request on its way to an idle connection is answered",
    async run(served) {
      using idle = await RawConnection.open(served.base);
      await idle.send(GOOD);
      await assertToken(served, await idle.answer());
      served.terminate();
      await untilDraining(served);
      await idle.send(GOOD);
      const answer = await idle.answer();
      await assertToken(served, answer);
      assert(saysClose(answer), "the client is not told to go");
      await assertEndsWell(served);
    },
  },
  {
    name: "connections without a request do not hold the server",
    async run(served) {
      using used = await RawConnection.open(served.base);
      using _unused = await RawConnection.open(served.base);
      await used.send(GOOD);
      await assertToken(served, await used.answer());
      served.terminate();
      await assertEndsWell(served);
      await assertClosed(used);
    },
  },
  {
    name: "a body that never comes does not hold the server",
    async run(served) {
      using connection = await RawConnection.open(served.base);
      await connection.send(GOOD.slice(0, -10));
      await untilRead(served);
      served.terminate();
      assertError(await connection.answer(), 408, "invalid_request");
      await assertEndsWell(served);
    },
  },
  {
    name: "what takes longer than the drain may is cut off",
    settings: { DRAIN_MILLISECONDS: "50", SLOW_STORE_MILLISECONDS: "1500" },
    async run(served) {
      using connection = await RawConnection.open(served.base);
      await connection.send(SLOW);
      await untilRead(served);
      served.terminate();
      await assertEndsWell(served);
      const outcome = await connection.answer().catch((error) => error);
      assert(outcome instanceof BrokenAnswerError, "it was answered");
    },
  },
];
