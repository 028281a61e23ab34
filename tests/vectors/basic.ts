/**
 * Vectors: HTTP Basic (RFC 6749 §2.3.1, RFC 7617).
 *
 * @module
 */

import { basic, rawBasic } from "../fixtures.ts";
import { SECRET } from "./clients.ts";
import {
  type Expected,
  invalidClient,
  invalidRequest,
  type Vector,
  vector,
} from "./vector.ts";

const GRANT = "grant_type=client_credentials";
const RIGHT = basic("orders", SECRET);

/** Bytes that are no text. */
function bytes(...values: number[]): string {
  return `Basic ${btoa(String.fromCharCode(...values))}`;
}

/** Id, section, what it is, the header, the answer, more of the body. */
type BasicRow = readonly [string, string, string, string, Expected, string?];

// deno-fmt-ignore -- a table, a row on a line
const ROWS: readonly BasicRow[] = [
  ["right", "RFC 6749 §2.3.1", "encoded id and secret", RIGHT, "token"],
  ["scheme-case", "RFC 9110 §11.1", "the scheme in another case", RIGHT.replace("Basic", "bASIC"), "token"],
  ["raw", "RFC 7617 §2", "a secret that is not encoded, as curl sends it", rawBasic(`orders:${SECRET}`), "token"],
  ["encoded-id", "RFC 6749 §2.3.1", "a colon and a blank in the id, encoded", basic("a:b c", SECRET), "token"],
  ["client-id", "RFC 6749 §3.2.1", "client_id repeated in the body", RIGHT, "token", "&client_id=orders"],
  ["wrong-secret", "RFC 6749 §5.2", "another secret", basic("orders", "wrong"), invalidClient("wrong_secret")],
  ["empty-secret", "RFC 6749 §2.3.1", "an empty secret", basic("orders", ""), invalidClient("wrong_secret")],
  ["secret-case", "RFC 6749 §2.3.1", "the secret in another case", basic("orders", SECRET.toUpperCase()), invalidClient("wrong_secret")],
  ["secret-blank", "RFC 6749 §2.3.1", "a blank behind the secret", basic("orders", `${SECRET} `), invalidClient("wrong_secret")],
  ["secret-nul", "RFC 6749 §2.3.1", "NUL behind the secret", basic("orders", `${SECRET}\0`), invalidClient("wrong_secret")],
  ["secret-twice-encoded", "RFC 6749 §2.3.1", "the secret encoded twice", basic("orders", encodeURIComponent(SECRET)), invalidClient("wrong_secret")],
  ["the-hash", "RFC 6749 §2.3.1", "the stored hash for the secret", basic("orders", "$2b$04$jMz2gUcoO5us.qWiqLmUROHI5N45QIso.SRGjmgkSEvQEgkQj4JBq"), invalidClient("wrong_secret")],
  ["too-long-secret", "RFC 6749 §2.3.1", "the secret and 100 characters", basic("orders", SECRET + "x".repeat(100)), invalidClient("wrong_secret")],
  ["unknown-client", "RFC 6749 §5.2", "an unknown id", basic("nobody", SECRET), invalidClient("unknown_client")],
  ["client-case", "RFC 6749 §2.2", "the id in another case", basic("ORDERS", SECRET), invalidClient("unknown_client")],
  ["client-blank", "RFC 6749 §2.2", "a blank behind the id", basic("orders ", SECRET), invalidClient("unknown_client")],
  ["long-client", "RFC 6749 §2.2", "an id of more than 255 bytes", basic("x".repeat(256), SECRET), invalidClient("unknown_client")],
  ["raw-colon-in-id", "RFC 7617 §2", "a colon in an id that is not encoded", rawBasic(`a:b c:${SECRET}`), invalidClient("unknown_client")],
  ["disabled", "RFC 6749 §5.2", "a client that is disabled", basic("disabled secret", SECRET), invalidClient("client_disabled")],
  ["expired", "RFC 6749 §5.2", "a secret that has expired", basic("expired", SECRET), invalidClient("expired_secret")],
  ["no-secret", "RFC 6749 §5.2", "a client without a secret", basic("secretless", "x"), invalidClient("no_secret")],
  ["post-only", "RFC 7591 §2", "a client registered for the body", basic("post only", SECRET), invalidClient("method_not_registered")],
  ["keys-and-secret", "RFC 7591 §2", "the secret of a client that has keys", basic("keys and secret", SECRET), invalidClient("method_not_registered")],
  ["public-client", "RFC 7591 §2", "a client registered for none", basic("public", "x"), invalidClient("method_not_registered")],
  ["nothing", "RFC 7617 §2", "the scheme alone", "Basic", invalidClient("malformed_basic_credentials")],
  ["no-colon", "RFC 7617 §2", "no colon", rawBasic("orders"), invalidClient("malformed_basic_credentials")],
  ["no-id", "RFC 7617 §2", "no id", rawBasic(`:${SECRET}`), invalidClient("malformed_basic_credentials")],
  ["no-base64", "RFC 7617 §2", "no base64", "Basic !!!!", invalidClient("malformed_basic_credentials")],
  ["base64url", "RFC 7617 §2", "the other alphabet", "Basic b3JkZXJzOn5-_w", invalidClient("malformed_basic_credentials")],
  ["no-utf8", "RFC 7617 §2.1", "bytes that are not UTF-8", bytes(0x6f, 0x3a, 0xff, 0xfe), invalidClient("malformed_basic_credentials")],
  ["surrogate", "RFC 3629 §3", "half of a surrogate pair", bytes(0x6f, 0x3a, 0xed, 0xa0, 0x80), invalidClient("malformed_basic_credentials")],
  ["overlong", "RFC 3629 §3", "a character in more bytes than it needs", bytes(0x6f, 0x3a, 0xc0, 0xaf), invalidClient("malformed_basic_credentials")],
  ["bearer", "RFC 6749 §5.2", "the scheme Bearer", "Bearer abc", invalidClient("unknown_authorization_scheme")],
  ["digest", "RFC 6749 §5.2", "the scheme Digest", 'Digest username="orders"', invalidClient("unknown_authorization_scheme")],
  ["dpop", "RFC 6749 §5.2", "the scheme DPoP", "DPoP abc", invalidClient("unknown_authorization_scheme")],
  ["prefix", "RFC 6749 §5.2", "a scheme that begins like Basic", RIGHT.replace("Basic", "Basics"), invalidClient("unknown_authorization_scheme")],
  ["client-id-contradicts", "RFC 6749 §3.2.1", "another client_id in the body", RIGHT, invalidRequest("client_id_contradicts_credential"), "&client_id=ed"],
  ["with-secret", "RFC 6749 §2.3", "a secret in the body as well", RIGHT, invalidRequest("several_credentials"), "&client_id=orders&client_secret=x"],
  ["with-assertion", "RFC 6749 §2.3", "an assertion as well", RIGHT, invalidRequest("several_credentials"), "&client_assertion=a.b.c"],
];

/** The vectors. */
export const BASIC_VECTORS: readonly Vector[] = ROWS.map(
  ([id, section, about, authorization, expected, more = ""]) =>
    vector(
      [`basic/${id}`, section, about],
      { headers: { authorization }, body: GRANT + more },
      expected,
    ),
);
