/** From an issuer to its keys, on a real server. @module */

import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  discoveredJwks,
  discoveredJwksCache,
} from "../../src/trust/discovery.ts";
import {
  type Answer,
  keySet,
  keySetServer,
  kidsOf,
  LOCAL,
  NOW,
  reasonOf,
} from "./key_set_server.ts";

const NOT_FOUND: Answer = () => new Response(null, { status: 404 });
const OAUTH = "/.well-known/oauth-authorization-server";
const OPENID = "/.well-known/openid-configuration";

/** Answers by path. */
function site(paths: Record<string, Answer>): Answer {
  return (request) =>
    (paths[new URL(request.url).pathname] ?? NOT_FOUND)(request);
}

/** Metadata of an issuer on the server that is asked. */
function metadata(path = "", change: Record<string, unknown> = {}): Answer {
  return ({ url }) => {
    const { origin } = new URL(url);
    return Response.json({
      issuer: origin + path,
      jwks_uri: `${origin}/jwks`,
      ...change,
    });
  };
}

const JWKS: Answer = () => keySet(["a"]);

Deno.test("discoveredJwks: RFC 8414 §3.1, §5: finds the metadata inserted before the path, then appended to it", async () => {
  const cases: readonly [
    path: string,
    wellKnown: string,
    asked: readonly string[],
  ][] = [
    ["", OAUTH, [OAUTH]],
    ["", OPENID, [OAUTH, OPENID]],
    ["/", OAUTH, [OAUTH]],
    ["/", OPENID, [OAUTH, OPENID]],
    ["/t/1", `${OAUTH}/t/1`, [`${OAUTH}/t/1`]],
    ["/t/1", `/t/1${OPENID}`, [`${OAUTH}/t/1`, `/t/1${OPENID}`]],
    ["/t/1/", `${OAUTH}/t/1`, [`${OAUTH}/t/1`]],
    ["/t/1/", `/t/1${OPENID}`, [`${OAUTH}/t/1`, `/t/1${OPENID}`]],
  ];
  for (const [path, wellKnown, asked] of cases) {
    await using server = keySetServer(
      site({ [wellKnown]: metadata(path), "/jwks": JWKS }),
    );
    const jwks = discoveredJwks(server.origin + path, LOCAL);
    assertEquals(kidsOf(await jwks.keys({ now: NOW })), ["a"]);
    assertEquals(server.asked, [...asked, "/jwks"]);
  }
});

Deno.test("discoveredJwks: RFC 8414 §3.3: the metadata's issuer is the configured one, byte for byte", async () => {
  const others: readonly unknown[] = [
    "http://127.0.0.1",
    "https://issuer.example.com",
    undefined,
    null,
    7,
    ["http://127.0.0.1"],
  ];
  for (const issuer of others) {
    await using server = keySetServer(
      site({ [OAUTH]: metadata("", { issuer }), "/jwks": JWKS }),
    );
    const jwks = discoveredJwks(server.origin, LOCAL);
    assertEquals(
      await reasonOf(jwks.keys({ now: NOW })),
      "key_set_issuer_mismatch",
      String(issuer),
    );
    assert(!server.asked.includes("/jwks"));
  }
  const slashes: readonly [configured: string, said: string][] = [
    ["/", ""],
    ["", "/"],
    ["/t", "/T"],
    ["/t", "/t/"],
  ];
  for (const [configured, said] of slashes) {
    const answer = metadata(said);
    await using server = keySetServer((request) =>
      request.url.includes(".well-known") ? answer(request) : JWKS(request)
    );
    const jwks = discoveredJwks(server.origin + configured, LOCAL);
    assertEquals(
      await reasonOf(jwks.keys({ now: NOW })),
      "key_set_issuer_mismatch",
    );
  }
});

Deno.test("discoveredJwks: what is no metadata at the first place does not hide the second", async () => {
  const useless: readonly Answer[] = [
    NOT_FOUND,
    () => new Response("<html>"),
    () => new Response(null, { status: 302, headers: { location: "/" } }),
    () => new Response(null, { status: 500 }),
    metadata("/other"),
    metadata("", { jwks_uri: undefined }),
    () => Response.json([]),
  ];
  for (const answer of useless) {
    await using server = keySetServer(
      site({ [OAUTH]: answer, [OPENID]: metadata(), "/jwks": JWKS }),
    );
    const jwks = discoveredJwks(server.origin, LOCAL);
    assertEquals(kidsOf(await jwks.keys({ now: NOW })), ["a"]);
  }
});

