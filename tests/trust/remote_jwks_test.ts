/** The key set of a URL that the operator wrote, on a real server. @module */

import { assert, assertEquals, assertThrows } from "@std/assert";
import type { KeySetError } from "../../src/trust/key_set_error.ts";
import { remoteJwks } from "../../src/trust/remote_jwks.ts";
import { keySet, keySetServer, kidsOf, LOCAL, NOW } from "./key_set_server.ts";

Deno.test("remoteJwks: RFC 7517 §5: keys of a real server verify what their owner signed", async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    false,
    ["sign", "verify"],
  );
  const jwk = await crypto.subtle.exportKey("jwk", publicKey);
  await using server = keySetServer(() =>
    new Response(JSON.stringify({ keys: [{ ...jwk, kid: "k" }] }), {
      headers: { "content-type": "application/jwk-set+json" },
    })
  );
  const keys = await remoteJwks(server.url, LOCAL).keys({ now: NOW }, "k");
  const [found] = keys.candidates({ alg: "ES256", kid: "k" });
  const data = new TextEncoder().encode("data");
  const signature = new Uint8Array(
    await crypto.subtle.sign(
      { name: "ECDSA", hash: "SHA-256" },
      privateKey,
      data,
    ),
  );
  assertEquals(await found!.verify(data, signature), true);
  assertEquals(await found!.verify(data, signature.fill(1)), false);
});

Deno.test("remoteJwks: makes no connection before it is asked", async () => {
  await using server = keySetServer(() => keySet(["a"]));
  const jwks = remoteJwks(server.url, LOCAL);
  assertEquals(server.asked, []);
  await jwks.keys({ now: NOW });
  assertEquals(server.asked, ["/jwks"]);
});

Deno.test("remoteJwks: asks by GET, for a key set or JSON, without credentials", async () => {
  await using server = keySetServer((request) => {
    assertEquals(request.method, "GET");
    assertEquals(
      request.headers.get("accept"),
      "application/jwk-set+json, application/json",
    );
    for (const name of ["cookie", "authorization", "referer"]) {
      assertEquals(request.headers.get(name), null);
    }
    return keySet(["a"]);
  });
  const keys = await remoteJwks(server.url, LOCAL).keys({ now: NOW });
  assertEquals(kidsOf(keys), ["a"]);
});

Deno.test("remoteJwks: RFC 9111 §5.2.2.1: a server that rotates is asked again when its max-age is over", async () => {
  await using server = keySetServer(() =>
    keySet(["a"], { "cache-control": "public, max-age=120" })
  );
  const jwks = remoteJwks(server.url, LOCAL);
  await jwks.keys({ now: NOW });
  server.answer = () => keySet(["b"]);
  assertEquals(kidsOf(await jwks.keys({ now: NOW + 119 })), ["a"]);
  assertEquals(kidsOf(await jwks.keys({ now: NOW + 120 })), ["b"]);
  assertEquals(server.asked.length, 2);
});

Deno.test("remoteJwks: a key ID that is not known is looked for at once, and a flood of them asks once in a cool-down", async () => {
  await using server = keySetServer(() => keySet(["a"]));
  const jwks = remoteJwks(server.url, LOCAL);
  await jwks.keys({ now: NOW });
  server.answer = () => keySet(["a", "b"]);
  for (let i = 0; i < 500; i++) {
    const keys = await jwks.keys({ now: NOW + i / 10 }, `unknown ${i}`);
    assert(keys.candidates({ alg: "ES256", kid: `unknown ${i}` }).length === 0);
  }
  assertEquals(server.asked.length, 2);
  assertEquals(kidsOf(await jwks.keys({ now: NOW + 50 }, "b")), ["a", "b"]);
  assertEquals(server.asked.length, 2);
});

Deno.test("remoteJwks: a server that goes down and comes back: its old keys hold meanwhile, then the new ones", async () => {
  const failures: KeySetError[] = [];
  await using server = keySetServer(() => keySet(["a"]));
  const jwks = remoteJwks(server.url, {
    ...LOCAL,
    onFailure: (error) => failures.push(error),
  });
  await jwks.keys({ now: NOW });
  server.answer = () => new Response("down", { status: 503 });
  assertEquals(kidsOf(await jwks.keys({ now: NOW + 600 })), ["a"]);
  assertEquals(kidsOf(await jwks.keys({ now: NOW + 700 }, "b")), ["a"]);
  assertEquals(failures.map(({ reason, evidence }) => [reason, evidence]), [
    ["key_set_status", { host: "127.0.0.1", status: 503 }],
    ["key_set_status", { host: "127.0.0.1", status: 503 }],
  ]);
  server.answer = () => keySet(["b"]);
  assertEquals(kidsOf(await jwks.keys({ now: NOW + 711 }, "b")), ["b"]);
});

Deno.test("remoteJwks: an empty set is a set, so that its owner can withdraw every key", async () => {
  await using server = keySetServer(() => keySet(["a"]));
  const jwks = remoteJwks(server.url, LOCAL);
  await jwks.keys({ now: NOW });
  server.answer = () => keySet([]);
  assertEquals(kidsOf(await jwks.keys({ now: NOW + 600 })), []);
});

Deno.test("remoteJwks: toKeys decides what becomes of a set", async () => {
  await using server = keySetServer(() =>
    Response.json({ keys: [{ kty: "EC", kid: "a", use: "jwt-svid" }], more: 1 })
  );
  const none = { candidates: () => [] };
  const seen: unknown[] = [];
  const jwks = remoteJwks(server.url, {
    ...LOCAL,
    toKeys: (jwks) => (seen.push(jwks), none),
  });
  assertEquals(await jwks.keys({ now: NOW }, "a"), none);
  assertEquals(seen, [{ keys: [{ kty: "EC", kid: "a", use: "jwt-svid" }] }]);
});

Deno.test("remoteJwks: a URL that may not be fetched is refused when it is configured", () => {
  const cases: readonly [url: string, sentence: string][] = [
    ["keys.example.com", "must be an absolute URL"],
    ["http://keys.example.com/", "must use https"],
    ["http://localhost/", "allowInsecureLoopback: true"],
    ["https://10.0.0.1/", "has an address that is not public"],
    ["https://keys.internal/", "inside of a network"],
  ];
  for (const [url, sentence] of cases) {
    const error = assertThrows(() => remoteJwks(url), TypeError);
    assert(error.message.startsWith("the URL of the key set "), error.message);
    assert(error.message.includes(sentence), error.message);
  }
});

Deno.test("remoteJwks: a wrong option is refused by its name", () => {
  const wrong: Record<string, unknown> = {
    fetch: "fetch",
    resolve: {},
    onFailure: 1,
    toKeys: [],
    allowPrivateAddress: 1,
    allowInsecureLoopback: "yes",
    maxBytes: 0,
    fetchMilliseconds: 60_001,
    minFreshSeconds: 0.5,
    maxFreshSeconds: "10",
    staleSeconds: -1,
    cooldownSeconds: 0,
    retrySeconds: NaN,
    maxFetches: 1,
  };
  for (const [name, value] of Object.entries(wrong)) {
    const error = assertThrows(
      () => remoteJwks("https://keys.example.com/", { [name]: value }),
      TypeError,
    );
    assert(error.message.startsWith(name), error.message);
  }
  assertThrows(
    () => remoteJwks("https://keys.example.com/", { maxFreshSeconds: 10 }),
    TypeError,
    "minFreshSeconds must not exceed maxFreshSeconds",
  );
});
