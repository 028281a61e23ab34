/**
 * Vectors: what must be accepted, each beside a limit, and what must then be
 * refused because it was.
 *
 * @module
 */

import { EC, ED, RSA } from "../runtimes/servers/client_keys.ts";
import { assertionVector, type Change } from "./assertion_vector.ts";
import { invalidClient, NOW, type Vector } from "./vector.ts";

const AS = "https://as.example.com";

/** Id, section, what it is, the change. */
type AcceptedRow = readonly [string, string, string, Change?];

// deno-fmt-ignore -- a table, a row on a line
const ROWS: readonly AcceptedRow[] = [
  ["usual", "RFC 7523 §2.2", "issuer and subject are the client"],
  ["client-id", "RFC 7521 §4.2", "client_id repeated beside it", { parameters: { client_id: "ed" } }],
  ["token-endpoint", "RFC 7523 §3", "the token endpoint for aud", { difference: { claims: { aud: `${AS}/token` } } }],
  ["list", "RFC 7519 §4.1.3", "a list for aud, all of it us", { difference: { claims: { aud: [AS, `${AS}/token`] } } }],
  ["without-kid", "RFC 7515 §4.1.4", "no kid", { difference: { header: { kid: undefined } } }],
  ["without-typ", "RFC 7515 §4.1.9", "no typ", { difference: { header: { typ: undefined } } }],
  ["typ-media-type", "RFC 7515 §4.1.9", "the media type in full, in another case", { difference: { header: { typ: "application/JWT" } } }],
  ["typ-client-authentication", "RFC 8725 §3.11", "the type of its own", { difference: { header: { typ: "client-authentication+jwt" } } }],
  ["ed25519", "RFC 9864 §2.2", "EdDSA under its new name", { difference: { alg: "Ed25519" } }],
  ["rs256", "RFC 7518 §3.3", "RS256", { difference: { client_id: "rsa", key: RSA, alg: "RS256" } }],
  ["es256", "RFC 7518 §3.4", "ES256", { difference: { client_id: "ec", key: EC, alg: "ES256" } }],
  ["registered-alg", "RFC 7591 §2", "the registered PS256", { difference: { client_id: "registered for PS256", key: RSA, alg: "PS256" } }],
  ["one-of-several", "RFC 7517 §5", "one of several keys, without kid", { difference: { client_id: "all", key: ED, header: { kid: undefined } } }],
  ["exp-skew", "RFC 7523 §3 (4)", "expired, within the skew", { difference: { claims: { exp: NOW - 29 } } }],
  ["exp-far", "RFC 7523 §3 (4)", "as far away as it may be", { difference: { claims: { exp: NOW + 330 } } }],
  ["exp-fraction", "RFC 7519 §2", "a fraction of a second", { difference: { claims: { exp: NOW + 0.5 } } }],
  ["nbf-skew", "RFC 7523 §3 (5)", "not yet valid, within the skew", { difference: { claims: { nbf: NOW + 30 } } }],
  ["without-iat", "RFC 7523 §3 (6)", "no iat", { difference: { claims: { iat: undefined } } }],
  ["unknown-members", "RFC 7519 §4", "members that mean nothing here", { difference: { header: { jku: "https://x.example", x5t: "x" }, claims: { scope: "admin", nonce: "n" } } }],
];

/** The vectors; the last two of them come after the first. */
export async function acceptedVectors(): Promise<readonly Vector[]> {
  const accepted = await Promise.all(
    ROWS.map(([id, section, about, change = {}]) =>
      assertionVector([`accepted/${id}`, section, about], change, "token")
    ),
  );
  const [first] = accepted as [Vector, ...Vector[]];
  const replayed = invalidClient("assertion_replayed");
  const same: Vector = {
    ...await assertionVector(
      ["replay/same", "RFC 7523 §3 (7)", "the same assertion again"],
      {},
      replayed,
    ),
    request: first.request,
    after: first.id,
  };
  const claims = { jti: first.id, exp: NOW + 90 };
  const other: Vector = {
    ...await assertionVector(
      ["replay/same-jti", "RFC 7523 §3 (7)", "another assertion, the same jti"],
      { difference: { claims } },
      replayed,
    ),
    after: first.id,
  };
  return [...accepted, same, other];
}
