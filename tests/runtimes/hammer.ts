/**
 * Clients that ask without a pause while their server ends.
 *
 * @module
 */

import { assertError, assertToken, saysClose } from "./expectations.ts";
import { RawConnection } from "./raw_http.ts";
import { formOf, GOOD, toText } from "./requests.ts";
import type { Served } from "./served.ts";
import { HOW_TO } from "./servers/clients.ts";

/** What the clients saw. */
export interface HammerOutcome {
  /** How many whole answers there were after the server was told to end. */
  readonly answersAfter: number;
  /** What went wrong; a refused connection is no wrong. */
  readonly broken: readonly string[];
}

/** How many clients keep their connection. */
const KEEPING = 40;

/** How many clients make a new connection for each request. */
const RECONNECTING = 10;

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
  let isEnding = false;
  let answersAfter = 0;

  /** Asks once; `false` when the connection is over. */
  async function ask(
    connection: RawConnection,
    isFirst: boolean,
    isWrong: boolean,
  ): Promise<boolean> {
    try {
      await connection.send(isWrong ? WRONG : GOOD);
      const answer = await connection.answer();
      if (isWrong) assertError(answer, 401, "invalid_client");
      else await assertToken(served, answer);
      answers++;
      if (isEnding) answersAfter++;
      else if (answers === answersBefore) {
        isEnding = true;
        served.terminate();
      }
      return !saysClose(answer);
    } catch (error) {
      broken.push(`${isFirst ? "first" : "later"} request: ${error}`);
      return false;
    }
  }

  async function client(index: number): Promise<void> {
    const mayKeep = index < KEEPING;
    const isWrong = index % 5 === 0;
    while (true) {
      let connection: RawConnection;
      try {
        connection = await RawConnection.open(served.base);
      } catch (error) {
        if (!(isEnding && error instanceof Deno.errors.ConnectionRefused)) {
          broken.push(`connect: ${error}`);
        }
        return;
      }
      let isFirst = true;
      while (await ask(connection, isFirst, isWrong) && mayKeep) {
        isFirst = false;
      }
      connection.close();
    }
  }

  await Promise.all(
    Array.from({ length: KEEPING + RECONNECTING }, (_, i) => client(i)),
  );
  return { answersAfter, broken };
}
