/**
 * The form of client secrets that are generated here.
 *
 * Why this form: 256 random bits cannot be guessed, so that a fast hash is
 * enough; letters and digits read the same in both readings of HTTP Basic; the
 * prefix lets scanners find a secret that leaked, by the expression
 * `mintmark_[0-9A-Za-z]{49}`; and a checksum in the last six characters tells a
 * typo from a guess, by the secret alone.
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import { sha256 } from "../encoding/sha256.ts";

const PREFIX = "mintmark_";
const ALPHABET =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_BYTES = 32;
/** As many characters as 256 bits need. */
const RANDOM_LENGTH = 43;
/** As many as the four bytes of the checksum need. */
const CHECKSUM_LENGTH = 6;
const FORMAT = /^mintmark_[0-9A-Za-z]{49}$/;

/**
 * Draws a new secret.
 *
 * @returns Prefix, 256 random bits and checksum.
 */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
  const body = PREFIX + toAlphabet(bytes, RANDOM_LENGTH);
  return body + checksumOf(body);
}

/**
 * Whether a text looks like a generated secret, and whether it can be one.
 *
 * @param text What was presented.
 * @returns `generated` where the checksum is right, `mistyped` where it is
 * not, `other` for any other text.
 */
export function kindOfSecret(text: string): "generated" | "mistyped" | "other" {
  if (!text.startsWith(PREFIX)) return "other";
  if (!FORMAT.test(text)) return "mistyped";
  const body = text.slice(0, -CHECKSUM_LENGTH);
  return checksumOf(body) === text.slice(-CHECKSUM_LENGTH)
    ? "generated"
    : "mistyped";
}

/** The first four bytes of SHA-256 over everything before the checksum. */
function checksumOf(body: string): string {
  const digest = sha256(encodeUtf8(body));
  return toAlphabet(digest.subarray(0, 4), CHECKSUM_LENGTH);
}

/** Bytes as one number, most significant digit first, of constant length. */
function toAlphabet(bytes: Uint8Array, length: number): string {
  let rest = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let text = "";
  for (let i = 0; i < length; i++) {
    text = ALPHABET[Number(rest % 62n)]! + text;
    rest /= 62n;
  }
  return text;
}
