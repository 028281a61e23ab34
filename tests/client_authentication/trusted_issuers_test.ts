/** Clients that are known by the tokens of another issuer. @module */

import { assertEquals, assertObjectMatch, assertThrows } from "@std/assert";
import { CLIENT, ISSUER, NOW, post, testServer } from "../fixtures.ts";
import {
  KEY,
  PLATFORM,
  platformFetch,
  platformToken,
} from "../trust/external_issuer.ts";
import {
  assertion,
  clientKey,
  KEY as OWN_KEY,
  reasonOf,
} from "./assertions.ts";
import { NAMED, reports, server, statusOf, TRUSTED } from "./issuer_clients.ts";

Deno.test("trusted_issuer RFC 7523 §2.2: a token of a trusted issuer authenticates the client, and may do so again", async () => {
  const fetch = platformFetch();
  const under = server(reports(), { fetch });
  const token = await platformToken();
  for (const _ of [1, 2, 3]) assertEquals(await statusOf(under, token), 200);
  assertEquals(fetch.asked, [
    `${PLATFORM}/.well-known/oauth-authorization-server`,
    `${PLATFORM}/.well-known/openid-configuration`,
    `${PLATFORM}/keys`,
  ]);
  assertObjectMatch(under.events.at(-1)!, {
    type: "issued",
    client_id: "reports",
  });
});

const WRONG: readonly [
  string,
  Record<string, unknown>,
  Record<string, unknown>?,
][] = [
  ["assertion_issuer_not_trusted", { iss: "https://other.example.com" }],
  ["assertion_issuer_not_trusted", { iss: `${PLATFORM}/` }],
  ["assertion_issuer_not_trusted", { iss: undefined }],
  ["assertion_claim_not_trusted", { sub: "system:serviceaccount:billing:x" }],
  ["assertion_claim_not_trusted", {
    sub: "system:serviceaccount:billing:reports:x",
  }],
  ["assertion_without_subject", {
    sub: ["system:serviceaccount:billing:reports"],
  }],
  ["assertion_for_other_audience", { aud: "https://other.example.com" }],
  ["assertion_for_other_audience", { aud: [ISSUER, "https://x.example"] }],
  ["assertion_for_other_audience", { aud: `${ISSUER}/token` }],
  ["assertion_expired", { exp: NOW - 30 }],
  ["assertion_expires_too_late", { exp: NOW + 3_631 }],
  ["assertion_without_expiry", { exp: undefined }],
  ["assertion_type_not_allowed", {}, { typ: "at+jwt" }],
  ["assertion_type_not_allowed", {}, { typ: "oauth-id-jag+jwt" }],
  ["assertion_alg_not_allowed", {}, { alg: "HS256" }],
  ["assertion_alg_not_allowed", {}, { alg: "none" }],
  ["assertion_key_unknown", {}, { kid: "other" }],
  ["assertion_key_unknown", {}, { alg: "RS256" }],
];

Deno.test("trusted_issuer RFC 7523 §3: whatever is not as the client's record says is refused under its own tag", async () => {
  const under = server();
  for (const [reason, claims, header] of WRONG) {
    const token = await platformToken(claims, header);
    assertEquals(await statusOf(under, token), 401, reason);
    assertEquals(reasonOf(under), reason, JSON.stringify([claims, header]));
  }
});

Deno.test("trusted_issuer: a token that another key signed under the same key ID is refused", async () => {
  const under = server();
  const other = { ...await clientKey("ES256"), kid: KEY.kid };
  assertEquals(await statusOf(under, await platformToken({}, {}, other)), 401);
  assertEquals(reasonOf(under), "assertion_signature_wrong");
});

Deno.test("trusted_issuer RFC 7521 §4.2: client_id is required, and names the client whose record counts", async () => {
  const under = server();
  const token = await platformToken();
  assertEquals(await statusOf(under, token, {}), 401);
  assertEquals(reasonOf(under), "client_id_missing");
  for (const client_id of ["test-client", "nobody"]) {
    assertEquals(await statusOf(under, token, { client_id }), 401, client_id);
  }
});

