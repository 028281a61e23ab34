/**
 * The size of RSA keys.
 *
 * Why there is a greatest size: the work of a verification grows with the
 * square of it, and whoever publishes a key chooses what others work.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import { decodeBase64Url } from "../encoding/base64url.ts";

/** The smallest RSA modulus in bits (RFC 7518 §3.3 and §3.5). */
export const MINIMUM_RSA_BITS = 2048;

/** The greatest RSA modulus in bits that is verified with. */
export const MAXIMUM_RSA_BITS = 8192;

/** The greatest text of a modulus, with a little room for leading zeros. */
const MAXIMUM_LENGTH = 1376;

/** Exponents in use are 3 and 65537; a longer one would only cost time. */
const MAXIMUM_EXPONENT_BYTES = 4;

/**
 * How many bits the modulus of a key has.
 *
 * @param jwk The key.
 * @returns The bits, or `undefined` where it has no modulus that can be read.
 */
export function modulusBits(jwk: JsonWebKey): number | undefined {
  const { n } = jwk;
  if (typeof n !== "string" || n.length > MAXIMUM_LENGTH) return undefined;
  const bytes = decodeBase64Url(n);
  const first = bytes?.findIndex((byte) => byte !== 0) ?? -1;
  if (bytes === undefined || first < 0) return undefined;
  return 8 * (bytes.length - first) - (Math.clz32(bytes[first]!) - 24);
}

/**
 * Whether an RSA key may sign and verify: its size is within the bounds, and its
 * exponent is one that proves something. With the exponent 1 a signature is
 * what anybody can write down.
 *
 * @param jwk The key.
 * @returns Whether it may.
 */
export function isSoundRsaKey(jwk: JsonWebKey): boolean {
  if (!isSoundSize(modulusBits(jwk))) return false;
  if (typeof jwk.e !== "string" || jwk.e.length > 8) return false;
  const exponent = decodeBase64Url(jwk.e);
  if (exponent === undefined || exponent.length > MAXIMUM_EXPONENT_BYTES) {
    return false;
  }
  const value = exponent.reduce((sum, byte) => sum * 256 + byte, 0);
  return value >= 3 && value % 2 === 1;
}

/**
 * Fails where an RSA key of the operator is not sound.
 *
 * @param jwk The key.
 * @param name What the sentence calls it.
 * @throws {TypeError} Where it is not.
 */
export function requireSoundRsaKey(jwk: JsonWebKey, name: string): void {
  if (isSoundRsaKey(jwk)) return;
  const bits = modulusBits(jwk);
  throw new TypeError(
    bits === undefined || isSoundSize(bits)
      ? `${name} is not a valid JWK for RSA: its n or e is not one`
      : `${name} has ${bits} bits: RSA needs ${MINIMUM_RSA_BITS} to ${MAXIMUM_RSA_BITS} (RFC 7518 section 3.3)`,
  );
}

/** Whether a modulus is there, and has a length within the bounds. */
function isSoundSize(bits = 0): boolean {
  return bits >= MINIMUM_RSA_BITS && bits <= MAXIMUM_RSA_BITS;
}
