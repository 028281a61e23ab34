import { assertEquals } from "@std/assert";
import { NOW } from "../fixtures.ts";
import { API, CLAIMS, refusalOf, testVerifier, token } from "./tokens.ts";

const OTHER = "https://other.example.com/";

/** A token that is fine but for one thing, and the reason that is logged. */
interface Case {
  readonly what: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly reason: string;
}

const CASES: readonly Case[] = [
  // RFC 9068 §4, RFC 8725 §3.11
  { what: "typ JWT", header: { typ: "JWT" }, reason: "wrong_type" },
  { what: "no typ", header: { typ: undefined }, reason: "wrong_type" },
  {
    what: "typ no text",
    header: { typ: ["at+jwt"] },
    reason: "jwt_typ_not_text",
  },
  {
    what: "an ID-JAG",
    header: { typ: "oauth-id-jag+jwt" },
    reason: "wrong_type",
  },
  // RFC 8725 §3.1
  {
    what: "alg none",
    header: { alg: "none" },
    reason: "algorithm_not_allowed",
  },
  {
    what: "alg HS256",
    header: { alg: "HS256" },
    reason: "algorithm_not_allowed",
  },
  {
    what: "no alg",
    header: { alg: undefined },
    reason: "jwt_alg_missing",
  },
  {
    what: "alg __proto__",
    header: { alg: "__proto__" },
    reason: "algorithm_not_allowed",
  },
  {
    what: "another algorithm than the key's",
    header: { alg: "RS256" },
    reason: "unknown_key",
  },
  { what: "an unknown kid", header: { kid: "x" }, reason: "unknown_key" },
  {
    what: "a kid that is a number",
    header: { kid: 1 },
    reason: "jwt_kid_not_text",
  },
  {
    what: "a kid __proto__",
    header: { kid: "__proto__" },
    reason: "unknown_key",
  },
  // RFC 9068 §4
  { what: "another issuer", claims: { iss: OTHER }, reason: "wrong_issuer" },
  {
    what: "an issuer with a slash more",
    claims: { iss: "https://as.example.com/" },
    reason: "wrong_issuer",
  },
  { what: "no issuer", claims: { iss: undefined }, reason: "wrong_issuer" },
  {
    what: "a list of issuers",
    claims: { iss: [CLAIMS.iss] },
    reason: "wrong_issuer",
  },
  {
    what: "another audience",
    claims: { aud: OTHER },
    reason: "wrong_audience",
  },
  {
    what: "other audiences",
    claims: { aud: [OTHER] },
    reason: "wrong_audience",
  },
  { what: "an empty audience", claims: { aud: [] }, reason: "wrong_audience" },
  {
    what: "an audience without its slash",
    claims: { aud: API.slice(0, -1) },
    reason: "wrong_audience",
  },
  { what: "no audience", claims: { aud: undefined }, reason: "missing_claim" },
  {
    what: "an audience that is no text",
    claims: { aud: [API, 1] },
    reason: "malformed_claim",
  },
  {
    what: "exp now minus the skew",
    claims: { exp: NOW - 30 },
    reason: "expired",
  },
  { what: "exp 0", claims: { exp: 0 }, reason: "expired" },
  { what: "no exp", claims: { exp: undefined }, reason: "missing_claim" },
  { what: "exp null", claims: { exp: null }, reason: "malformed_claim" },
  {
    what: "exp a text",
    claims: { exp: "9999999999" },
    reason: "malformed_claim",
  },
  { what: "nbf to come", claims: { nbf: NOW + 31 }, reason: "not_yet_valid" },
  { what: "nbf a text", claims: { nbf: "0" }, reason: "malformed_claim" },
  {
    what: "iat to come",
    claims: { iat: NOW + 31 },
    reason: "issued_in_future",
  },
  { what: "no iat", claims: { iat: undefined }, reason: "missing_claim" },
  { what: "no sub", claims: { sub: undefined }, reason: "missing_claim" },
  { what: "sub empty", claims: { sub: "" }, reason: "malformed_claim" },
  { what: "sub a number", claims: { sub: 1 }, reason: "malformed_claim" },
  {
    what: "no client_id",
    claims: { client_id: undefined },
    reason: "missing_claim",
  },
  { what: "no jti", claims: { jti: undefined }, reason: "missing_claim" },
  { what: "scope a list", claims: { scope: ["a"] }, reason: "malformed_claim" },
  {
    what: "scope with a quote",
    claims: { scope: '"' },
    reason: "malformed_claim",
  },
  // RFC 7800 §3.1, RFC 8705 §3, RFC 9449 §7
  {
    what: "bound to a key",
    claims: { cnf: { jkt: "x" } },
    reason: "bound_token",
  },
  { what: "bound to null", claims: { cnf: null }, reason: "bound_token" },
];

for (const { what, claims, header, reason } of CASES) {
  Deno.test(`verify: a token is refused: ${what}`, async () => {
    const text = await token(claims, header);
    const error = await refusalOf(testVerifier().verify(text));

    assertEquals([error.error, error.status, error.reason], [
      "invalid_token",
      401,
      reason,
    ]);
  });
}
