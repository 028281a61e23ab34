// The request listener of node:http, where it is mounted: alone, under a
// prefix, behind parsers, and in front of clients that do what they like.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { claimsOf } from "../fixtures.ts";
import type { RawAnswer } from "../runtimes/raw_http.ts";
import { connect, eventsOf, type Target, testMounts } from "./node_targets.ts";
import {
  chunk,
  GOOD_BODY,
  GOOD_REQUEST,
  LAST_CHUNK,
  requestText,
} from "./request_text.ts";

/** Sends one request to a mount and reads the answer. */
async function ask(
  target: Target,
  mount: string,
  request: string,
): Promise<RawAnswer> {
  using connection = await connect(target, mount);
  await connection.send(request);
  return await connection.answer(request.slice(0, request.indexOf(" ")));
}

async function assertServes(target: Target, mount: string): Promise<void> {
  assertEquals((await ask(target, mount, GOOD_REQUEST)).status, 200);
}

testMounts("a token, and who asked for it", async (target) => {
  const { status, headers, body } = await ask(target, "http", GOOD_REQUEST);
  assertEquals(status, 200);
  assertEquals(headers.get("content-type"), "application/json;charset=UTF-8");
  assertEquals(headers.get("cache-control"), "no-store");
  assertEquals(headers.get("content-length"), String(body.length));
  const { address, certificate } = claimsOf(JSON.parse(body).access_token);
  assertEquals(address, "127.0.0.1");
  assertEquals(certificate, undefined);
});

testMounts(
  "RFC 9112 §3.2.2: a target in absolute form, and one with a query",
  async (target) => {
    for (const form of ["http://127.0.0.1/token", "/token?a=b"]) {
      const request = requestText({ target: form, body: GOOD_BODY });
      assertEquals((await ask(target, "http", request)).status, 200, form);
    }
  },
);

testMounts(
  "HEAD and OPTIONS leave the connection in order",
  async (target) => {
    using connection = await connect(target, "http");
    const origin = "Origin: https://app.example.com";
    for (
      const [method, path, status] of [
        ["HEAD", "/jwks", 200],
        ["OPTIONS", "/jwks", 204],
        ["HEAD", "/token", 405],
        ["OPTIONS", "/token", 204],
        ["HEAD", "/nowhere", 404],
        ["GET", "/token", 405],
      ] as const
    ) {
      const request = { method, target: path, headers: [origin] };
      await connection.send(requestText(request));
      const answer = await connection.answer(method);
      assertEquals(answer.status, status, `${method} ${path}`);
      if (status === 405) {
        assertEquals(answer.headers.get("allow"), "POST, OPTIONS");
      }
    }
    await connection.send(GOOD_REQUEST);
    assertEquals((await connection.answer()).status, 200);
  },
);

testMounts("404 for an unknown path, without next", async (target) => {
  const request = requestText({ target: "/nowhere", body: GOOD_BODY });
  const { status, body } = await ask(target, "http", request);
  assertEquals(status, 404);
  assertEquals(JSON.parse(body).error, "invalid_request");
});

testMounts(
  "Express: under a prefix by originalUrl, other paths go on to next",
  async (target) => {
    for (
      const [path, status] of [
        ["/tenants/one/token", 200],
        ["/token", 418],
        ["/tenants/one/nowhere", 418],
      ] as const
    ) {
      const request = requestText({ target: path, body: GOOD_BODY });
      assertEquals((await ask(target, "prefix", request)).status, status, path);
    }
  },
);

testMounts(
  "a body that a parser has read: 500, and an event that says where to mount",
  async (target) => {
    const answer = await ask(target, "parsed", GOOD_REQUEST);
    assertEquals(answer.status, 500);
    assertEquals(JSON.parse(answer.body).error, "server_error");
    const [event] = await eventsOf(target, "parsed");
    assertEquals(event.type, "failed");
    assertEquals(event.reason, "body_already_read");
    assertMatch(event.cause, /mount .* in front of whatever parses bodies/);
  },
);

