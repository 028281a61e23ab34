/**
 * Keys as text: PEM (RFC 7468), and private ones as PKCS#8 in it (§10).
 *
 * @module
 */

import { decodeBase64 } from "../encoding/base64.ts";

/**
 * The bytes of a block in PEM.
 *
 * @param label What the block holds, e.g. `PRIVATE KEY`.
 * @param pem The text. Line ends may be written `\n`, as environment files do.
 * @returns The bytes of the first such block, or `undefined` where there is
 * none that can be read.
 */
export function bytesOfPem(
  label: string,
  pem: string,
): Uint8Array<ArrayBuffer> | undefined {
  const [begin, end] = [`-----BEGIN ${label}-----`, `-----END ${label}-----`];
  const start = pem.indexOf(begin) + begin.length;
  const stop = pem.indexOf(end, start);
  if (start < begin.length || stop < 0) return undefined;
  return decodeBase64(pem.slice(start, stop).replace(/\s|\\r|\\n/g, ""));
}

/**
 * The bytes of a PKCS#8 PEM.
 *
 * @param pem The text.
 * @returns The bytes of the first private key in it, or `undefined` where they
 * cannot be read.
 * @throws {TypeError} For an encrypted key and for another kind of text.
 */
export function pkcs8OfPem(pem: string): Uint8Array<ArrayBuffer> | undefined {
  if (pem.includes("ENCRYPTED PRIVATE KEY")) {
    throw new TypeError(
      "key is an encrypted PEM: decrypt it first (openssl pkcs8 -in key.pem)",
    );
  }
  if (!pem.includes("-----BEGIN PRIVATE KEY-----")) {
    throw new TypeError(
      "key must be PKCS#8 in PEM, which begins with " +
        "-----BEGIN PRIVATE KEY----- (openssl pkcs8 -topk8 -nocrypt -in key.pem)",
    );
  }
  return bytesOfPem("PRIVATE KEY", pem);
}

/**
 * Writes PKCS#8 as PEM.
 *
 * @param pkcs8 The bytes.
 * @returns The text, which ends with a line end.
 */
export function pemOfPkcs8(pkcs8: Uint8Array): string {
  const binary = Array.from(pkcs8, (byte) => String.fromCharCode(byte));
  const lines = btoa(binary.join("")).match(/.{1,64}/g) ?? [];
  return [
    "-----BEGIN PRIVATE KEY-----",
    ...lines,
    "-----END PRIVATE KEY-----",
    "",
  ].join("\n");
}
