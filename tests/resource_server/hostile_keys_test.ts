// The verifier against a server of keys that dawdles, lies and leads astray:
// nothing of it lets anybody in, nothing of it lasts.

import { assertEquals } from "@std/assert";
import {
  type Behaviour,
  json,
  keySet,
  KeySetServer,
  raw,
  silent,
} from "./key_set_server.ts";
import { FIRST, METADATA, RemoteIssuer } from "./remote_issuer.ts";

const KEYS = JSON.stringify({ keys: [FIRST.publicJwk] });
const OK = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/** Writes for ever, as long as somebody reads. */
const endless: Behaviour = async (connection) => {
  const piece = new TextEncoder().encode(
    `2000\r\n${" ".repeat(0x2000)}\r\n`,
  );
  const head = new TextEncoder().encode(
    `${OK}transfer-encoding: chunked\r\n\r\n`,
  );
  await connection.write(head);
  while (true) await connection.write(piece);
};

/** Writes one byte after the other, and never comes to an end. */
const drop: Behaviour = async (connection) => {
  const bytes = new TextEncoder().encode(`${OK}\r\n`);
  await connection.write(bytes);
  while (true) {
    await connection.write(new Uint8Array([32]));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const CASES: Readonly<Record<string, Behaviour>> = {
  "never answers": silent,
  "answers a byte at a time": drop,
  "hangs up": raw(""),
  "breaks off in its head": raw("HTTP/1.1 200 OK\r\ncontent-"),
  "speaks no HTTP": raw("hello\r\n\r\n"),
  "says that it is longer than it is": raw(
    `${OK}content-length: ${KEYS.length + 1}\r\n\r\n${KEYS}`,
  ),
  "says that it is shorter than it is": raw(
    `${OK}content-length: ${
      KEYS.length - 1
    }\r\nconnection: close\r\n\r\n${KEYS}`,
  ),
  "answers with too much, and says so": keySet(
    Array.from({ length: 400 }, () => FIRST.publicJwk),
  ),
  "answers without end": endless,
  "answers with 404": json({}),
  "answers with 500": raw(
    "HTTP/1.1 500 Oops\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
  ),
  "answers with 206": raw(
    `HTTP/1.1 206 Part\r\ncontent-length: ${KEYS.length}\r\nconnection: close\r\n\r\n${KEYS}`,
  ),
  "answers with HTML": raw(
    `${OK}content-length: 6\r\nconnection: close\r\n\r\n<html>`,
  ),
  "answers with a list": raw(
    `${OK}content-length: 2\r\nconnection: close\r\n\r\n[]`,
  ),
  "answers with what is no text": raw(
    `${OK}content-length: 3\r\nconnection: close\r\n\r\n\u{fffd}`,
  ),
};

for (const [what, behaviour] of Object.entries(CASES)) {
  Deno.test(`hostile keys: a server that ${what} is 503, and forgiven`, async () => {
    await using issuer = new RemoteIssuer();
    issuer.server.behaviour = async (connection, path) =>
      await (path === METADATA
        ? json({ [METADATA]: issuer.metadata })
        : behaviour)(connection, path);
    assertEquals(await issuer.ask(), "503 keys_unavailable");
    issuer.publish(FIRST);
    issuer.time += 11;
    assertEquals(await issuer.ask(), "test-client");
  });
}

for (const status of [301, 302, 303, 307, 308]) {
  Deno.test(`hostile keys: a redirect (${status}) is not followed`, async () => {
    await using issuer = new RemoteIssuer();
    await using other = new KeySetServer(keySet([FIRST.publicJwk]));
    issuer.server.behaviour = async (connection, path) =>
      await (path === METADATA ? json({ [METADATA]: issuer.metadata }) : raw(
        `HTTP/1.1 ${status} Go\r\nlocation: ${other.origin}/jwks\r\n` +
          "content-length: 0\r\nconnection: close\r\n\r\n",
      ))(connection, path);

    assertEquals(await issuer.ask(), "503 keys_unavailable");
    assertEquals(other.requests, []);
  });
}

Deno.test("hostile keys, RFC 8414 §3.3: metadata of another issuer count for nothing", async () => {
  await using issuer = new RemoteIssuer();
  await using other = new KeySetServer(keySet([FIRST.publicJwk]));
  for (
    const metadata of [
      { issuer: other.origin, jwks_uri: `${other.origin}/jwks` },
      { issuer: `${issuer.server.origin}/`, jwks_uri: `${other.origin}/jwks` },
      { jwks_uri: `${other.origin}/jwks` },
      { issuer: issuer.server.origin },
    ]
  ) {
    const documents = {
      [METADATA]: metadata,
      "/.well-known/openid-configuration": metadata,
    };
    issuer.server.behaviour = json(documents);
    assertEquals(await issuer.ask(), "503 keys_unavailable");
    issuer.time += 11;
  }
  assertEquals(other.requests, []);
});
