/**
 * The request listener of node:http in front of clients that do what they like.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import {
  assertServes,
  connect,
  eventsOf,
  NODE,
  tell,
  testMounts,
} from "./node_targets.ts";
import {
  chunk,
  GOOD_BODY,
  GOOD_REQUEST,
  LAST_CHUNK,
  requestText,
} from "./request_text.ts";

/** The whole request but its end. */
const HALF = GOOD_REQUEST.slice(0, -10);

/** As `HALF`, of a length that is not told. */
const HALF_CHUNKED = requestText({
  headers: ["Transfer-Encoding: chunked"],
  body: chunk(GOOD_BODY),
});

testMounts("a client that hangs up in mid-body", async (target) => {
  for (const half of [HALF, HALF_CHUNKED]) {
    for (const mount of ["abandoned", "late"]) {
      const connection = await connect(target, mount);
      await connection.send(half);
      connection.close();
      const [event] = await eventsOf(target, mount);
      assertEquals(event.type, "refused", `${mount} ${half}`);
      assertEquals(event.reason, "body_unreadable");
      await assertServes(target, mount);
      await eventsOf(target, mount);
    }
  }
});

testMounts("a client that hangs up before the answer", async (target) => {
  const wrong = GOOD_REQUEST.replace("foobar", "barfoo");
  const connection = await connect(target, "slowFailures");
  await connection.send(wrong);
  await tell(target, "verified/slowFailures");
  connection.close();
  const [event] = await eventsOf(target, "slowFailures");
  assertEquals(event.error, "invalid_client");
  await assertServes(target, "slowFailures");
});

testMounts(
  "RFC 9110 §15.5.9: a body that does not come: 408, and the end",
  async (target) => {
    for (const half of [HALF, HALF_CHUNKED]) {
      using connection = await connect(target, "impatient");
      await connection.send(half);
      const { status, headers } = await connection.answer();
      assertEquals(status, 408);
      assertEquals(headers.get("connection"), "close");
      assertEquals(await connection.end(), "");
    }
  },
);

testMounts(
  "RFC 9110 §15.5.14: a body too large: 413, then the next request or the end",
  async (target) => {
    // Deno takes seconds to give up the rest of one that fills the socket.
    const size = target.runtime === NODE ? 5_000_000 : 60_000;
    for (
      const request of [
        requestText({ body: `a=${"b".repeat(size)}` }),
        requestText({
          headers: ["Transfer-Encoding: chunked"],
          body: chunk("b".repeat(1_000)).repeat(size / 1_000) + LAST_CHUNK,
        }),
      ]
    ) {
      using connection = await connect(target, "http");
      const sent = connection.send(request).catch(() => {});
      assertEquals((await connection.answer()).status, 413);
      await sent;
      const next = await connection.send(GOOD_REQUEST)
        .then(() => connection.answer())
        .then(({ status }) => status, () => "the end");
      assert(next === 200 || next === "the end", String(next));
    }
  },
);
