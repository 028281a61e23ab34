/**
 * Base64 without padding, as PHC strings have it.
 *
 * @module
 */

import { decodeBase64Url, encodeBase64Url } from "../encoding/base64url.ts";

/**
 * Encodes bytes.
 *
 * @param bytes The bytes.
 * @returns Their base64, without padding.
 */
export function toBase64(bytes: Uint8Array): string {
  return encodeBase64Url(bytes).replaceAll("-", "+").replaceAll("_", "/");
}

/**
 * Decodes base64 without padding, and nothing else.
 *
 * @param text The text.
 * @returns The bytes, or `undefined` where the text is not of that form.
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.includes("-") || text.includes("_")) return undefined;
  return decodeBase64Url(text.replaceAll("+", "-").replaceAll("/", "_"));
}
