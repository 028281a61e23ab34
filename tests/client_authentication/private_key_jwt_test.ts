/** Client authentication with a private key. @module */

import { assertEquals, assertObjectMatch } from "@std/assert";
import { memoryStorage, type SigningAlgorithm } from "@mintmark/oauth";
import { ALGORITHMS } from "../../src/keys/algorithms.ts";
import { isSupportedAlgorithm } from "../../src/keys/supported_algorithms.ts";
import { claimsOf, ISSUER, NOW, post, testServer } from "../fixtures.ts";
import {
  assertion,
  type ClientKey,
  clientKey,
  formOf,
  JWT_BEARER,
  KEY,
  KEYED,
  keyedServer,
  reasonOf,
} from "./assertions.ts";

Deno.test("private_key_jwt RFC 7523 §2.2: a client gets a token for an assertion, without client_id", async () => {
  const server = keyedServer();
  const { status, body } = await post(server, formOf(await assertion()));
  assertEquals(status, 200);
  assertEquals(claimsOf(body.access_token).client_id, "keyed");
  assertObjectMatch(server.events.at(-1)!, {
    type: "issued",
    method: "private_key_jwt",
    client_id: "keyed",
  });
});

Deno.test("private_key_jwt RFC 7521 §4.2: client_id may be repeated, but not contradicted", async () => {
  const server = keyedServer();
  const repeated = formOf(await assertion(), { client_id: "keyed" });
  assertEquals((await post(server, repeated)).status, 200);
  for (const client_id of ["test-client", "Keyed", "nobody"]) {
    const form = formOf(await assertion(), { client_id });
    assertEquals((await post(server, form)).status, 401);
    assertEquals(reasonOf(server), "client_id_contradicts_assertion");
  }
});

for (const alg of ALGORITHMS.keys() as Iterable<SigningAlgorithm>) {
  Deno.test({
    name: `private_key_jwt: a client signs with ${alg}`,
    ignore: !await isSupportedAlgorithm(alg),
    async fn() {
      const key = await clientKey(alg);
      const jwks = { keys: [KEY.public_jwk, key.public_jwk] };
      const server = keyedServer({ clients: [{ ...KEYED, jwks }] });
      const right = formOf(await assertion({ key }));
      assertEquals((await post(server, right)).status, 200);
      // The key of another pair of the same type does not do.
      const other: ClientKey = { ...await clientKey(alg), kid: key.kid };
      const wrong = formOf(await assertion({ key: other }));
      assertEquals((await post(server, wrong)).status, 401);
      assertEquals(reasonOf(server), "assertion_signature_wrong");
    },
  });
}

Deno.test("private_key_jwt RFC 7515 §4.1.4: kid is optional, and all keys that fit are tried", async () => {
  const keys = [await clientKey("ES256"), KEY, await clientKey("EdDSA")];
  const jwks = {
    keys: keys.map(({ public_jwk: { kid: _, ...jwk } }) => jwk),
  };
  const server = keyedServer({ clients: [{ ...KEYED, jwks }] });
  for (const key of keys) {
    const form = formOf(await assertion({ key, header: { kid: undefined } }));
    assertEquals((await post(server, form)).status, 200, key.alg);
  }
  // A key that is registered without a kid is not found by one.
  assertEquals((await post(server, formOf(await assertion()))).status, 401);
  assertObjectMatch(server.events.at(-1)!, {
    reason: "assertion_key_not_registered",
    evidence: { alg: "ES256", kid: KEY.kid },
  });
});

Deno.test("private_key_jwt: token_endpoint_auth_signing_alg is the only algorithm of a client", async () => {
  const keys = [KEY, await clientKey("RS256")];
  const jwks = { keys: keys.map(({ public_jwk }) => public_jwk) };
  const client = {
    ...KEYED,
    jwks,
    token_endpoint_auth_signing_alg: "RS256",
  };
  const server = keyedServer({ clients: [client] });
  const [ofEs256, ofRs256] = await Promise.all(
    keys.map(async (key) =>
      await post(server, formOf(await assertion({ key })))
    ),
  );
  assertEquals([ofEs256!.status, ofRs256!.status], [401, 200]);
});

