/**
 * Public keys as key services hand them out: SubjectPublicKeyInfo in PEM (RFC
 * 7468 §13).
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import { algorithm, type SigningAlgorithm } from "./algorithms.ts";
import { exportJwk } from "./crypto_keys.ts";
import { bytesOfPem } from "./pem.ts";
import { publishedJwk } from "./public_jwk.ts";
import { requireSoundRsaKey } from "./rsa_modulus.ts";
import { requireSupport } from "./supported_algorithms.ts";
import { thumbprint } from "./thumbprint.ts";

/**
 * Reads a public key.
 *
 * @param alg The algorithm that it is for.
 * @param pem The key: `-----BEGIN PUBLIC KEY-----`.
 * @returns Its JWK, with its thumbprint as `kid`.
 * @throws {TypeError} When it is not a public key for the algorithm.
 *
 * @example
 * ```ts
 * import { publicJwkFromPem } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const jwk = await publicJwkFromPem(
 *   "EdDSA",
 *   `-----BEGIN PUBLIC KEY-----
 * MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
 * -----END PUBLIC KEY-----`,
 * );
 * assertEquals(jwk.kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
 * ```
 */
export async function publicJwkFromPem(
  alg: SigningAlgorithm,
  pem: string,
): Promise<JsonWebKey> {
  const entry = algorithm(alg);
  await requireSupport(entry);
  const spki = bytesOfPem("PUBLIC KEY", pem);
  let members: JsonWebKey;
  try {
    members = await exportJwk(
      await crypto.subtle.importKey("spki", spki!, entry.generate, true, [
        "verify",
      ]),
    );
  } catch {
    throw new TypeError(`pem is not a public key for ${alg} in PEM`);
  }
  if (entry.kty === "RSA") requireSoundRsaKey(members, "pem");
  const kid = thumbprint({ ...members, alg });
  return publishedJwk({ ...members, kid, alg });
}
