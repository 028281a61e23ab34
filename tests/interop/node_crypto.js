/**
 * Verifies with `node:crypto` alone. A program as well, for Node: it reads
 * cases as JSON from its argument and writes which of them are good.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { constants, createPublicKey, verify } from "node:crypto";
import process from "node:process";

const PKCS1 = {};
const pss = (saltLength) => ({
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength,
});
const ECDSA = { dsaEncoding: "ieee-p1363" };

/** RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2, FIPS 204. */
const ALGORITHMS = new Map([
  ["RS256", ["sha256", PKCS1]],
  ["RS384", ["sha384", PKCS1]],
  ["RS512", ["sha512", PKCS1]],
  ["PS256", ["sha256", pss(32)]],
  ["PS384", ["sha384", pss(48)]],
  ["PS512", ["sha512", pss(64)]],
  ["ES256", ["sha256", ECDSA]],
  ["ES384", ["sha384", ECDSA]],
  ["ES512", ["sha512", ECDSA]],
  ["EdDSA", [null, {}]],
  ["Ed25519", [null, {}]],
  ["ML-DSA-44", [null, {}]],
  ["ML-DSA-65", [null, {}]],
  ["ML-DSA-87", [null, {}]],
]);

/**
 * Verifies a signature.
 *
 * @param {{
 *   alg: string, jwk: object, data: Uint8Array, signature: Uint8Array,
 * }} evidence The algorithm, the public key, and what was signed.
 * @returns {boolean} Whether it is good.
 */
export function verifyBytes({ alg, jwk, data, signature }) {
  const [digest, options] = ALGORITHMS.get(alg);
  const key = createPublicKey({ key: { ...jwk }, format: "jwk" });
  return verify(digest, data, { key, ...options }, signature);
}

/**
 * Verifies the signature of a JWT (RFC 7515 §5.2).
 *
 * @param {{ token: string, alg: string, jwk: object }} evidence The token, the
 * algorithm that it must be signed with, and the key.
 * @returns {boolean} Whether it is good.
 */
export function verifySignature({ token, alg, jwk }) {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const { alg: claimed } = JSON.parse(Buffer.from(header, "base64url"));
  return claimed === alg && verifyBytes({
    alg,
    jwk,
    data: Buffer.from(`${header}.${payload}`),
    signature: Buffer.from(signature, "base64url"),
  });
}

if (process.argv[2] === "--cases") {
  const cases = JSON.parse(process.argv[3] ?? "[]");
  console.log(JSON.stringify(cases.map(verifySignature)));
}
