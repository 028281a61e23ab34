/**
 * Text as bytes, and bytes as text.
 *
 * @module
 */

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Encodes a text as UTF-8.
 *
 * @param text The text.
 * @returns Its bytes.
 */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return ENCODER.encode(text);
}

/**
 * Decodes UTF-8. A byte order mark is a character like others.
 *
 * @param bytes The bytes.
 * @returns The text, or `undefined` where they are not UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return DECODER.decode(bytes);
  } catch {
    return undefined;
  }
}
