/**
 * Text as bytes.
 *
 * @module
 */

const ENCODER = new TextEncoder();

/**
 * Encodes a text as UTF-8.
 *
 * @param text The text.
 * @returns Its bytes.
 */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return ENCODER.encode(text);
}
