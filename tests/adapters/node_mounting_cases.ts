/**
 * Where the request listener of node:http is mounted: alone, under a prefix,
 * behind parsers and behind whatever else is in front.
 *
 * @module
 */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { claimsOf } from "../fixtures.ts";
import {
  ask,
  assertServes,
  connect,
  eventsOf,
  testMounts,
} from "./node_targets.ts";
import {
  chunk,
  GOOD_BODY,
  GOOD_REQUEST,
  LAST_CHUNK,
  requestText,
} from "./request_text.ts";

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
