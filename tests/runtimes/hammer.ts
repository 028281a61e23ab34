/**
 * Clients that ask without a pause while their server ends.
 *
 * @module
 */

import { LINGER_MILLISECONDS } from "../../src/adapters/serve.ts";
import { assertError, assertToken, saysClose } from "./expectations.ts";
import { BrokenAnswerError, RawConnection } from "./raw_http.ts";
import { formOf, GOOD, toText } from "./requests.ts";
import type { Served } from "./served.ts";
import { HOW_TO } from "./servers/clients.ts";

/** What the clients saw. */
export interface HammerOutcome {
  /** How many whole answers there were, but for those that said "later". */
  readonly answers: number;
  /** How many of them came after the server was told to end. */
  readonly answersAfter: number;
  /**
   * How many requests got nothing, not a byte, and may be sent again: the
   * first ones of connections that the kernel had accepted and the server not
   * yet, and those on connections that were idle for longer than it lingers
   * (RFC 9112 §9.3.1).
   */
  readonly neverTakenUp: number;
  /** Whatever else went wrong; a refused connection is no wrong. */
  readonly broken: readonly string[];
}

/** How many clients keep their connection. */
const KEEPING = 40;

/** How many clients make a new connection for each request. */
const RECONNECTING = 10;

/** Every so many clients present a wrong secret. */
const WRONG_EVERY = 5;

const WRONG = toText({
  body: formOf({
    grant_type: "client_credentials",
    ...HOW_TO,
    client_secret: "wrong",
  }),
});

/**
 * Asks until the server is gone, and tells it to end in the middle.
 *
 * @param served The server.
 * @param answersBefore How many answers come before it is told.
 */
export async function hammer(
  served: Served,
  answersBefore: number,
): Promise<HammerOutcome> {
  const broken: string[] = [];
  let answers = 0;
  let neverTakenUp = 0;
  let isEnding = false;

  function count(): void {
    if (++answers < answersBefore || isEnding) return;
    isEnding = true;
    served.terminate();
  }

  /**
   * Asks once.
   *
   * @param mayBeLate Whether the server may have closed the connection.
   * @returns `false` when the connection is over.
   */
  async function ask(
    connection: RawConnection,
    isWrong: boolean,
    mayBeLate: boolean,
  ): Promise<boolean> {
    try {
      // A connection may be closed before all is sent: what was answered counts.
      await connection.send(isWrong ? WRONG : GOOD).catch(() => {});
      const answer = await connection.answer();
      if (isEnding && answer.status === 503) {
        assertError(answer, 503, "temporarily_unavailable");
        return false;
      }
      if (isWrong) assertError(answer, 401, "invalid_client");
      else await assertToken(served, answer);
      count();
      return !saysClose(answer);
    } catch (error) {
      const isNothing = error instanceof BrokenAnswerError &&
        error.partial === "";
      if (isEnding && mayBeLate && isNothing) neverTakenUp++;
      else broken.push(`request: ${error}`);
      return false;
    }
  }

  /** Connects; `undefined` when nobody listens any more. */
  async function connect(): Promise<RawConnection | undefined> {
    try {
      return await RawConnection.open(served.base);
    } catch (error) {
      if (isEnding && error instanceof Deno.errors.ConnectionReset) {
        neverTakenUp++;
      } else if (
        !isEnding || !(error instanceof Deno.errors.ConnectionRefused)
      ) {
        broken.push(`connect: ${error}`);
      }
      return undefined;
    }
  }

  async function client(index: number): Promise<void> {
    const isWrong = index % WRONG_EVERY === 0;
    while (true) {
      using connection = await connect();
      if (connection === undefined) return;
      let askedAt = -Infinity;
      let isOpen = true;
      while (isOpen) {
        const mayBeLate = performance.now() - askedAt > LINGER_MILLISECONDS;
        askedAt = performance.now();
        isOpen = await ask(connection, isWrong, mayBeLate) && index < KEEPING;
      }
    }
  }

  await Promise.all(
    Array.from({ length: KEEPING + RECONNECTING }, (_, index) => client(index)),
  );
  return {
    answers,
    answersAfter: answers - answersBefore,
    neverTakenUp,
    broken,
  };
}
