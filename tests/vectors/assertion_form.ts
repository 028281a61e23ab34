/**
 * Vectors: the form of an assertion (RFC 7515, RFC 8725).
 *
 * @module
 */

import { encodeTextBase64Url } from "../../src/encoding/base64url.ts";
import {
  EC,
  ED,
  publicPart,
  STRANGER,
} from "../runtimes/servers/client_keys.ts";
import { assertionVector, type Row } from "./assertion_vector.ts";
import { invalidClient, type Vector } from "./vector.ts";

const HEADER = { alg: "EdDSA", kid: "ed", typ: "JWT" };
const head = (more: string) => `{"alg":"EdDSA","kid":"ed",${more}}`;
const claims = (more: string) =>
  `{"iss":"ed","sub":"ed","aud":"https://as.example.com","exp":1700000060,"jti":"x"${more}}`;
const deep = "[".repeat(40) + "]".repeat(40);
const parts = (change: (parts: string[]) => string[]) => (jwt: string) =>
  change(jwt.split(".")).join(".");
const last = (text: string, by: (character: string) => string) =>
  text.slice(0, -1) + by(text.at(-1)!);
const flip = (text: string, at: number) =>
  text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

/** Rows: id, section, what, the change, the reason. */
// deno-fmt-ignore -- a table, a row on a line
const ROWS: readonly Row[] = [
  // Serialization.
  ["empty-parts", "RFC 7515 §3.1", "two dots and nothing else", { text: () => ".." }, "jwt_header_not_json"],
  ["two-parts", "RFC 7515 §3.1", "no signature part", { text: parts(([h, p]) => [h!, p!]) }, "jwt_not_three_parts"],
  ["four-parts", "RFC 7515 §3.1", "a part too many", { text: (jwt) => `${jwt}.` }, "jwt_not_three_parts"],
  ["five-parts", "RFC 7516 §3.1", "as many parts as a JWE", { text: (jwt) => `${jwt}.AA.AA` }, "jwt_not_three_parts"],
  ["json-serialization", "RFC 7515 §3.2", "JSON serialization", { text: parts(([h, p, s]) => [JSON.stringify({ protected: h, payload: p, signature: s })]) }, "jwt_not_three_parts"],
  ["not-a-jwt", "RFC 7523 §2.2", "a word", { text: () => "letmein" }, "jwt_not_three_parts"],
  ["too-long", "RFC 8259 §9", "more than 8192 characters", { difference: { claims: { x: "y".repeat(6_200) } } }, "jwt_too_long"],
  ["bearer-prefix", "RFC 7515 §3.1", "a scheme before it", { text: (jwt) => `Bearer ${jwt}` }, "jwt_not_base64url"],
  ["quoted", "RFC 7515 §3.1", "in quotes", { text: (jwt) => `"${jwt}"` }, "jwt_not_base64url"],
  ["trailing-newline", "RFC 7515 §2", "a line break at its end", { text: (jwt) => `${jwt}\n` }, "jwt_not_base64url"],
  ["inner-blank", "RFC 7515 §2", "a blank inside", { text: parts(([h, p, s]) => [h!, ` ${p}`, s!]) }, "jwt_not_base64url"],
  ["padded", "RFC 7515 §2", "base64 padding", { text: (jwt) => `${jwt}==` }, "jwt_not_base64url"],
  ["base64-alphabet", "RFC 4648 §5", "the other alphabet", { text: parts(([h, p]) => [h!, p!, "+/".repeat(43)]) }, "jwt_not_base64url"],
  ["unused-bits-of-signature", "RFC 4648 §3.5", "unused bits set in the last character", { text: (jwt) => last(jwt, (c) => ({ A: "B", Q: "R", g: "h", w: "x" })[c]!) }, "jwt_not_base64url"],
  ["one-character-too-many", "RFC 4648 §3.5", "a length that no bytes have", { text: (jwt) => `${jwt}AAA` }, "jwt_not_base64url"],
  // Header.
  ["header-empty", "RFC 7515 §5.2", "no header", { text: parts(([, p, s]) => ["", p!, s!]) }, "jwt_header_not_json"],
  ["header-not-json", "RFC 7515 §5.2", "a header that is no JSON", { difference: { headerText: "{alg:EdDSA}" } }, "jwt_header_not_json"],
  ["header-array", "RFC 7515 §4", "a header that is an array", { difference: { headerText: "[]" } }, "jwt_header_not_an_object"],
  ["header-bom", "RFC 8259 §8.1", "a byte order mark", { difference: { headerText: `\ufeff${JSON.stringify(HEADER)}` } }, "jwt_header_not_json"],
  ["header-duplicate-alg", "RFC 7515 §4", "alg twice", { difference: { headerText: head('"alg":"EdDSA"') } }, "jwt_header_duplicate_member"],
  ["header-duplicate-escaped", "RFC 7515 §4", "kid twice, once escaped", { difference: { headerText: head('"\\u006bid":"ed"') } }, "jwt_header_duplicate_member"],
  ["header-deep", "RFC 8259 §9", "nesting without end", { difference: { headerText: head(`"x":${deep}`) } }, "jwt_header_nested_too_deeply"],
  ["crit-unknown", "RFC 7515 §4.1.11", "an extension that nobody knows", { difference: { header: { crit: ["urn:example:x"], "urn:example:x": true } } }, "jwt_critical_header"],
  ["crit-registered", "RFC 7515 §4.1.11", "crit that names a registered member", { difference: { header: { crit: ["kid"] } } }, "jwt_critical_header"],
  ["crit-empty", "RFC 7515 §4.1.11", "an empty crit", { difference: { header: { crit: [] } } }, "jwt_critical_header"],
  ["crit-b64", "RFC 7797 §6", "an unencoded payload", { difference: { header: { crit: ["b64"], b64: false } } }, "jwt_critical_header"],
  ["b64-alone", "RFC 7797 §6", "b64 without crit", { difference: { header: { b64: false } } }, "jwt_unencoded_payload"],
  ["alg-missing", "RFC 7515 §4.1.1", "no alg", { difference: { header: { alg: undefined } } }, "jwt_alg_missing"],
  ["alg-number", "RFC 7515 §4.1.1", "an alg that is a number", { difference: { header: { alg: 256 } } }, "jwt_alg_missing"],
  ["alg-list", "RFC 7515 §4.1.1", "a list of alg", { difference: { header: { alg: ["EdDSA"] } } }, "jwt_alg_missing"],
  ["kid-number", "RFC 7515 §4.1.4", "a kid that is a number", { difference: { header: { kid: 1 } } }, "jwt_kid_not_text"],
  ["kid-null", "RFC 7515 §4.1.4", "a kid that is null", { difference: { header: { kid: null } } }, "jwt_kid_not_text"],
  ["typ-number", "RFC 7515 §4.1.9", "a typ that is a number", { difference: { header: { typ: 1 } } }, "jwt_typ_not_text"],
  // Payload.
  ["payload-empty", "RFC 7519 §7.2", "no payload", { difference: { claimsText: "" } }, "jwt_payload_not_json"],
  ["payload-array", "RFC 7519 §7.2", "a payload that is an array", { difference: { claimsText: "[]" } }, "jwt_payload_not_an_object"],
  ["payload-null", "RFC 7519 §7.2", "a payload that is null", { difference: { claimsText: "null" } }, "jwt_payload_not_an_object"],
  ["payload-nested-jwt", "RFC 7519 §5.2", "a JWT in a JWT", { difference: { header: { cty: "JWT" }, claimsText: '"a.b.c"' } }, "jwt_payload_not_an_object"],
  ["payload-duplicate-sub", "RFC 7519 §4", "sub twice", { difference: { claimsText: claims(',"sub":"ec"') } }, "jwt_payload_duplicate_member"],
  ["payload-duplicate-inside", "RFC 8259 §4", "a member twice, further inside", { difference: { claimsText: claims(',"x":[{"y":1,"y":2}]') } }, "jwt_payload_duplicate_member"],
  ["payload-deep", "RFC 8259 §9", "nesting without end", { difference: { claimsText: claims(`,"x":${deep}`) } }, "jwt_payload_nested_too_deeply"],
  ["payload-not-utf8", "RFC 7515 §3", "bytes that are not UTF-8", { text: parts(([h, , s]) => [h!, "e_99", s!]) }, "jwt_payload_not_utf8"],
  // Algorithm and key.
  ["alg-none", "RFC 8725 §3.2", "alg none, without a signature", { difference: { header: { alg: "none" } }, text: parts(([h, p]) => [h!, p!, ""]) }, "assertion_alg_not_allowed"],
  ["alg-none-signed", "RFC 8725 §3.2", "alg none, with a signature", { difference: { header: { alg: "none" } } }, "assertion_alg_not_allowed"],
  ["alg-none-case", "RFC 8725 §3.2", "alg nOnE", { difference: { header: { alg: "nOnE" } }, text: parts(([h, p]) => [h!, p!, ""]) }, "assertion_alg_not_allowed"],
  ["alg-hs256-public-key", "RFC 8725 §2.1", "HMAC with the public key", { difference: { alg: "HS256", key: publicPart(ED) } }, "assertion_alg_not_allowed"],
  ["alg-hs512", "RFC 8725 §2.1", "HS512", { difference: { alg: "HS512", key: publicPart(EC) } }, "assertion_alg_not_allowed"],
  ["alg-case", "RFC 7515 §4.1.1", "alg in another case", { difference: { header: { alg: "eddsa" } } }, "assertion_alg_not_allowed"],
  ["alg-empty", "RFC 7515 §4.1.1", "an empty alg", { difference: { header: { alg: "" } } }, "assertion_alg_not_allowed"],
  ["alg-es256k", "RFC 8812 §3.2", "ES256K", { difference: { header: { alg: "ES256K" } } }, "assertion_alg_not_allowed"],
  ["alg-encryption", "RFC 7518 §4.1", "RSA-OAEP", { difference: { header: { alg: "RSA-OAEP" } } }, "assertion_alg_not_allowed"],
  ["alg-prototype", "RFC 8725 §3.1", "the name of a member that every object has", { difference: { header: { alg: "__proto__" } } }, "assertion_alg_not_allowed"],
  ["alg-of-other-type", "RFC 8725 §3.1", "an alg that the key is not of", { difference: { header: { alg: "ES256" } } }, "assertion_key_not_registered"],
  ["alg-rsa-for-ed", "RFC 8725 §3.1", "RS256 for an Ed25519 key", { difference: { header: { alg: "RS256" } } }, "assertion_key_not_registered"],
  ["signature-missing", "RFC 7515 §5.2", "no signature", { text: parts(([h, p]) => [h!, p!, ""]) }, "assertion_signature_wrong"],
  ["signature-short", "RFC 8037 §3.1", "a signature cut short", { text: parts(([h, p, s]) => [h!, p!, s!.slice(0, 84)]) }, "assertion_signature_wrong"],
  ["signature-of-zeros", "RFC 8037 §3.1", "a signature of zeros", { text: parts(([h, p]) => [h!, p!, "A".repeat(86)]) }, "assertion_signature_wrong"],
  ["signature-changed", "RFC 7515 §5.2", "a bit of the signature changed", { text: parts(([h, p, s]) => [h!, p!, flip(s!, 10)]) }, "assertion_signature_wrong"],
  ["payload-changed", "RFC 7515 §5.2", "another jti than was signed", { text: parts(([h, , s]) => [h!, encodeTextBase64Url(claims("")), s!]) }, "assertion_signature_wrong"],
  ["header-changed", "RFC 7515 §5.2", "another header than was signed", { text: parts(([, p, s]) => [encodeTextBase64Url(head('"x":1')), p!, s!]) }, "assertion_signature_wrong"],
  ["key-of-stranger", "RFC 7523 §3", "the key of somebody else", { difference: { key: { ...STRANGER, kid: "ed" } } }, "assertion_signature_wrong"],
  ["embedded-jwk", "RFC 8725 §3.10", "the key comes with it", { difference: { key: STRANGER, header: { kid: "ed", jwk: publicPart(STRANGER) } } }, "assertion_signature_wrong"],
  ["embedded-jwk-without-kid", "RFC 8725 §3.10", "the key comes with it, without kid", { difference: { key: STRANGER, header: { kid: undefined, jwk: publicPart(STRANGER) } } }, "assertion_signature_wrong"],
  ["embedded-jku", "RFC 8725 §3.10", "a URL of keys", { difference: { key: STRANGER, header: { kid: undefined, jku: "https://attacker.example/jwks" } } }, "assertion_signature_wrong"],
  ["embedded-x5u", "RFC 8725 §3.10", "a URL of certificates", { difference: { key: STRANGER, header: { kid: undefined, x5u: "https://attacker.example/cert" } } }, "assertion_signature_wrong"],
  ["embedded-x5c", "RFC 8725 §3.10", "a certificate comes with it", { difference: { key: STRANGER, header: { kid: undefined, x5c: ["MIIB"] } } }, "assertion_signature_wrong"],
  ["kid-unknown", "RFC 7515 §4.1.4", "a kid that is not registered", { difference: { header: { kid: "other" } } }, "assertion_key_not_registered"],
  ["kid-empty", "RFC 7515 §4.1.4", "an empty kid", { difference: { header: { kid: "" } } }, "assertion_key_not_registered"],
  ["kid-path", "RFC 8725 §3.10", "a kid that is a path", { difference: { header: { kid: "../../dev/null" } } }, "assertion_key_not_registered"],
  ["kid-sql", "RFC 8725 §3.10", "a kid that is a query", { difference: { header: { kid: "' OR 1=1 --" } } }, "assertion_key_not_registered"],
  ["kid-of-other-client", "RFC 7523 §3", "the kid of another client's key", { difference: { header: { kid: "ec" } } }, "assertion_key_not_registered"],
];

/** The vectors. */
export async function formVectors(): Promise<readonly Vector[]> {
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