testMounts(
  "an empty body that a parser has read is empty all the same",
  async (target) => {
    for (
      const request of [
        requestText({ body: "" }),
        requestText({
          headers: ["Transfer-Encoding: chunked"],
          body: LAST_CHUNK,
        }),
      ]
    ) {
      assertEquals((await ask(target, "parsed", request)).status, 400);
      const [event] = await eventsOf(target, "parsed");
      assertEquals(event.reason, "grant_type_missing");
    }
  },
);

testMounts("a body that a parser has kept in rawBody", async (target) => {
  for (const mount of ["rawBytes", "rawText"]) {
    await assertServes(target, mount);
    const encoded = "Transfer-Encoding: chunked";
    const chunked = { headers: [encoded], body: chunk(GOOD_BODY) + LAST_CHUNK };
    assertEquals(
      (await ask(target, mount, requestText(chunked))).status,
      200,
    );
    const twice = { body: `${GOOD_BODY}&client_id=test-client` };
    const { status, body } = await ask(target, mount, requestText(twice));
    assertEquals(status, 400);
    assertEquals(JSON.parse(body).error, "invalid_request");
    const large = { body: `${GOOD_BODY}&a=${"b".repeat(20_000)}` };
    assertEquals((await ask(target, mount, requestText(large))).status, 413);
  }
});

testMounts(
  "something in front that decodes the body does no harm",
  async (target) => {
    await assertServes(target, "decoded");
    for (const pieces of [[GOOD_BODY], [...GOOD_BODY]]) {
      const request = requestText({
        headers: ["Transfer-Encoding: chunked"],
        body: pieces.map(chunk).join("") + LAST_CHUNK,
      });
      assertEquals((await ask(target, "decoded", request)).status, 200);
    }
    using connection = await connect(target, "decoded");
    const { length } = GOOD_REQUEST;
    await connection.send(GOOD_REQUEST.slice(0, length - 5));
    await connection.send(GOOD_REQUEST.slice(length - 5));
    assertEquals((await connection.answer()).status, 200);
  },
);

testMounts(
  "something in front that spoils the answer costs one connection only",
  async (target) => {
    using connection = await connect(target, "unanswerable");
    await connection.send(GOOD_REQUEST);
    assertEquals(await connection.end(), "");
    await assertServes(target, "http");
  },
);

testMounts(
  "two Authorization headers are two, not the first of them",
  async (target) => {
    const request = requestText({
      headers: [
        `Authorization: Basic ${btoa("test-client:foobar")}`,
        `Authorization: Basic ${btoa("other:secret")}`,
      ],
      body: "grant_type=client_credentials",
    });
    const { status, headers, body } = await ask(target, "http", request);
    assertEquals(status, 401);
    assertStringIncludes(headers.get("www-authenticate")!, "Basic");
    assertEquals(JSON.parse(body).error, "invalid_client");
  },
);

/** The whole request but its end. */
const HALF = GOOD_REQUEST.slice(0, -10);

/** As `HALF`, of a length that is not told. */
const HALF_CHUNKED = requestText({
  headers: ["Transfer-Encoding: chunked"],
  body: chunk(GOOD_BODY),
});

testMounts("a client that hangs up in mid-body", async (target) => {
  for (const half of [HALF, HALF_CHUNKED]) {
    for (const mount of ["http", "late"]) {
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
  "RFC 9110 §15.5.14: a body too large: 413, and the connection is in order or ends",
  async (target) => {
    const large = `${GOOD_BODY}&a=${"b".repeat(100_000)}`;
    const pieces = Array.from(
      { length: 50 },
      (_, number) => chunk(large.slice(number * 2_000, (number + 1) * 2_000)),
    );
    for (
      const request of [
        requestText({ body: large }),
        requestText({
          headers: ["Transfer-Encoding: chunked"],
          body: pieces.join("") + LAST_CHUNK,
        }),
      ]
    ) {
      using connection = await connect(target, "http");
      await connection.send(request);
      assertEquals((await connection.answer()).status, 413);
      const next = await connection.send(GOOD_REQUEST)
        .then(() => connection.answer())
        .then(({ status }) => status, (error) => error.name);
      assertEquals(
        ["BrokenAnswerError", 200].includes(next),
        true,
        String(next),
      );
    }
  },
);

testMounts("the process is still there", async ({ program }) => {
  const { success } = await program.stop();
  assertEquals(success, true, program.output);
}, { isLast: true });