Deno.test("private_key_jwt RFC 8725 §3.1: only algorithms of the allow-list are accepted", async () => {
  const server = keyedServer({ clientAssertions: { algorithms: ["PS256"] } });
  assertEquals((await post(server, formOf(await assertion()))).status, 401);
  assertEquals(reasonOf(server), "assertion_alg_not_allowed");
});

Deno.test("private_key_jwt RFC 7523 §3: the audience is the issuer, or the token endpoint where that is allowed", async () => {
  const url = `${ISSUER}/token`;
  const rows: readonly (readonly [unknown, number, number])[] = [
    [ISSUER, 200, 200],
    [[ISSUER], 200, 200],
    [url, 200, 401],
    [[ISSUER, url], 200, 401],
    [[ISSUER, "https://other.example"], 401, 401],
    [`${ISSUER}/`, 401, 401],
    [ISSUER.toUpperCase(), 401, 401],
    [[], 401, 401],
  ];
  const lenient = keyedServer();
  const strict = keyedServer({ clientAssertions: { audience: "issuer" } });
  for (const [aud, ...expected] of rows) {
    const statuses = [];
    for (const server of [lenient, strict]) {
      const form = formOf(await assertion({ claims: { aud } }));
      statuses.push((await post(server, form)).status);
    }
    assertEquals(statuses, expected, JSON.stringify(aud));
  }
});

Deno.test("private_key_jwt: exp may be as far away as maxSeconds and the skew", async () => {
  for (const maxSeconds of [undefined, 60]) {
    const server = keyedServer(
      maxSeconds === undefined ? {} : { clientAssertions: { maxSeconds } },
    );
    const last = NOW + (maxSeconds ?? 300) + 30;
    for (const [exp, status] of [[last, 200], [last + 1, 401]]) {
      const form = formOf(await assertion({ claims: { exp } }));
      assertEquals((await post(server, form)).status, status);
    }
  }
});

Deno.test("private_key_jwt: a client with keys needs no registered method, and one with secrets alone has to be registered", async () => {
  const server = testServer({
    clients: [
      KEYED,
      {
        ...KEYED,
        client_id: "secret only",
        token_endpoint_auth_method: "client_secret_basic",
      },
      {
        ...KEYED,
        client_id: "both",
        token_endpoint_auth_methods: ["client_secret_post", "private_key_jwt"],
      },
    ],
  });
  for (
    const [client_id, status] of [
      ["keyed", 200],
      ["secret only", 401],
      ["both", 200],
    ] as const
  ) {
    const form = formOf(await assertion({ client_id }));
    assertEquals((await post(server, form)).status, status, client_id);
  }
});

Deno.test("private_key_jwt: keys that are replaced in the registry count at once", async () => {
  const record = structuredClone(KEYED) as unknown as {
    jwks: { keys: unknown[] };
  };
  const server = testServer({
    storage: {
      clients: {
        get: () => Promise.resolve(record as unknown as typeof KEYED),
      },
      replays: { claim: () => Promise.resolve(true) },
    },
  });
  assertEquals((await post(server, formOf(await assertion()))).status, 200);
  const key = await clientKey("EdDSA");
  record.jwks.keys[0] = key.public_jwk;
  assertEquals((await post(server, formOf(await assertion()))).status, 401);
  assertEquals(
    (await post(server, formOf(await assertion({ key })))).status,
    200,
  );
});

Deno.test("private_key_jwt is not offered without replays, nor where the operator leaves it out", async () => {
  const { clients } = memoryStorage({
    clients: [KEYED],
  });
  const servers = [
    testServer({ storage: { clients } }),
    keyedServer({ clientAuthenticationMethods: ["client_secret_basic"] }),
  ];
  for (const server of servers) {
    assertEquals((await post(server, formOf(await assertion()))).status, 401);
    assertEquals(reasonOf(server), "method_not_offered");
  }
});

Deno.test("private_key_jwt: no other client_assertion_type is known", async () => {
  const server = keyedServer();
  for (
    const type of [
      "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
      JWT_BEARER.toUpperCase(),
      `${JWT_BEARER} `,
    ]
  ) {
    const form = { ...formOf(await assertion()), client_assertion_type: type };
    assertEquals((await post(server, form)).status, 401);
    assertEquals(reasonOf(server), "unknown_client_assertion_type");
  }
});
