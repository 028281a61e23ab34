/**
 * Bodies of 50 MiB.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Case, Target } from "../case.ts";
import {
  assertAlive,
  assertError,
  assertUsableOrClosed,
} from "../expectations.ts";
import { RawConnection } from "../raw_http.ts";
import { chunk, LAST_CHUNK, toText } from "../requests.ts";
import { CHUNKED_HEAD } from "./bodies.ts";

const MIB = 2 ** 20;
const SIZE = 50 * MIB;

/** How many large bodies come at once. */
const CONCURRENT = 4;

const PIECE = "x".repeat(MIB);

async function sendLarge(
  target: Target,
  head: string,
  piece: string,
  end: string,
): Promise<void> {
  using connection = await RawConnection.open(target.base);
  await connection.send(head);
  const bytes = new TextEncoder().encode(piece);
  // The server may hang up in the middle; the answer is what counts.
  const sending = (async () => {
    for (let sent = 0; sent < SIZE; sent += MIB) await connection.send(bytes);
    await connection.send(end);
  })().catch(() => {});
  const answer = await connection.answer();
  assertError(answer, 413, "invalid_request");
  await sending;
  await assertUsableOrClosed(target, connection, answer);
}

/** The cases. */
export const LARGE_BODY_CASES: readonly Case[] = [
  {
    name: "50 MiB with a declared length are refused",
    async run(target) {
      const headers = { "content-length": String(SIZE) };
      await sendLarge(target, toText({ headers, body: "" }), PIECE, "");
      await assertAlive(target);
    },
  },
  {
    name: "50 MiB in chunks are refused",
    async run(target) {
      await sendLarge(target, CHUNKED_HEAD, chunk(PIECE), LAST_CHUNK);
      await assertAlive(target);
    },
  },
  {
    name: "50 MiB from fetch are refused, and the server keeps none of it",
    async run(target) {
      const before = target.peakMemory();
      const body = new Uint8Array(SIZE);
      await Promise.all(Array.from({ length: CONCURRENT }, async () => {
        const response = await fetch(`${target.base}/token`, {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body,
        });
        assertEquals(response.status, 413);
        assertEquals((await response.json()).error, "invalid_request");
      }));
      const after = target.peakMemory();
      if (before !== undefined && after !== undefined) {
        const grown = Math.round((after - before) / MIB);
        assert(grown < SIZE / MIB, `the process grew by ${grown} MiB`);
      }
    },
  },
];
