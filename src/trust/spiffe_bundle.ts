/**
 * The keys of a SPIFFE bundle that verify JWT-SVIDs (SPIFFE Trust Domain and
 * Bundle §4, JWT-SVID §6).
 *
 * Why a reading of its own: a bundle says in `use` what a key is for, in words
 * that JWK does not have, and holds the certificates of X.509-SVIDs beside
 * them. A key for those must not verify a token: who may sign certificates is
 * decided elsewhere.
 *
 * @module
 */

import type { JsonWebKey, JsonWebKeySet } from "../client.ts";
import {
  type VerificationKeys,
  verificationKeys,
} from "../keys/verification_keys.ts";

/** JWT-SVID §2.1: what a JWT-SVID may be signed with. */
export const JWT_SVID_ALGORITHMS: ReadonlySet<string> = new Set([
  "RS256",
  "RS384",
  "RS512",
  "ES256",
  "ES384",
  "ES512",
  "PS256",
  "PS384",
  "PS512",
]);

/**
 * Makes the keys of a bundle ready to verify. Keys of another `use`, or
 * without a key ID, are left out (JWT-SVID §6.2).
 *
 * @param bundle The bundle, which must not change afterwards.
 * @returns The keys that verify JWT-SVIDs.
 */
export function spiffeBundleKeys(bundle: JsonWebKeySet): VerificationKeys {
  const keys: readonly JsonWebKey[] = Array.isArray(bundle?.keys)
    ? bundle.keys
    : [];
  return verificationKeys(
    { keys: keys.filter(isOfJwtSvids).map(({ use: _, ...key }) => key) },
    (_, alg) => JWT_SVID_ALGORITHMS.has(alg),
  );
}

function isOfJwtSvids(key: JsonWebKey): boolean {
  return key?.use === "jwt-svid" && typeof key.kid === "string" &&
    key.kid !== "";
}
