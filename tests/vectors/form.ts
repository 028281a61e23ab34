/**
 * Vectors: the form (RFC 6749 §3.2, RFC 8707, RFC 6749 Appendix B).
 *
 * @module
 */

import { SECRET } from "./clients.ts";
import {
  type Expected,
  invalidClient,
  invalidRequest,
  type Vector,
  vector,
} from "./vector.ts";

const WHO = `client_id=orders&client_secret=${encodeURIComponent(SECRET)}`;
const GRANT = "grant_type=client_credentials";
const GOOD = `${GRANT}&${WHO}`;
const ASSERTION = "client_assertion=a.b.c";

const scope = (reason: string): Expected => [400, "invalid_scope", reason];
const target = (reason: string): Expected => [400, "invalid_target", reason];
const grant = (
  reason: string,
): Expected => [400, "unsupported_grant_type", reason];
const media = (reason: string): Expected => [415, "invalid_request", reason];

/** Id, section, what it is, the body, the answer, more of the request. */
type FormRow = readonly [
  string,
  string,
  string,
  string,
  Expected,
  Partial<Vector["request"]>?,
];

// deno-fmt-ignore -- a table, a row on a line
const ROWS: readonly FormRow[] = [
  ["right", "RFC 6749 §4.4.2", "the secret in the body", GOOD, "token"],
  ["charset", "RFC 6749 App. B", "a charset beside the media type", GOOD, "token", { headers: { "content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8" } }],
  ["unknown-parameter", "RFC 6749 §3.2", "a parameter that nobody knows", `${GOOD}&x=1`, "token"],
  ["empty-parameter", "RFC 6749 §3.2", "a parameter without a value", `${GOOD}&scope=`, "token"],
  ["plus", "RFC 6749 App. B", "a blank as plus", `${GOOD}&scope=orders.read+orders.write`, "token"],
  ["query-ignored", "RFC 6749 §2.3.1", "parameters in the URL are not read", GOOD, "token", { query: "?scope=admin&grant_type=password" }],
  ["grant-missing", "RFC 6749 §4.4.2", "no grant_type", WHO, invalidRequest("grant_type_missing")],
  ["grant-empty", "RFC 6749 §3.2", "an empty grant_type", `grant_type=&${WHO}`, invalidRequest("grant_type_missing")],
  ["grant-in-url", "RFC 6749 §3.2", "grant_type in the URL alone", WHO, invalidRequest("grant_type_missing"), { query: `?${GRANT}` }],
  ["empty-body", "RFC 6749 §4.4.2", "no body", "", invalidRequest("grant_type_missing")],
  ["grant-unknown", "RFC 6749 §5.2", "the password grant", `grant_type=password&${WHO}`, grant("unknown_grant_type")],
  ["grant-case", "RFC 6749 §4.4.2", "grant_type in another case", `grant_type=Client_Credentials&${WHO}`, grant("unknown_grant_type")],
  ["grant-blank", "RFC 6749 §4.4.2", "a blank behind grant_type", `${GRANT}%20&${WHO}`, grant("unknown_grant_type")],
  ["grant-twice", "RFC 6749 §3.2", "grant_type twice", `${GOOD}&${GRANT}`, invalidRequest("repeated_parameter")],
  ["client-id-twice", "RFC 6749 §3.2", "client_id twice", `${GOOD}&client_id=orders`, invalidRequest("repeated_parameter")],
  ["secret-twice", "RFC 6749 §3.2", "client_secret twice", `${GOOD}&client_secret=x`, invalidRequest("repeated_parameter")],
  ["scope-twice", "RFC 6749 §3.2", "scope twice", `${GOOD}&scope=orders.read&scope=orders.write`, invalidRequest("repeated_parameter")],
  ["assertion-twice", "RFC 6749 §3.2", "client_assertion twice", `${GRANT}&${ASSERTION}&${ASSERTION}`, invalidRequest("repeated_parameter")],
  ["unknown-twice", "RFC 6749 §3.2", "an unknown parameter twice", `${GOOD}&x=1&x=2`, invalidRequest("repeated_parameter")],
  ["encoded-name-twice", "RFC 6749 App. B", "scope twice, once encoded", `${GOOD}&scope=orders.read&sc%6fpe=orders.write`, invalidRequest("repeated_parameter")],
  ["bad-percent", "RFC 6749 App. B", "a percent sign that encodes nothing", `${GOOD}&x=%zz`, invalidRequest("malformed_percent_encoding")],
  ["cut-percent", "RFC 6749 App. B", "a percent sign at the end", `${GOOD}&x=%4`, invalidRequest("malformed_percent_encoding")],
  ["bad-utf8", "RFC 6749 App. B", "bytes that are not UTF-8", `${GOOD}&x=%ff`, invalidRequest("malformed_percent_encoding")],
  ["overlong-utf8", "RFC 3629 §3", "a character in more bytes than it needs", `${GOOD}&x=%c0%af`, invalidRequest("malformed_percent_encoding")],
  ["json", "RFC 6749 §4.4.2", "JSON", '{"grant_type":"client_credentials"}', media("unsupported_media_type"), { headers: { "content-type": "application/json" } }],
  ["multipart", "RFC 6749 §4.4.2", "multipart", GOOD, media("unsupported_media_type"), { headers: { "content-type": "multipart/form-data; boundary=x" } }],
  ["json-as-form", "RFC 6749 §4.4.2", "JSON under the name of a form", '{"grant_type":"client_credentials"}', invalidRequest("grant_type_missing")],
  ["coding", "RFC 9110 §8.4", "a content coding", GOOD, media("unsupported_content_coding"), { headers: { "content-encoding": "gzip" } }],
  ["too-large", "RFC 9110 §15.5.14", "more than 16 KiB", `${GOOD}&x=${"y".repeat(16_384)}`, [413, "invalid_request", "body_too_large"]],
  ["method", "RFC 6749 §3.2", "PUT", GOOD, [405, "invalid_request", "method_not_allowed"], { method: "PUT" }],
  ["secret-in-url", "RFC 6749 §2.3.1", "a secret in the URL", GOOD, invalidRequest("credential_in_query"), { query: "?client_secret=x" }],
  ["assertion-in-url", "RFC 6749 §2.3.1", "an assertion in the URL", GOOD, invalidRequest("credential_in_query"), { query: "?client_assertion=x" }],
  ["token-in-url", "RFC 6750 §2.3", "a token in the URL", GOOD, invalidRequest("credential_in_query"), { query: "?access%5ftoken=x" }],
  ["secret-alone", "RFC 6749 §2.3.1", "a secret without client_id", `${GRANT}&client_secret=x`, invalidRequest("client_id_missing")],
  ["assertion-without-type", "RFC 7521 §4.2", "an assertion without its type", `${GRANT}&${ASSERTION}`, invalidRequest("client_assertion_type_missing")],
  ["type-without-assertion", "RFC 7521 §4.2", "a type without an assertion", `${GRANT}&client_assertion_type=x`, invalidRequest("client_assertion_missing")],
  ["secret-and-assertion", "RFC 6749 §2.3", "a secret and an assertion", `${GOOD}&${ASSERTION}`, invalidRequest("several_credentials")],
  ["nobody", "RFC 6749 §4.4.2", "no credential at all", GRANT, invalidClient("no_credential")],
  ["client-id-alone", "RFC 6749 §2.2", "client_id without a proof", `${GRANT}&client_id=orders`, invalidClient("method_not_registered")],
  ["public-client", "RFC 6749 §4.4", "a public client", `${GRANT}&client_id=public`, [400, "unauthorized_client", "public_client"]],
  ["wrong-secret", "RFC 6749 §5.2", "another secret", `${GRANT}&client_id=orders&client_secret=x`, invalidClient("wrong_secret")],
  ["scope-too-much", "RFC 6749 §3.3", "a scope that is not the client's", `${GOOD}&scope=orders.delete`, scope("scope_not_registered")],
  ["scope-quote", "RFC 6749 App. A.4", "a quote in a scope", `${GOOD}&scope=orders%22`, scope("scope_malformed")],
  ["scope-control", "RFC 6749 App. A.4", "a line break in a scope", `${GOOD}&scope=orders.read%0aorders.write`, scope("scope_malformed")],
  ["resource-unknown", "RFC 8707 §2", "a resource that is not the client's", `${GOOD}&resource=https://other.example/`, target("resource_not_registered")],
  ["resource-relative", "RFC 8707 §2", "a relative URI", `${GOOD}&resource=/orders`, target("resource_malformed")],
  ["resource-fragment", "RFC 8707 §2", "a fragment", `${GOOD}&resource=https://api.example.com/%23a`, target("resource_malformed")],
  ["resource-dots", "RFC 8707 §2", "dot segments", `${GOOD}&resource=https://api.example.com/a/..`, target("resource_malformed")],
  ["resource-userinfo", "RFC 8707 §2", "a user in the URI", `${GOOD}&resource=https://x@api.example.com/`, target("resource_malformed")],
  ["audience-unknown", "RFC 8693 §2.1", "an audience that is not the client's", `${GOOD}&audience=x`, target("audience_not_registered")],
];

/** The vectors. */
export const FORM_VECTORS: readonly Vector[] = ROWS.map(
  ([id, section, about, body, expected, more]) =>
    vector([`form/${id}`, section, about], { ...more, body }, expected),
);
