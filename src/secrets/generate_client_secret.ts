/**
 * Making client secrets.
 *
 * @module
 */

import { newSecret } from "./secret_format.ts";
import { sha256HashOf } from "./sha256.ts";

/** A new client secret, and what is stored of it. */
export interface GeneratedClientSecret {
  /** The secret: show it once, to whoever runs the client, and do not keep it. */
  readonly secret: string;
  /** What is stored: `client_secrets: [{ hash }]`. */
  readonly hash: string;
}

/**
 * Generates a client secret with 256 random bits.
 *
 * @returns The secret and its hash; keep only the hash.
 *
 * @example
 * ```ts
 * import { generateClientSecret, memoryStorage } from "@mintmark/oauth";
 * import { assertMatch } from "@std/assert";
 *
 * const { secret, hash } = generateClientSecret();
 * assertMatch(secret, /^mintmark_[0-9A-Za-z]{49}$/);
 * memoryStorage({
 *   clients: [{ client_id: "backend", client_secrets: [{ hash }] }],
 * });
 * ```
 */
export function generateClientSecret(): GeneratedClientSecret {
  const secret = newSecret();
  return Object.freeze({ secret, hash: sha256HashOf(secret) });
}
