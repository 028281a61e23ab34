/**
 * base64url without padding (RFC 4648 §5), as JOSE uses it.
 *
 * @module
 */

const ALPHABET =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The code units of the alphabet, so that the loop below indexes bytes. */
const CODES = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));

const ASCII = new TextDecoder("latin1");
const UTF8 = new TextEncoder();

interface NativeEncoding {
  toBase64?(
    options: { readonly alphabet: "base64url"; readonly omitPadding: true },
  ): string;
}

const NATIVE_OPTIONS = { alphabet: "base64url", omitPadding: true } as const;

const hasNative =
  typeof (Uint8Array.prototype as NativeEncoding).toBase64 === "function";

/**
 * Encodes bytes as base64url without padding.
 *
 * @param bytes The bytes.
 * @returns The text.
 */
export const encodeBase64Url: (bytes: Uint8Array) => string = hasNative
  ? (bytes) => (bytes as NativeEncoding).toBase64!(NATIVE_OPTIONS)
  : encodePortably;

/**
 * Encodes a text's UTF-8 bytes as base64url without padding.
 *
 * @param text The text.
 * @returns The encoded text.
 */
export function encodeTextBase64Url(text: string): string {
  return encodeBase64Url(UTF8.encode(text));
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

/** The value of each code unit in the alphabet, 64 for every other one. */
const VALUES = new Uint8Array(128).fill(64);
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
  const { length } = text;
  const rest = length % 4;
  if (rest === 1) return undefined;
  const out = new Uint8Array(Math.floor((length * 3) / 4));
  let o = 0;
  let group = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? VALUES[code]! : 64;
    if (value === 64) return undefined;
    group = (group << 6) | value;
    if (i % 4 === 3) {
      out[o++] = group >> 16;
      out[o++] = group >> 8;
      out[o++] = group;
      group = 0;
    }
  }
  if (rest === 2) {
    if ((group & 15) !== 0) return undefined;
    out[o] = group >> 4;
  } else if (rest === 3) {
    if ((group & 3) !== 0) return undefined;
    out[o++] = group >> 10;
    out[o] = group >> 2;
  }
  return out;
}
