/**
 * Base64 as most write it (RFC 4648 §4).
 *
 * @module
 */

/**
 * Decodes base64. White space is skipped, and padding may be missing.
 *
 * @param text The text.
 * @returns The bytes, or `undefined` where the text is not of that form.
 */
export function decodeBase64(
  text: string,
): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
  } catch {
    return undefined;
  }
}
