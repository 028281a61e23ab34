/**
 * ECDSA signatures as key services write them (RFC 3279 §2.2.3), in the form
 * that a JWS needs (RFC 7518 §3.4).
 *
 * @module
 */

import { algorithm, type SigningAlgorithm } from "./algorithms.ts";

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * Turns an ECDSA signature in DER, as AWS KMS and Google Cloud KMS make it, into
 * the form of a JWS: `r` and `s`, each as long as the order of the curve.
 *
 * @param der The signature: a SEQUENCE of two INTEGERs.
 * @param alg The algorithm.
 * @returns The JWS signature.
 * @throws {TypeError} For what is not such a signature, in strict DER.
 *
 * @example
 * ```ts
 * import { ecdsaSignatureFromDer } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const der = Uint8Array.of(0x30, 6, 2, 1, 5, 2, 1, 7); // r = 5, s = 7
 * const signature = ecdsaSignatureFromDer(der, "ES256");
 * assertEquals([signature[31], signature[63]], [5, 7]);
 * ```
 */
export function ecdsaSignatureFromDer(
  der: Uint8Array,
  alg: "ES256" | "ES384" | "ES512",
): Uint8Array<ArrayBuffer> {
  const { kty, signatureBytes = 0 } = algorithm(alg satisfies SigningAlgorithm);
  if (kty !== "EC") throw new TypeError(`alg must be ECDSA, not ${alg}`);
  const half = signatureBytes / 2;
  const [start, end] = element(der, 0, SEQUENCE);
  const [r, afterR] = element(der, start, INTEGER);
  const [s, afterS] = element(der, afterR, INTEGER);
  if (end !== der.length || afterS !== end) throw notDer();
  const signature = new Uint8Array(signatureBytes);
  signature.set(integer(der.subarray(r, afterR), half), 0);
  signature.set(integer(der.subarray(s, afterS), half), half);
  return signature;

  function integer(bytes: Uint8Array, length: number): Uint8Array {
    const isNegative = bytes.length === 0 || bytes[0]! >= 0x80;
    const isPadded = bytes.length > 1 && bytes[0] === 0 && bytes[1]! < 0x80;
    if (isNegative || isPadded) throw notDer();
    const digits = bytes[0] === 0 ? bytes.subarray(1) : bytes;
    if (digits.length > length) throw notDer();
    const padded = new Uint8Array(length);
    padded.set(digits, length - digits.length);
    return padded;
  }
}

/** Where the content of an element begins, and where it says that it ends. */
function element(
  der: Uint8Array,
  at: number,
  tag: number,
): readonly [start: number, end: number] {
  if (der[at] !== tag) throw notDer();
  let length = der[at + 1];
  let start = at + 2;
  // Signatures of P-521 need a length of two bytes; none needs more.
  if (length === 0x81) {
    length = der[start++];
    if (length === undefined || length < 0x80) throw notDer();
  } else if (length === undefined || length >= 0x80) {
    throw notDer();
  }
  return [start, start + length];
}

function notDer(): TypeError {
  return new TypeError("der is not an ECDSA signature in DER");
}
