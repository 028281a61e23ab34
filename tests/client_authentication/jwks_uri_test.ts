/** Clients that publish their keys. @module */

import { assertEquals, assertObjectMatch } from "@std/assert";
import { type Client, clientKeySets, type FetchKeySet } from "@mintmark/oauth";
import { NOW, post } from "../fixtures.ts";
import {
  assertion,
  clientKey,
  formOf,
  KEY,
  KEYED,
  keyedServer,
  reasonOf,
} from "./assertions.ts";

const URI = "https://keys.example.com/jwks";

function published(jwks_uri: string = URI, client_id = "keyed"): Client {
  const { jwks: _, ...rest } = KEYED;
  return { ...rest, client_id, jwks_uri };
}

/** Answers with key sets by URL, and counts. */
function host(
  sets: Readonly<Record<string, readonly unknown[] | Response>>,
): FetchKeySet & { asked: string[] } {
  const asked: string[] = [];
  const fetch: FetchKeySet = (url) => {
    asked.push(String(url));
    const keys = sets[String(url)];
    if (keys === undefined) return Promise.reject(new TypeError("no route"));
    return Promise.resolve(
      keys instanceof Response ? keys.clone() : Response.json({ keys }),
    );
  };
  return Object.assign(fetch, { asked });
}

Deno.test("private_key_jwt RFC 7591 §2: the keys of a client are fetched from its jwks_uri, once", async () => {
  const fetch = host({ [URI]: [KEY.public_jwk] });
  const server = keyedServer({
    clients: [published()],
    clientKeySets: clientKeySets({ fetch }),
  });
  for (const _ of [1, 2, 3]) {
    assertEquals((await post(server, formOf(await assertion()))).status, 200);
  }
  assertEquals(fetch.asked, [URI]);
});

Deno.test("private_key_jwt: a client that rotates its key is let in as soon as its set is fetched again", async () => {
  let now = NOW;
  const next = await clientKey("EdDSA");
  const sets = { [URI]: [KEY.public_jwk] };
  const server = keyedServer({
    clients: [published()],
    clientKeySets: clientKeySets({ fetch: host(sets) }),
    now: () => now,
  });
  const send = async (init: Parameters<typeof assertion>[0]) =>
    (await post(server, formOf(await assertion(init)))).status;
  assertEquals(await send({}), 200);
  sets[URI] = [next.public_jwk];
  assertEquals(await send({ key: next }), 401);
  assertEquals(reasonOf(server), "assertion_key_not_registered");
  now += 31;
  const claims = { exp: now + 60, iat: now };
  assertEquals(await send({ key: next, claims }), 200);
  assertEquals(await send({ claims }), 401);
});

const FAILING: readonly [string, string, string][] = [
  ["a host that cannot be reached", "https://down.example.com/", "unreachable"],
  ["a redirect", "https://keys.example.com/redirect", "redirect"],
  ["another status", "https://keys.example.com/500", "status"],
  ["what is no key set", "https://keys.example.com/text", "malformed"],
  ["an address inside of a network", "https://10.1.2.3/", "address_private"],
  ["a name inside of a network", "https://vault.internal/", "name_private"],
  ["the metadata of a cloud", "https://169.254.169.254/", "address_private"],
];

for (const [what, jwks_uri, failure] of FAILING) {
  Deno.test(`private_key_jwt: ${what} is a failed authentication like any other`, async () => {
    const fetch = host({
      "https://keys.example.com/redirect": Response.redirect(URI),
      "https://keys.example.com/500": new Response("no", { status: 500 }),
      "https://keys.example.com/text": new Response("<html>"),
      [URI]: [KEY.public_jwk],
    });
    const server = keyedServer({
      clients: [published(jwks_uri)],
      clientKeySets: clientKeySets({ fetch }),
    });
    const { status, body } = await post(server, formOf(await assertion()));
    assertEquals([status, body.error], [401, "invalid_client"]);
    assertEquals(reasonOf(server), `key_set_${failure}`);
    assertObjectMatch(server.events.at(-1)!, {
      evidence: { host: new URL(jwks_uri).host },
    });
  });
}

Deno.test("private_key_jwt: no key set is fetched for an assertion whose claims are wrong", async () => {
  const fetch = host({ [URI]: [KEY.public_jwk] });
  const server = keyedServer({
    clients: [published()],
    clientKeySets: clientKeySets({ fetch }),
  });
  const wrong = [
    { claims: { aud: "https://other.example" } },
    { claims: { exp: NOW - 100 } },
    { claims: { iss: "other" } },
    { header: { typ: "at+jwt" } },
    { header: { crit: ["x"] } },
  ];
  for (const init of wrong) {
    assertEquals(
      (await post(server, formOf(await assertion(init)))).status,
      401,
    );
  }
  assertEquals(fetch.asked, []);
});

Deno.test("RFC 8725 §3.10: no URL in a header is ever fetched", async () => {
  const fetch = host({ [URI]: [KEY.public_jwk] });
  const server = keyedServer({ clientKeySets: clientKeySets({ fetch }) });
  const attacker = await clientKey("ES256");
  for (
    const header of [
      { jku: URI, kid: undefined },
      { x5u: URI, kid: undefined },
      { jwk: attacker.public_jwk, kid: undefined },
      { jwk: attacker.public_jwk, kid: KEY.kid },
    ]
  ) {
    const form = formOf(await assertion({ header, key: attacker }));
    assertEquals((await post(server, form)).status, 401);
    assertEquals(reasonOf(server), "assertion_signature_wrong");
  }
  assertEquals(fetch.asked, []);
});

Deno.test("clientKeySets.jwksHosts narrows where key sets may come from", async () => {
  const fetch = host({ [URI]: [KEY.public_jwk] });
  const server = keyedServer({
    clients: [published()],
    clientKeySets: clientKeySets({ fetch, jwksHosts: ["other.example.com"] }),
  });
  assertEquals((await post(server, formOf(await assertion()))).status, 401);
  assertEquals(reasonOf(server), "key_set_host_not_listed");
});

Deno.test("private_key_jwt: without clientKeySets nothing is fetched, and a client with a jwks_uri is refused", async () => {
  const server = keyedServer({ clients: [published()] });
  const { status, body } = await post(server, formOf(await assertion()));
  assertEquals([status, body.error], [401, "invalid_client"]);
  assertEquals(reasonOf(server), "client_key_sets_not_enabled");
});
