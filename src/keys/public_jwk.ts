/**
 * Public keys as they are published (RFC 7517): by a list of what is public,
 * so that a private member of a kind that nobody thought of stays inside.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";

/**
 * The members that describe a public key (RFC 7518 §6, RFC 8037 §2), with
 * the `pub` of AKP keys (ML-DSA).
 *
 * @param jwk A key, public or private.
 * @returns Its public members, without `kid`, `alg` and `use`.
 */
export function publicMembers(jwk: JsonWebKey): JsonWebKey {
  const { kty, crv, x, y, n, e, pub } = jwk;
  return Object.fromEntries(
    Object.entries({ kty, crv, x, y, n, e, pub }).filter(([, v]) =>
      v !== undefined
    ),
  );
}

/**
 * The form in which a key is published: public members with `kid`, `alg` and
 * `use` (RFC 7517 §4).
 *
 * @param jwk The key, with its `kid` and `alg`.
 * @returns The entry of the JWK Set.
 */
export function publishedJwk(jwk: JsonWebKey): JsonWebKey {
  const { kid, alg } = jwk;
  return Object.freeze({
    ...publicMembers(jwk),
    ...(kid !== undefined && { kid }),
    ...(alg !== undefined && { alg }),
    use: "sig",
  });
}
