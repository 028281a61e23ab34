/**
 * Vectors: what an assertion says (RFC 7521, RFC 7523, RFC 7519).
 *
 * @module
 */

import { EC, P384, RSA, WEAK } from "../runtimes/servers/client_keys.ts";
import { assertionVector, type Change, type Row } from "./assertion_vector.ts";
import type { Difference } from "./signing.ts";
import { invalidClient, NOW, type Vector } from "./vector.ts";

const AS = "https://as.example.com";

const said = (claims: Difference["claims"]): Change => ({
  difference: { claims: claims! },
});
const typed = (typ: string): Change => ({ difference: { header: { typ } } });
const by = (client_id: string, more: Difference = {}): Change => ({
  difference: { client_id, ...more },
});

/** As many names for a claim as make it wrong: id, what it is, its value. */
function claim(
  name: string,
  section: string,
  rows: readonly (readonly [string, string, unknown, string])[],
): readonly Row[] {
  return rows.map(([id, about, value, reason]) => [
    `${name}-${id}`,
    section,
    about,
    said({ [name]: value }),
    reason,
  ]);
}

// deno-fmt-ignore -- a table, a row on a line
const ROWS: readonly Row[] = [
  ...[
    ...["at+jwt", "application/at+jwt", "AT+JWT", "dpop+jwt", "secevent+jwt"],
    ...["logout+jwt", "oauth-id-jag+jwt", "token-introspection+jwt", "", "JOSE"],
  ].map((typ, i): Row => [
    `typ-${i}`,
    "RFC 8725 §3.11",
    `typ ${JSON.stringify(typ)}`,
    typed(typ),
    "assertion_type_not_allowed",
  ]),
  ...claim("iss", "RFC 7523 §3 (1)", [
    ["missing", "no iss", undefined, "assertion_without_issuer"],
    ["empty", "an empty iss", "", "assertion_without_issuer"],
    ["null", "an iss that is null", null, "assertion_without_issuer"],
    ["list", "a list for iss", ["ed"], "assertion_without_issuer"],
    ["other", "the iss of another client", "ec", "assertion_issuer_is_not_client"],
    ["server", "the server for iss", AS, "assertion_issuer_is_not_client"],
    ["case", "iss in another case", "ED", "assertion_issuer_is_not_client"],
  ]),
  ...claim("sub", "RFC 7523 §3 (2)", [
    ["missing", "no sub", undefined, "assertion_without_subject"],
    ["number", "a number for sub", 1, "assertion_without_subject"],
    ["other", "the sub of another client", "ec", "assertion_issuer_is_not_client"],
    ["blank", "sub with a blank", "ed ", "assertion_issuer_is_not_client"],
  ]),
  ...claim("aud", "RFC 7523 §3 (3)", [
    ["missing", "no aud", undefined, "assertion_without_audience"],
    ["empty", "an empty aud", "", "assertion_without_audience"],
    ["empty-list", "an empty list for aud", [], "assertion_without_audience"],
    ["object", "an object for aud", { aud: AS }, "assertion_without_audience"],
    ["null", "aud that is null", null, "assertion_without_audience"],
    ["other", "another server", "https://other.example", "assertion_for_other_audience"],
    ["slash", "a slash too many", `${AS}/`, "assertion_for_other_audience"],
    ["case", "a host in another case", "https://AS.example.com", "assertion_for_other_audience"],
    ["prefix", "a host that begins like ours", `${AS}.evil.example`, "assertion_for_other_audience"],
    ["http", "another scheme", "http://as.example.com", "assertion_for_other_audience"],
    ["jwks", "another URL of ours", `${AS}/jwks`, "assertion_for_other_audience"],
    ["client", "the client itself", "ed", "assertion_for_other_audience"],
    ["one-of-two", "we and another server", [AS, "https://other.example"], "assertion_for_other_audience"],
    ["number-in-list", "a number beside us", [AS, 1], "assertion_for_other_audience"],
    ["nested", "a list in a list", [[AS]], "assertion_for_other_audience"],
  ]),
  ...claim("exp", "RFC 7523 §3 (4)", [
    ["missing", "no exp", undefined, "assertion_without_expiry"],
    ["null", "exp that is null", null, "assertion_without_expiry"],
    ["text", "a text for exp", `${NOW + 60}`, "assertion_without_expiry"],
    ["true", "true for exp", true, "assertion_without_expiry"],
    ["list", "a list for exp", [NOW + 60], "assertion_without_expiry"],
    ["past", "expired, beyond the skew", NOW - 30, "assertion_expired"],
    ["zero", "exp 0", 0, "assertion_expired"],
    ["negative", "a negative exp", -1, "assertion_expired"],
    ["milliseconds", "exp in milliseconds", (NOW + 60) * 1_000, "assertion_expires_too_late"],
    ["late", "further away than five minutes and the skew", NOW + 331, "assertion_expires_too_late"],
  ]),
  [
    "exp-infinite",
    "RFC 7519 §2",
    "a number that is too large for a double",
    { difference: { claimsText: `{"iss":"ed","sub":"ed","aud":"${AS}","jti":"inf","exp":1e400}` } },
    "assertion_without_expiry",
  ],
  ...claim("nbf", "RFC 7523 §3 (5)", [
    ["future", "not yet valid, beyond the skew", NOW + 31, "assertion_not_yet_valid"],
    ["text", "a text for nbf", `${NOW}`, "assertion_not_yet_valid"],
    ["null", "nbf that is null", null, "assertion_not_yet_valid"],
  ]),
  ...claim("iat", "RFC 7523 §3 (6)", [
    ["future", "issued in the future, beyond the skew", NOW + 31, "assertion_issued_in_future"],
    ["text", "a text for iat", `${NOW}`, "assertion_issued_in_future"],
  ]),
  ...claim("jti", "RFC 7523 §3 (7)", [
    ["missing", "no jti", undefined, "assertion_without_jti"],
    ["empty", "an empty jti", "", "assertion_without_jti"],
    ["number", "a number for jti", 7, "assertion_without_jti"],
    ["null", "jti that is null", null, "assertion_without_jti"],
  ]),
  // Clients and their keys.
  ["unknown-client", "RFC 7521 §4.2", "a client that is not registered", by("nobody"), "unknown_client"],
  ["long-client", "RFC 7521 §4.2", "an id of more than 255 bytes", by("x".repeat(256)), "unknown_client"],
  ["disabled-client", "RFC 7521 §4.2", "a client that is disabled", by("disabled"), "client_disabled"],
  ["method-not-registered", "RFC 7591 §2", "a client that is registered for Basic", by("secret by method"), "method_not_registered"],
  ["client-with-secret", "RFC 7591 §2", "a client that has a secret alone", by("orders"), "method_not_registered"],
  ["public-client", "RFC 7591 §2", "a client registered for none", by("public"), "method_not_registered"],
  ["client-without-keys", "RFC 7523 §3", "a client with an empty key set", by("without keys"), "assertion_key_not_registered"],
  ["weak-rsa", "RFC 8725 §3.5", "an RSA key of 1024 bits", by("weak", { key: WEAK, alg: "RS256" }), "assertion_key_not_registered"],
  ["use-enc", "RFC 7517 §4.2", "a key for encryption", by("for encryption"), "assertion_key_not_registered"],
  ["key-ops", "RFC 7517 §4.3", "a key whose key_ops has no verify", by("for derivation"), "assertion_key_not_registered"],
  ["key-alg", "RFC 7517 §4.4", "PS256 with a key for RS256", by("for RS256", { key: RSA, alg: "PS256" }), "assertion_key_not_registered"],
  ["registered-alg", "RFC 7591 §2", "RS256 where PS256 is registered", by("registered for PS256", { key: RSA, alg: "RS256" }), "assertion_alg_not_registered"],
  ["curve", "RFC 7518 §3.4", "ES256 with a key on P-384", by("p384", { key: EC, alg: "ES256", header: { kid: "p384" } }), "assertion_key_not_registered"],
  ["curve-of-alg", "RFC 7518 §3.4", "ES384 with a key on P-256", by("ec", { key: P384, alg: "ES384", header: { kid: "ec" } }), "assertion_key_not_registered"],
  ["rsa-padding", "RFC 7518 §3.5", "RS256 under the name PS256", by("rsa", { key: RSA, alg: "RS256", header: { alg: "PS256" } }), "assertion_signature_wrong"],
  ["rsa-hash", "RFC 7518 §3.3", "RS256 under the name RS512", by("rsa", { key: RSA, alg: "RS256", header: { alg: "RS512" } }), "assertion_signature_wrong"],
  ["kid-of-key-without", "RFC 7515 §4.1.4", "a kid where the registered key has none", by("without kid"), "assertion_key_not_registered"],
  // The request.
  ["client-id-contradicts", "RFC 7521 §4.2", "another client_id beside it", { parameters: { client_id: "ec" } }, "client_id_contradicts_assertion"],
  ["client-id-unknown", "RFC 7521 §4.2", "an unknown client_id beside it", { parameters: { client_id: "nobody" } }, "client_id_contradicts_assertion"],
  ["type-saml", "RFC 7522 §2.2", "a SAML assertion", { parameters: { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" } }, "unknown_client_assertion_type"],
  ["type-grant", "RFC 7523 §2.2", "the name of the grant for the type", { parameters: { client_assertion_type: "urn:ietf:params:oauth:grant-type:jwt-bearer" } }, "unknown_client_assertion_type"],
];

/** The vectors. */
export async function claimVectors(): Promise<readonly Vector[]> {
  return await Promise.all(
    ROWS.map(([id, section, about, change, reason]) =>
      assertionVector(
        [`assertion/${id}`, section, about],
        change,
        invalidClient(reason),
      )
    ),
  );
}
