import { assertEquals, assertObjectMatch } from "@std/assert";
import {
  generateSigner,
  type KeyRing,
  type PublishedKeys,
} from "@mintmark/oauth";
import { ISSUER, NOW, read, SIGNER, testServer } from "../fixtures.ts";

const request = (method = "GET") => new Request(`${ISSUER}/jwks`, { method });

const OTHER = await generateSigner("EdDSA", { kid: "other" });

/** A ring that signs with one key and publishes what it is told. */
function ringOf(published: (now: number) => PublishedKeys): KeyRing {
  return { signer: () => SIGNER, published };
}

const { kty, crv, x, y } = SIGNER.publicJwk;

/** The entry of the test signer. */
const ENTRY = { kty, crv, x, y, kid: SIGNER.kid, alg: "ES256", use: "sig" };

Deno.test("RFC 7517 §5: GET answers with the JWK Set, for five minutes where the key never changes", async () => {
  const server = testServer();
  const { status, headers, body } = await read(
    await server.handleJwksRequest(request()),
  );
  assertEquals(status, 200);
  assertEquals(body, { keys: [ENTRY] });
  assertEquals(headers.get("content-type"), "application/json;charset=UTF-8");
  assertEquals(headers.get("cache-control"), "public, max-age=300");
});

Deno.test("RFC 9110 §9.3.2: HEAD answers as GET does, without a body", async () => {
  const server = testServer();
  const head = await server.handleJwksRequest(request("HEAD"));
  const get = await server.handleJwksRequest(request());
  await get.body?.cancel();
  assertEquals(head.status, 200);
  assertEquals(head.body, null);
  assertEquals([...head.headers], [...get.headers]);
});

Deno.test("the keys may be read by every page: CORS on the document, and its preflight", async () => {
  const server = testServer();
  const get = await server.handleJwksRequest(request());
  await get.body?.cancel();
  assertEquals(get.headers.get("access-control-allow-origin"), "*");
  const preflight = await server.handleJwksRequest(request("OPTIONS"));
  assertEquals([preflight.status, preflight.body], [204, null]);
  assertEquals(Object.fromEntries(preflight.headers), {
    "allow": "GET, HEAD, OPTIONS",
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD",
    "access-control-allow-headers": "Authorization, Content-Type",
    "access-control-max-age": "86400",
  });
});

for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
  Deno.test(`RFC 9110 §15.5.6: ${method} is answered with 405 and Allow`, async () => {
    const server = testServer();
    const { status, headers, body } = await read(
      await server.handleJwksRequest(request(method)),
    );
    assertEquals([status, headers.get("allow")], [405, "GET, HEAD, OPTIONS"]);
    assertEquals(body.error, "invalid_request");
    assertEquals(headers.get("cache-control"), "no-store");
  });
}

Deno.test("every published key is shown, in the order of the ring, which is told the time", async () => {
  const times: number[] = [];
  const server = testServer({
    keys: ringOf((now) => {
      times.push(now);
      return { keys: [OTHER.publicJwk, SIGNER.publicJwk], maxAge: 60 };
    }),
  });
  const { body } = await read(await server.handleJwksRequest(request()));
  assertEquals(body.keys.map(({ kid }: { kid: string }) => kid), [
    "other",
    SIGNER.kid,
  ]);
  assertEquals(times, [NOW]);
});

Deno.test("a ring without keys is an empty JWK Set", async () => {
  const server = testServer({
    keys: ringOf(() => ({ keys: [], maxAge: 60 })),
  });
  const { body } = await read(await server.handleJwksRequest(request()));
  assertEquals(body, { keys: [] });
});

for (
  const [maxAge, header] of [
    [60, "public, max-age=60"],
    [59.9, "public, max-age=59"],
    [0, "public, max-age=0"],
    [-5, "public, max-age=0"],
  ] as const
) {
  Deno.test(`the ring says how long its keys may be kept: ${maxAge} is ${header}`, async () => {
    const server = testServer({ keys: ringOf(() => ({ keys: [], maxAge })) });
    const { headers } = await read(await server.handleJwksRequest(request()));
    assertEquals(headers.get("cache-control"), header);
  });
}

Deno.test("what the ring publishes anew is shown at once", async () => {
  let published: PublishedKeys = { keys: [SIGNER.publicJwk], maxAge: 60 };
  const server = testServer({ keys: ringOf(() => published) });
  const first = await read(await server.handleJwksRequest(request()));
  published = { keys: [OTHER.publicJwk], maxAge: 30 };
  const second = await read(await server.handleJwksRequest(request()));
  assertEquals([first.body.keys[0].kid, second.body.keys[0].kid], [
    SIGNER.kid,
    "other",
  ]);
  assertEquals(second.headers.get("cache-control"), "public, max-age=30");
});

const LEAKY = {
  ...SIGNER.publicJwk,
  d: "private",
  p: "private",
  q: "private",
  dp: "private",
  dq: "private",
  qi: "private",
  oth: [{ d: "private" }],
  k: "private",
  "x-internal": "private",
};

Deno.test("a signer whose publicJwk wrongly holds private members leaks none", async () => {
  const server = testServer({ signer: { ...SIGNER, publicJwk: LEAKY } });
  const { body } = await read(await server.handleJwksRequest(request()));
  assertEquals(body, { keys: [ENTRY] });
});

Deno.test("a ring that wrongly publishes private members leaks none", async () => {
  const server = testServer({
    keys: ringOf(() => ({ keys: [LEAKY], maxAge: 60 })),
  });
  const { body } = await read(await server.handleJwksRequest(request()));
  assertEquals(body, { keys: [ENTRY] });
});

Deno.test("a ring that throws is 503 with Retry-After, and an event with the cause", async () => {
  const cause = new Error("no keys yet");
  const server = testServer({
    keys: ringOf(() => {
      throw cause;
    }),
  });
  for (const method of ["GET", "HEAD"]) {
    const response = await server.handleJwksRequest(request(method));
    await response.body?.cancel();
    assertEquals(response.status, 503);
    assertEquals(response.headers.get("retry-after"), "1");
    assertEquals(response.headers.get("cache-control"), "no-store");
    assertObjectMatch(server.events.pop()!, {
      type: "failed",
      time: NOW,
      error: "temporarily_unavailable",
      reason: "key_ring_failed",
      cause,
    });
  }
});
