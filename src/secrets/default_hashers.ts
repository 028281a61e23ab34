/**
 * The hashers that are there without configuration.
 *
 * @module
 */

import { bcrypt } from "./bcrypt.ts";
import type { SecretHasher } from "./hasher.ts";
import { pbkdf2 } from "./pbkdf2.ts";
import { sha256 } from "./sha256.ts";

/**
 * Makes the default hashers; none of them starts anything yet.
 *
 * @returns bcrypt, SHA-256 and PBKDF2.
 */
export function defaultHashers(): readonly SecretHasher[] {
  return [bcrypt(), sha256(), pbkdf2()];
}
