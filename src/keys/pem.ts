/**
 * Private keys as text: PKCS#8 in PEM (RFC 5958, RFC 7468 §10).
 *
 * @module
 */

const BLOCK =
  /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]*)-----END PRIVATE KEY-----/;

/**
 * The bytes of a PKCS#8 PEM.
 *
 * @param pem The text. Line ends may be written `\n`, as environment files do.
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
  const body = BLOCK.exec(pem.replaceAll("\\r", "").replaceAll("\\n", "\n"));
  if (body === null) return undefined;
  try {
    const binary = atob(body[1]!.replace(/\s+/g, ""));
    return Uint8Array.from(binary, (byte) => byte.charCodeAt(0));
  } catch {
    return undefined;
  }
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
