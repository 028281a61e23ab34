/**
 * Bodies that are chunked, asked for, or broken off.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Case } from "../case.ts";
import {
  assertAlive,
  assertError,
  assertToken,
  assertUsableOrClosed,
} from "../expectations.ts";
import { RawConnection } from "../raw_http.ts";
import { chunk, GOOD, GOOD_BODY, LAST_CHUNK, toText } from "../requests.ts";

const CHUNKED = { "transfer-encoding": "chunked" };

/** The head of a chunked request. */
export const CHUNKED_HEAD: string = toText({ headers: CHUNKED, body: "" });

/** The head of the usual request, with its length. */
const LENGTH_HEAD = GOOD.slice(0, -GOOD_BODY.length);

/** The cases. */
export const BODY_CASES: readonly Case[] = [
  {
    name: "RFC 9112 §7.1: a chunked body, one byte to a chunk, is read",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      const chunks = [...GOOD_BODY].map(chunk).join("");
      await connection.send(CHUNKED_HEAD + chunks + LAST_CHUNK);
      await assertToken(target, await connection.answer());
      await connection.send(GOOD);
      await assertToken(target, await connection.answer());
    },
  },
  {
    name: "RFC 9112 §7.1.1: chunk extensions are read over",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      const extended = chunk(GOOD_BODY).replace("\r\n", ";name=value\r\n");
      await connection.send(CHUNKED_HEAD + extended + LAST_CHUNK);
      await assertToken(target, await connection.answer());
      await connection.send(GOOD);
      await assertToken(target, await connection.answer());
    },
  },
  {
    name: "RFC 9112 §7.1.2: trailers are read over",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      await connection.send(
        CHUNKED_HEAD + chunk(GOOD_BODY) + "0\r\nx-trailer: 1\r\n\r\n",
      );
      await assertToken(target, await connection.answer());
      await connection.send(GOOD);
      await assertToken(target, await connection.answer());
    },
  },
  {
    name: "a body that comes byte by byte is read",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      await connection.send(LENGTH_HEAD);
      for (const byte of GOOD_BODY) await connection.send(byte);
      await assertToken(target, await connection.answer());
      await connection.send(CHUNKED_HEAD);
      for (const byte of GOOD_BODY) await connection.send(chunk(byte));
      await connection.send(LAST_CHUNK);
      await assertToken(target, await connection.answer());
    },
  },
  {
    name: "RFC 9110 §10.1.1: a client that waits for 100 Continue gets it",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      await connection.send(
        LENGTH_HEAD.replace("\r\n", "\r\nexpect: 100-continue\r\n"),
      );
      assertEquals((await connection.interim()).status, 100);
      await connection.send(GOOD_BODY);
      await assertToken(target, await connection.answer());
    },
  },
  {
    name: "a chunked body one byte too long is refused",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      await connection.send(CHUNKED_HEAD + chunk("x=".padEnd(16_385, "y")));
      const sending = connection.send(LAST_CHUNK).catch(() => {});
      const answer = await connection.answer();
      assertError(answer, 413, "invalid_request");
      await sending;
      await assertUsableOrClosed(target, connection, answer);
    },
  },
  {
    name: "a chunked body of the greatest length is read",
    async run(target) {
      using connection = await RawConnection.open(target.base);
      const body = `${GOOD_BODY}&x=`.padEnd(16_384, "y");
      await connection.send(CHUNKED_HEAD + chunk(body) + LAST_CHUNK);
      await assertToken(target, await connection.answer());
    },
  },
  {
    name: "a client that hangs up within a body harms nobody",
    async run(target) {
      for (
        const part of [LENGTH_HEAD, CHUNKED_HEAD, CHUNKED_HEAD + "5\r\nab"]
      ) {
        const connection = await RawConnection.open(target.base);
        await connection.send(part);
        connection.close();
      }
      await assertAlive(target);
    },
  },
  {
    name: "a client that ends its side within a body gets no token",
    async run(target) {
      for (
        const part of [LENGTH_HEAD + "grant_type=", CHUNKED_HEAD + "5\r\n"]
      ) {
        using connection = await RawConnection.open(target.base);
        await connection.send(part);
        await connection.endSending();
        const rest = await connection.end();
        assert(rest === "" || rest.startsWith("HTTP/1.1 400 "), rest);
      }
      await assertAlive(target);
    },
  },
  {
    name: "a client that hangs up before its answer harms nobody",
    async run(target) {
      for (let i = 0; i < 20; i++) {
        const connection = await RawConnection.open(target.base);
        await connection.send(GOOD);
        connection.close();
      }
      await assertAlive(target);
    },
  },
];
