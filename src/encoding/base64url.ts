/**
 * base64url without padding (RFC 4648 §5), as JOSE uses it.
 *
 * @module
 */

import { encodeUtf8 } from "./utf8.ts";

const ALPHABET =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The code units of the alphabet, so that the loop below indexes bytes. */
const CODES = encodeUtf8(ALPHABET);

/** The platforms decode ASCII fastest where it is said to be UTF-8. */
const ASCII = new TextDecoder();

interface NativeEncoding {
  toBase64?(
    options: { readonly alphabet: "base64url"; readonly omitPadding: true },
  ): string;
}

const NATIVE_OPTIONS = { alphabet: "base64url", omitPadding: true } as const;

/**
 * Encodes bytes as base64url without padding, by what the platform has.
 *
 * @param bytes The bytes.
 * @returns The text.
 */
export const encodeBase64Url: (bytes: Uint8Array) => string =
  typeof (Uint8Array.prototype as NativeEncoding).toBase64 === "function"
    ? (bytes) => (bytes as NativeEncoding).toBase64!(NATIVE_OPTIONS)
    : encodePortably;

/**
 * Encodes a text's UTF-8 bytes as base64url without padding.
 *
 * @param text The text.
 * @returns The encoded text.
 */
export function encodeTextBase64Url(text: string): string {
  return encodeBase64Url(encodeUtf8(text));
}

/**
 * The same without the platform: Node has no `toBase64` before version 25, and
 * `btoa` with replacements costs many times more than this loop.
 *
 * @param bytes The bytes.
 * @returns The text.
 */
export function encodePortably(bytes: Uint8Array): string {
  const length = bytes.length;
  const out = new Uint8Array(Math.ceil((length * 4) / 3));
  let o = 0;
  let i = 0;
  for (; i + 2 < length; i += 3) {
    const group = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    out[o++] = CODES[group >> 18]!;
    out[o++] = CODES[(group >> 12) & 63]!;
    out[o++] = CODES[(group >> 6) & 63]!;
    out[o++] = CODES[group & 63]!;
  }
  if (length - i === 1) {
    out[o++] = CODES[bytes[i]! >> 2]!;
    out[o++] = CODES[(bytes[i]! & 3) << 4]!;
  } else if (length - i === 2) {
    const group = (bytes[i]! << 8) | bytes[i + 1]!;
    out[o++] = CODES[group >> 10]!;
    out[o++] = CODES[(group >> 4) & 63]!;
    out[o++] = CODES[(group & 15) << 2]!;
  }
  return ASCII.decode(out);
}

/** The value of each byte in the alphabet, 64 for every other one. */
const VALUES = new Uint8Array(256).fill(64);
CODES.forEach((code, value) => VALUES[code] = value);

/**
 * Decodes base64url as JOSE writes it, and nothing else: no padding, no other
 * alphabet, no blank, and no bits beyond the last byte (RFC 4648 §3.5), so that
 * one value has exactly one text.
 *
 * @param text The text.
 * @returns The bytes, or `undefined` where the text is not of that form.
 */
export function decodeBase64Url(
  text: string,
): Uint8Array<ArrayBuffer> | undefined {
  return decodeBase64UrlBytes(encodeUtf8(text));
}

/**
 * The same for a text in UTF-8. Bytes are looked up faster than the characters
 * of a text that is a part of another one.
 *
 * @param text The bytes of the text.
 * @returns The bytes that they stand for, or `undefined`.
 */
export function decodeBase64UrlBytes(
  text: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  const { length } = text;
  const rest = length % 4;
  if (rest === 1) return undefined;
  const out = new Uint8Array(Math.floor((length * 3) / 4));
  // Every value of the alphabet has six bits; the seventh is that of others.
  let others = 0;
  let o = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    const a = VALUES[text[i]!]!;
    const b = VALUES[text[i + 1]!]!;
    const c = VALUES[text[i + 2]!]!;
    const d = VALUES[text[i + 3]!]!;
    others |= a | b | c | d;
    out[o++] = (a << 2) | (b >> 4);
    out[o++] = (b << 4) | (c >> 2);
    out[o++] = (c << 6) | d;
  }
  if (rest !== 0) {
    const a = VALUES[text[i]!]!;
    const b = VALUES[text[i + 1]!]!;
    const c = rest === 3 ? VALUES[text[i + 2]!]! : 0;
    others |= a | b | c;
    out[o++] = (a << 2) | (b >> 4);
    if (rest === 3) out[o] = (b << 4) | (c >> 2);
    const beyond = rest === 3 ? c & 3 : b & 15;
    if (beyond !== 0) return undefined;
  }
  return others < 64 ? out : undefined;
}