Deno.test("discoveredJwks: a failure says what is wrong where there is something", async () => {
  const cases: readonly [first: Answer, second: Answer, reason: string][] = [
    [NOT_FOUND, NOT_FOUND, "key_set_status"],
    [NOT_FOUND, metadata("/x"), "key_set_issuer_mismatch"],
    [metadata("/x"), NOT_FOUND, "key_set_issuer_mismatch"],
    [metadata("", { jwks_uri: 1 }), NOT_FOUND, "key_set_uri_missing"],
    [NOT_FOUND, () => Response.json(null), "key_set_malformed"],
  ];
  for (const [first, second, reason] of cases) {
    await using server = keySetServer(
      site({ [OAUTH]: first, [OPENID]: second }),
    );
    const jwks = discoveredJwks(server.origin, LOCAL);
    assertEquals(await reasonOf(jwks.keys({ now: NOW })), reason);
  }
});

Deno.test("discoveredJwks: a host that does not answer is not asked twice", async () => {
  let fetches = 0;
  const fetch = () => (fetches++, Promise.reject(new Error("broken")));
  const jwks = discoveredJwks("https://issuer.example.com", { fetch });
  assertEquals(await reasonOf(jwks.keys({ now: NOW })), "key_set_unreachable");
  assertEquals(fetches, 1);
});

Deno.test("discoveredJwks: the jwks_uri keeps to what the operator allows", async () => {
  const uris: readonly [uri: string, reason: string][] = [
    ["http://keys.example.com/", "key_set_url_insecure"],
    ["https://10.0.0.1/jwks", "key_set_address_private"],
    ["https://keys.internal/jwks", "key_set_name_private"],
    ["/jwks", "key_set_url_malformed"],
  ];
  for (const [jwks_uri, reason] of uris) {
    await using server = keySetServer(
      site({ [OAUTH]: metadata("", { jwks_uri }) }),
    );
    const jwks = discoveredJwks(server.origin, LOCAL);
    assertEquals(await reasonOf(jwks.keys({ now: NOW })), reason);
  }
});

Deno.test("discoveredJwks: follows a jwks_uri that moves, and asks for no metadata because of a key", async () => {
  await using server = keySetServer(
    site({ [OAUTH]: metadata(), "/jwks": JWKS, "/new": () => keySet(["b"]) }),
  );
  const jwks = discoveredJwks(server.origin, LOCAL);
  for (let i = 0; i < 100; i++) await jwks.keys({ now: NOW }, "b");
  assertEquals(server.asked, [OAUTH, "/jwks"]);
  await jwks.keys({ now: NOW + 30 }, "b");
  assertEquals(server.asked, [OAUTH, "/jwks", "/jwks"]);
  server.answer = site({
    [OAUTH]: metadata("", { jwks_uri: `${server.origin}/new` }),
    "/new": () => keySet(["b"]),
  });
  assertEquals(kidsOf(await jwks.keys({ now: NOW + 600 }, "b")), ["b"]);
});

Deno.test("discoveredJwks: an issuer that goes down keeps its keys for a time", async () => {
  await using server = keySetServer(
    site({ [OAUTH]: metadata(), "/jwks": JWKS }),
  );
  const jwks = discoveredJwks(server.origin, LOCAL);
  await jwks.keys({ now: NOW });
  server.answer = () => new Response(null, { status: 503 });
  assertEquals(kidsOf(await jwks.keys({ now: NOW + 4199 })), ["a"]);
  assertEquals(
    await reasonOf(jwks.keys({ now: NOW + 4210 })),
    "key_set_status",
  );
});

Deno.test("discoveredJwksCache: keeps issuers apart", async () => {
  await using server = keySetServer(site({
    [`${OAUTH}/a`]: metadata("/a"),
    [`${OAUTH}/b`]: metadata("/b", { issuer: "http://127.0.0.1/b" }),
    "/jwks": JWKS,
  }));
  const cache = discoveredJwksCache(LOCAL);
  const keys = await cache.keys(`${server.origin}/a`, { now: NOW });
  assertEquals(kidsOf(keys), ["a"]);
  assertEquals(
    await reasonOf(cache.keys(`${server.origin}/b`, { now: NOW })),
    "key_set_issuer_mismatch",
  );
  assertEquals(
    await reasonOf(cache.keys("no issuer", { now: NOW })),
    "key_set_url_malformed",
  );
});

Deno.test("discoveredJwks: an issuer that cannot be one is refused when it is configured", () => {
  const cases: readonly [issuer: string, sentence: string][] = [
    ["issuer", "the issuer must be an absolute URL"],
    ["http://issuer.example.com", "the issuer must use https"],
    ["https://issuer.example.com/?a", "the issuer must be a URL without query"],
    ["https://issuer.example.com/#a", "the issuer must be an absolute URL"],
    ["https://kubernetes.default.svc", "allowPrivateAddress: true"],
  ];
  for (const [issuer, sentence] of cases) {
    assertThrows(() => discoveredJwks(issuer), TypeError, sentence);
  }
});
