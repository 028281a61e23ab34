/**
 * Hashing client secrets that somebody chose.
 *
 * @module
 */

import { bcrypt } from "./bcrypt.ts";

/** Options of {@linkcode hashClientSecret}. */
export interface HashClientSecretOptions {
  /**
   * The cost of the hash, 10 to 14: each step doubles the time.
   *
   * @default {10}
   */
  readonly cost?: number;
}

/**
 * Hashes a client secret that somebody chose, with bcrypt. For a new client use
 * `generateClientSecret()`, whose secrets nobody can guess.
 *
 * @param secret The secret: 1 to 72 bytes of UTF-8, none of them zero.
 * @param options The cost.
 * @returns What is stored: `client_secrets: [{ hash }]`.
 * @throws {TypeError} The cost is out of range.
 * @throws {RangeError} bcrypt would not read all of the secret.
 *
 * @example
 * ```ts
 * import { hashClientSecret } from "@mintmark/oauth";
 * import { assertMatch } from "@std/assert";
 *
 * const hash = await hashClientSecret("correct horse battery staple");
 * assertMatch(hash, /^\$2b\$10\$/);
 * ```
 */
export async function hashClientSecret(
  secret: string,
  options: HashClientSecretOptions = {},
): Promise<string> {
  const hasher = bcrypt(options);
  try {
    return await hasher.hash(secret);
  } finally {
    hasher.close();
  }
}
