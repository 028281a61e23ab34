/**
 * Verifies with `node:crypto` alone. A program as well, for Node: it reads
 * cases as JSON from its argument and writes which of them are good.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createPublicKey, verify } from "node:crypto";
import process from "node:process";

const DIGESTS = new Map([
  ["RS256", "sha256"],
  ["ES256", "sha256"],
  ["EdDSA", null],
]);

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
  return claimed === alg && verify(
    DIGESTS.get(alg),
    Buffer.from(`${header}.${payload}`),
    {
      key: createPublicKey({ key: jwk, format: "jwk" }),
      dsaEncoding: "ieee-p1363",
    },
    Buffer.from(signature, "base64url"),
  );
}

if (process.argv[2] === "--cases") {
  const cases = JSON.parse(process.argv[3] ?? "[]");
  console.log(JSON.stringify(cases.map(verifySignature)));
}
