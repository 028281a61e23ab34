// The verifier against a server of keys on a socket that is well, gone, back,
// and rotating its keys.

import { assert, assertEquals } from "@std/assert";
import { createVerifier } from "@mintmark/oauth/resource-server";
import { keySet } from "./key_set_server.ts";
import { FIRST, METADATA, RemoteIssuer, SECOND } from "./remote_issuer.ts";
import { API, refusalOf, token } from "./tokens.ts";

const FINE = "test-client";
const UNAVAILABLE = "503 keys_unavailable";
const UNKNOWN = "401 unknown_key";

Deno.test("remote keys, RFC 8414 §3: they are found by the issuer, once for many tokens", async () => {
  await using issuer = new RemoteIssuer();
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => issuer.ask()),
  );

  assertEquals([...new Set(outcomes)], [FINE]);
  assertEquals(issuer.server.requests, [METADATA, "/jwks"]);
});

Deno.test("remote keys: they may be at a URL that is known", async () => {
  await using issuer = new RemoteIssuer();
  const { origin } = issuer.server;
  const { alg, kid } = FIRST;
  const { verify } = createVerifier({
    issuer: "anybody",
    audience: API,
    jwksUri: `${origin}/keys`,
    now: () => issuer.time,
  });
  issuer.server.behaviour = keySet([FIRST.publicJwk]);
  const text = await token({ iss: "anybody" }, { alg, kid }, FIRST);

  assertEquals((await verify(text)).sub, "test-client");
  assertEquals(issuer.server.requests, ["/keys"]);
});

Deno.test("remote keys: nothing is fetched for a token of another issuer, or none", async () => {
  await using issuer = new RemoteIssuer();
  const { verify } = issuer.verifier;
  await refusalOf(verify(await token()));
  await refusalOf(verify("a.b.c"));

  assertEquals(issuer.server.requests, []);
});

Deno.test("remote keys: a key that appears is found, one that disappears is forgotten", async () => {
  await using issuer = new RemoteIssuer();
  assertEquals(await issuer.ask(), FINE);
  assertEquals(await issuer.ask(SECOND), UNKNOWN);
  issuer.publish(FIRST, SECOND);
  issuer.time += 31;
  assertEquals(await issuer.ask(SECOND), FINE);
  assertEquals(await issuer.ask(), FINE);
  issuer.publish(SECOND);
  issuer.time += 301;
  assertEquals(await issuer.ask(), UNKNOWN);
  assertEquals(await issuer.ask(SECOND), FINE);
});

Deno.test("remote keys: tokens that name keys which do not exist cause few fetches", async () => {
  await using issuer = new RemoteIssuer();
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, i) => issuer.askFor(`made up ${i}`)),
  );

  assertEquals([...new Set(outcomes)], [UNKNOWN]);
  assert(issuer.server.requests.length <= 3, `${issuer.server.requests}`);
});

Deno.test("remote keys: while the issuer is down, what is known is used, for a time", async () => {
  await using issuer = new RemoteIssuer({ staleSeconds: 1_000 });
  assertEquals(await issuer.ask(), FINE);
  await issuer.server.goDown();
  for (let i = 0; i < 12; i++) {
    issuer.time += 100;
    assertEquals(await issuer.ask(), FINE, `${i}`);
  }
  issuer.time += 200;
  assertEquals(await issuer.ask(), UNAVAILABLE);
  issuer.server.comeBack();
  issuer.time += 11;
  assertEquals(await issuer.ask(), FINE);
});

Deno.test("remote keys: while the issuer is down, nobody can say that a key does not exist", async () => {
  await using issuer = new RemoteIssuer();
  assertEquals(await issuer.ask(), FINE);
  await issuer.server.goDown();
  issuer.time += 31;
  assertEquals(await issuer.ask(SECOND), UNAVAILABLE);
  assertEquals(await issuer.ask(SECOND), UNAVAILABLE);
  assertEquals(await issuer.ask(), FINE);
  issuer.publish(FIRST, SECOND);
  issuer.server.comeBack();
  issuer.time += 11;
  assertEquals(await issuer.ask(SECOND), FINE);
  assertEquals(await issuer.askFor("made up"), UNKNOWN, "now it is known");
});

Deno.test("remote keys: an operator hears of every fetch that failed", async () => {
  const reasons: string[] = [];
  await using issuer = new RemoteIssuer({
    onFailure: ({ reason }) => void reasons.push(reason),
  });
  assertEquals(await issuer.ask(), FINE);
  await issuer.server.goDown();
  issuer.time += 301;
  assertEquals(await issuer.ask(), FINE);

  assertEquals(new Set(reasons), new Set(["key_set_unreachable"]));
});

Deno.test("remote keys: an issuer on https cannot send the verifier to this machine", async () => {
  await using other = new RemoteIssuer();
  const { origin } = other.server;
  const issuer = "https://as.example.com";
  const { alg, kid } = FIRST;
  const { verify } = createVerifier({
    issuer,
    audience: API,
    fetching: {
      fetch: (url, init) =>
        url.startsWith(issuer)
          ? Promise.resolve(
            Response.json({ issuer, jwks_uri: `${origin}/jwks` }),
          )
          : fetch(url, init),
    },
    now: () => other.time,
  });
  const error = await refusalOf(
    verify(await token({ iss: issuer }, { alg, kid }, FIRST)),
  );

  assertEquals([error.status, error.evidence?.["failure"]], [
    503,
    "key_set_url_insecure",
  ]);
  assertEquals(other.server.requests, []);
});

Deno.test("remote keys: an issuer that is down at first is found once it is up", async () => {
  await using issuer = new RemoteIssuer();
  await issuer.server.goDown();
  assertEquals(await issuer.ask(), UNAVAILABLE);
  issuer.server.comeBack();
  issuer.time += 5;
  assertEquals(await issuer.ask(), UNAVAILABLE, "not at once");
  issuer.time += 6;
  assertEquals(await issuer.ask(), FINE);
});

Deno.test("remote keys: who cannot be let in now is told when to try again", async () => {
  await using issuer = new RemoteIssuer({ retrySeconds: 7 });
  await issuer.server.goDown();
  const iss = issuer.server.origin;
  const { alg, kid } = FIRST;
  const text = await token({ iss }, { alg, kid }, FIRST);
  const response = await issuer.verifier.protect(() => new Response())(
    new Request(API, { headers: { authorization: `Bearer ${text}` } }),
  );

  assertEquals(response.status, 503);
  assertEquals(response.headers.get("retry-after"), "7");
  assertEquals(await response.json(), {
    error: "temporarily_unavailable",
    error_description:
      "The keys of the issuer could not be read: try again later.",
  });
});