Deno.test("trusted_issuer: a client with trusted issuers is not let in by a weaker method", async () => {
  const { client_secrets } = CLIENT;
  const under = server(reports({}, { client_secrets: client_secrets! }));
  const form = { grant_type: "client_credentials", client_secret: "foobar" };
  const { status } = await post(under, { ...form, ...NAMED });
  assertEquals([status, reasonOf(under)], [401, "method_not_registered"]);
});

Deno.test("trusted_issuer: a client of keys or secrets is not let in by a token of an issuer", async () => {
  const jwks = { keys: [OWN_KEY.public_jwk] };
  const method = { token_endpoint_auth_method: "private_key_jwt" };
  const under = server(reports({}, { jwks, ...method }));
  assertEquals(await statusOf(under, await platformToken()), 401);
  assertEquals(reasonOf(under), "method_not_registered");
  const own = await assertion({ key: OWN_KEY, client_id: "reports" });
  assertEquals(await statusOf(under, own), 200);
});

Deno.test("trusted_issuer: a client without keys is not asked for any", async () => {
  const under = server();
  const own = await assertion({ key: OWN_KEY, client_id: "reports" });
  assertEquals(await statusOf(under, own), 401);
  assertEquals(reasonOf(under), "method_not_registered");
});

Deno.test("trusted_issuer RFC 7591 §2: a registered algorithm is the only one", async () => {
  const alg = { token_endpoint_auth_signing_alg: "RS256" };
  const under = server(reports({}, alg));
  assertEquals(await statusOf(under, await platformToken()), 401);
  assertEquals(reasonOf(under), "assertion_alg_not_registered");
});

Deno.test("trusted_issuer: a record of more issuers than are looked at, or of something else, trusts nobody", async () => {
  const many = Array(21).fill(TRUSTED);
  for (const trusted_issuers of [many, []]) {
    const under = server(reports({}, { trusted_issuers }));
    assertEquals(await statusOf(under, await platformToken()), 401);
  }
});

Deno.test("trusted_issuer: a client that has keys as well may still sign with them", async () => {
  const under = server(reports({}, { jwks: { keys: [OWN_KEY.public_jwk] } }));
  assertEquals(await statusOf(under, await platformToken()), 200);
  const own = await assertion({ key: OWN_KEY, client_id: "reports" });
  assertEquals(await statusOf(under, own, {}), 200);
});

Deno.test("trusted_issuer: without the option such a client is refused", async () => {
  const under = testServer({ clients: [reports()] });
  assertEquals(await statusOf(under, await platformToken()), 401);
});

Deno.test("trusted_issuer: our own issuer can never be one, nor an issuer for everybody without an owner", async () => {
  for (
    const trusted of [
      { issuer: ISSUER },
      { issuer: "https://gitlab.com", claims: { ref: "main" } },
      { claims: { sub: "*" } },
    ]
  ) {
    const under = server(reports(trusted));
    const token = await platformToken({ iss: TRUSTED.issuer, ...trusted });
    assertEquals(await statusOf(under, token), 401);
    assertEquals(reasonOf(under), "trusted_issuer_unusable");
  }
  assertThrows(
    () => server(reports(), { issuers: [{ issuer: ISSUER }] }),
    TypeError,
    "issuer of this server",
  );
});

Deno.test("trusted_issuer: an issuer that stands only in a client's record is not looked for inside of a network", async () => {
  const issuer = "https://kubernetes.default.svc.cluster.local";
  const fetch = platformFetch(undefined, issuer);
  const token = await platformToken({ iss: issuer });
  const outside = server(reports({ issuer }), { fetch });
  assertEquals(await statusOf(outside, token), 401);
  assertEquals([reasonOf(outside), fetch.asked], ["key_set_name_private", []]);
  const issuers = [{ issuer, allowPrivateAddress: true, fetch }];
  const inside = server(reports({ issuer }), { issuers });
  assertEquals(await statusOf(inside, token), 200);
});

Deno.test("trusted_issuer RFC 8414 §2: the metadata announces the methods", async () => {
  const response = await server().fetch(
    new Request(`${ISSUER}/.well-known/oauth-authorization-server`),
  );
  const { token_endpoint_auth_methods_supported: methods } = await response
    .json();
  assertEquals(methods.slice(-2), ["trusted_issuer", "spiffe_jwt"]);
});
