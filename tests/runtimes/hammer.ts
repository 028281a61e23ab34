/**
 * Clients that ask without a pause while their server ends.
 *
 * @module
 */

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
   * How many first requests of a connection got nothing, not a byte: the
   * kernel had accepted the connection, and the server ended before it did.
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

  /** Asks once; `false` when the connection is over. */
  async function ask(
    connection: RawConnection,
    isFirst: boolean,
    isWrong: boolean,
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
      if (isEnding && isFirst && isNothing) neverTakenUp++;
      else broken.push(`${isFirst ? "first" : "later"} request: ${error}`);
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
      let isFirst = true;
      while (await ask(connection, isFirst, isWrong) && index < KEEPING) {
        isFirst = false;
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
