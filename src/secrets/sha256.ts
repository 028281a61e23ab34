/**
 * Salted SHA-256, for secrets that have 256 random bits.
 *
 * Why so fast a hash: a slow one buys time against somebody who has the hash
 * and guesses the secret. Nobody guesses 256 random bits, so that slowness
 * would only cost the server (NIST SP 800-63B §5.1.2.2). For the same reason
 * nothing else is hashed with it.
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import { equalInConstantTime } from "../encoding/constant_time.ts";
import { sha256 as sha256Digest } from "../encoding/sha256.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import type { SecretHasher } from "./hasher.ts";
import { kindOfSecret } from "./secret_format.ts";

const PREFIX = "$sha256$";
const SALT_BYTES = 16;
/** 16 bytes of salt and 32 of digest, in base64 without padding. */
const FORMAT =
  /^\$sha256\$([A-Za-z0-9+/]{21}[AQgw])\$([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])$/;

/**
 * The hasher for secrets of `generateClientSecret()`: `$sha256$salt$digest`, a
 * PHC string, where the digest is SHA-256 over the bytes of the salt and then
 * those of the secret. Verifying takes microseconds.
 *
 * @returns The hasher. It verifies no other secret, and its `hash` refuses any
 * other with a `RangeError`.
 *
 * @example
 * ```ts
 * import { generateClientSecret, sha256 } from "@mintmark/oauth";
 * import { assert } from "@std/assert";
 *
 * const { secret, hash } = generateClientSecret();
 * assert(await sha256().verify(secret, hash, AbortSignal.timeout(1_000)));
 * ```
 */
export function sha256(): SecretHasher {
  return HASHER;
}

const HASHER: SecretHasher = Object.freeze({
  prefixes: Object.freeze([PREFIX]),
  problem: (hash: string) =>
    FORMAT.test(hash)
      ? undefined
      : "is not a salted SHA-256 hash: it needs 16 bytes of salt and 32 of digest in base64",
  // deno-lint-ignore require-await -- what cannot be hashed rejects
  async hash(secret: string): Promise<string> {
    if (kindOfSecret(secret) !== "generated") {
      throw new RangeError(
        "SHA-256 is for secrets of generateClientSecret() alone: use " +
          "hashClientSecret() for this one",
      );
    }
    return sha256HashOf(secret);
  },
  // deno-lint-ignore require-await -- the interface is that of slow hashers
  async verify(secret: string, hash: string): Promise<boolean> {
    // A typo needs no digest, and what could be guessed is never right.
    if (kindOfSecret(secret) !== "generated") return false;
    const [, , salt = "", digest = ""] = hash.split("$");
    const expected = fromBase64(digest);
    const salted = saltedDigest(fromBase64(salt) ?? new Uint8Array(0), secret);
    return expected !== undefined && equalInConstantTime(salted, expected);
  },
  needsRehash: () => false,
  blocksEventLoop: false,
  close: () => {},
});

/**
 * The stored form of a secret with a new salt.
 *
 * @param secret The secret.
 * @returns The hash.
 */
export function sha256HashOf(secret: string): string {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const digest = saltedDigest(salt, secret);
  return `${PREFIX}${toBase64(salt)}$${toBase64(digest)}`;
}

function saltedDigest(salt: Uint8Array, secret: string): Uint8Array {
  const bytes = encodeUtf8(secret);
  const message = new Uint8Array(salt.length + bytes.length);
  message.set(salt);
  message.set(bytes, salt.length);
  return sha256Digest(message);
}
