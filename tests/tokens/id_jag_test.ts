/** What an ID-JAG must say. @module */

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { failureOfIdJag, type IdJagRules } from "../../src/tokens/id_jag.ts";
import type { ParsedJwt } from "../../src/tokens/jws.ts";
import { ISSUER, NOW } from "../fixtures.ts";
import { runs } from "../scale.ts";

const RULES: IdJagRules = {
  audience: ISSUER,
  algorithms: new Set(["ES256"]),
  maxSeconds: 3_600,
  client_id: "wiki",
  namesTenant: false,
};

/** As the draft shows one (§3). */
const CLAIMS: Readonly<Record<string, unknown>> = {
  jti: "9e43f81b64a33f20116179",
  iss: "https://acme.idp.example",
  sub: "U019488227",
  aud: ISSUER,
  client_id: "wiki",
  exp: NOW + 300,
  iat: NOW,
  resource: "https://api.example.com/",
  scope: "chat.read chat.history",
  auth_time: NOW - 60,
  amr: ["mfa", "phrh", "hwk", "user"],
};

function parsed(
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): ParsedJwt {
  const payload = Object.fromEntries(
    Object.entries({ ...CLAIMS, ...claims }).filter(([, v]) => v !== undefined),
  );
  return {
    header: { alg: "ES256", typ: "oauth-id-jag+jwt", ...header },
    payload,
    signingInput: new Uint8Array(),
    signature: new Uint8Array(),
  };
}

function reason(
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
  rules: IdJagRules = RULES,
): string | undefined {
  return failureOfIdJag(parsed(claims, header), rules, NOW)?.reason;
}

Deno.test("ID-JAG §3: one that says what the draft asks for keeps every rule", () => {
  const kept: readonly Readonly<Record<string, unknown>>[] = [
    {},
    { aud: [ISSUER] },
    { scope: undefined, resource: undefined },
    { scope: "" },
    { resource: ["https://api.example.com/", "https://x.example.com/a"] },
    { email: "u@example.com", acr: "phr", aud_sub: "42" },
    { nbf: NOW },
    { exp: NOW + 330 },
    { exp: NOW - 29 },
  ];
  for (const claims of kept) {
    assertEquals(reason(claims), undefined, JSON.stringify(claims));
  }
  assertEquals(reason({}, { typ: "application/OAuth-ID-JAG+jwt" }), undefined);
});

const BROKEN: readonly [
  string,
  Readonly<Record<string, unknown>>,
  Readonly<Record<string, unknown>>?,
][] = [
  ["assertion_type_not_allowed", {}, { typ: "JWT" }],
  ["assertion_type_not_allowed", {}, { typ: undefined }],
  ["assertion_type_not_allowed", {}, { typ: "at+jwt" }],
  ["assertion_alg_not_allowed", {}, { alg: "none" }],
  ["assertion_alg_not_allowed", {}, { alg: "HS256" }],
  ["assertion_without_issuer", { iss: undefined }],
  ["assertion_without_subject", { sub: undefined }],
  ["assertion_without_subject", { sub: "" }],
  ["assertion_without_audience", { aud: undefined }],
  ["assertion_without_audience", { aud: [] }],
  ["assertion_for_other_audience", { aud: `${ISSUER}/token` }],
  ["assertion_for_other_audience", { aud: [ISSUER, "https://x.example"] }],
  ["id_jag_for_several_audiences", { aud: [ISSUER, ISSUER] }],
  ["assertion_without_expiry", { exp: undefined }],
  ["assertion_expired", { exp: NOW - 30 }],
  ["assertion_expires_too_late", { exp: NOW + 331 }],
  ["assertion_not_yet_valid", { nbf: NOW + 31 }],
  ["assertion_issued_in_future", { iat: NOW + 31 }],
  ["assertion_issued_in_future", { iat: "yesterday" }],
  ["id_jag_without_issued_at", { iat: undefined }],
  ["assertion_without_jti", { jti: undefined }],
  ["assertion_without_jti", { jti: 7 }],
  ["id_jag_for_other_client", { client_id: undefined }],
  ["id_jag_for_other_client", { client_id: "chat" }],
  ["id_jag_for_other_client", { client_id: ["wiki"] }],
  ["id_jag_bound_to_key", { cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2Hg" } }],
  ["id_jag_bound_to_key", { cnf: null }],
  ["id_jag_with_authorization_details", { authorization_details: [] }],
  ["id_jag_scope_malformed", { scope: ["chat.read"] }],
  ["id_jag_scope_malformed", { scope: 'chat"read' }],
  ["id_jag_scope_malformed", { scope: null }],
  ["id_jag_resource_malformed", { resource: [] }],
  ["id_jag_resource_malformed", { resource: "api" }],
  ["id_jag_resource_malformed", { resource: null }],
  ["id_jag_resource_malformed", { resource: { 0: "https://a.example/" } }],
  ["id_jag_resource_malformed", { resource: "https://api.example.com/../x" }],
  ["id_jag_resource_malformed", { resource: ["https://a.example/", 1] }],
  ["id_jag_tenant_not_expected", { tenant: "acme" }],
];

Deno.test("ID-JAG §4.4.1: what breaks a rule is refused under its own tag", () => {
  for (const [tag, claims, header] of BROKEN) {
    assertEquals(reason(claims, header), tag, JSON.stringify([claims, header]));
  }
});

Deno.test("ID-JAG: a rule may ask for a shorter life than five minutes", () => {
  const rules = { ...RULES, maxSeconds: 60 };
  assertEquals(reason({ exp: NOW + 90 }, {}, rules), undefined);
  const tag = "assertion_expires_too_late";
  assertEquals(reason({ exp: NOW + 91 }, {}, rules), tag);
});

Deno.test("ID-JAG §6.3: a tenant is accepted where the rule says which", () => {
  const rules = { ...RULES, namesTenant: true };
  assertEquals(reason({ tenant: "acme" }, {}, rules), undefined);
});

Deno.test("ID-JAG: whatever the claims are, there is an answer and no throw", () => {
  const names = [...Object.keys(CLAIMS), "cnf", "nbf", "tenant"];
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), fc.jsonValue()),
      (claims) => {
        const failure = failureOfIdJag(parsed(claims), RULES, NOW);
        if (failure !== undefined) {
          assertEquals(/^[a-z_]+$/.test(failure.reason), true);
        }
      },
    ),
    { numRuns: runs(300, 10_000) },
  );
});
