/**
 * Bodies that do not come in time.
 *
 * @module
 */

import type { Case } from "../case.ts";
import { assertClosed, assertError, assertToken } from "../expectations.ts";
import { RawConnection } from "../raw_http.ts";
import { GOOD, GOOD_BODY } from "../requests.ts";
import { BODY_MILLISECONDS } from "../served.ts";
import { CHUNKED_HEAD } from "./bodies.ts";

/** The usual request without its end. */
const HALF = GOOD.slice(0, -Math.floor(GOOD_BODY.length / 2));

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The cases. */
export const SLOW_BODY_CASES: readonly Case[] = [
  {
    name: "a body that stops is answered with 408, and the rest is no request",
    async run(target) {
      const parts = [HALF, CHUNKED_HEAD, CHUNKED_HEAD + "5\r\nab"];
      await Promise.all(parts.map(async (part) => {
        using connection = await RawConnection.open(target.base);
        await connection.send(part);
        assertError(await connection.answer(), 408, "invalid_request");
        await connection.send(GOOD).catch(() => {});
        await assertClosed(connection);
      }));
    },
  },
  {
    name: "a body that trickles is answered with 408",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      await connection.send(CHUNKED_HEAD);
      let isAnswered = false;
      const trickling = (async () => {
        while (!isAnswered) {
          await connection.send("1\r\nx\r\n").catch(() => {});
          await pause(BODY_MILLISECONDS / 10);
        }
      })();
      try {
        assertError(await connection.answer(), 408, "invalid_request");
      } finally {
        isAnswered = true;
        await trickling;
      }
    },
  },
  {
    name: "a slow body is refused although one that began before it came whole",
    async run(target) {
      using first = await RawConnection.open(target.base);
      using second = await RawConnection.open(target.base);
      await first.send(HALF);
      await pause(BODY_MILLISECONDS / 3);
      await second.send(HALF);
      await pause(BODY_MILLISECONDS / 3);
      await first.send(GOOD.slice(HALF.length));
      await assertToken(target, await first.answer());
      first.close();
      assertError(await second.answer(), 408, "invalid_request");
    },
  },
];
