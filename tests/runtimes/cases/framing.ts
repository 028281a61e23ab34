/**
 * Messages whose beginning and end are in doubt: what one server reads as a
 * body must not be read as a request by another (request smuggling).
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Case, Target } from "../case.ts";
import { assertAlive } from "../expectations.ts";
import { RawConnection } from "../raw_http.ts";
import { chunk, GOOD_BODY, LAST_CHUNK, toText } from "../requests.ts";

/** What a smuggler hides in a body; it would be answered with 404. */
const HIDDEN = toText({ method: "GET", target: "/hidden" });

/** Sends a text and returns the status codes of all answers to it. */
async function statusCodes(target: Target, text: string): Promise<number[]> {
  using connection = await RawConnection.open(target.base);
  await connection.send(text).catch(() => {});
  await connection.endSending().catch(() => {});
  const everything = await connection.end();
  await assertAlive(target);
  return [...everything.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) =>
    Number(code)
  );
}

/** Asserts that a message is refused whole: nothing in it is a second one. */
async function assertRefusedWhole(target: Target, text: string) {
  const codes = await statusCodes(target, text);
  assert(
    codes.length === 0 || (codes.length === 1 && codes[0]! >= 400),
    `answered with ${codes.join(", ")}`,
  );
}

/** The cases. */
export const FRAMING_CASES: readonly Case[] = [
  {
    name:
      "RFC 9112 §6.3: Content-Length beside Transfer-Encoding hides no request",
    async run(target) {
      const body = chunk(GOOD_BODY) + LAST_CHUNK;
      // By the length, the hidden request is outside; by the chunks, inside.
      const [shorter] = await statusCodes(
        target,
        toText({
          headers: { "transfer-encoding": "chunked", "content-length": "4" },
          body: chunk(`${GOOD_BODY}&x=${HIDDEN}`) + LAST_CHUNK,
        }),
      );
      assert(shorter === 200 || shorter === 400, `${shorter}`);
      // By the length, the hidden request is inside; by the chunks, outside.
      const codes = await statusCodes(
        target,
        toText({
          headers: {
            "transfer-encoding": "chunked",
            "content-length": String(body.length + HIDDEN.length),
          },
          body: body + HIDDEN,
        }),
      );
      assertEquals(codes.length, 1, `answered with ${codes.join(", ")}`);
    },
  },
  {
    name: "RFC 9112 §6.3: two lengths that differ are refused",
    run: (target) =>
      assertRefusedWhole(
        target,
        toText({
          headers: { "content-length": ["4", String(GOOD_BODY.length)] },
          body: GOOD_BODY + HIDDEN,
        }),
      ),
  },
  {
    name: "RFC 9112 §6.3: a length that is no number is refused",
    async run(target) {
      for (
        const length of ["-1", "0x10", "+5", "1,2", "18446744073709551620"]
      ) {
        await assertRefusedWhole(
          target,
          toText({ headers: { "content-length": length }, body: GOOD_BODY }),
        );
      }
    },
  },
  {
    name: "RFC 9112 §7.1: a chunk size that is no number is refused",
    run: (target) =>
      assertRefusedWhole(
        target,
        toText({
          headers: { "transfer-encoding": "chunked" },
          body: `xyz\r\n${GOOD_BODY}\r\n${LAST_CHUNK}${HIDDEN}`,
        }),
      ),
  },
  {
    name: "RFC 9112 §6.1: an unknown transfer coding is refused",
    run: (target) =>
      assertRefusedWhole(
        target,
        toText({
          headers: { "transfer-encoding": "gzip" },
          body: GOOD_BODY + HIDDEN,
        }),
      ),
  },
  {
    name: "a head of 1 MiB is refused",
    run: (target) =>
      assertRefusedWhole(
        target,
        toText({ headers: { "x-long": "x".repeat(2 ** 20) }, body: GOOD_BODY }),
      ),
  },
  {
    name: "what is not HTTP is refused",
    run: (target) => assertRefusedWhole(target, "\x16\x03\x01 hello\r\n\r\n"),
  },
];
