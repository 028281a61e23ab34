/**
 * Random identifiers, drawn in batches.
 *
 * @module
 */

import { encodeBase64Url } from "./base64url.ts";

const BYTES = 16;

/**
 * A source of 128-bit identifiers in base64url. Random bytes are drawn 64
 * identifiers at a time, since one `getRandomValues` costs about the same for
 * sixteen bytes as for a thousand; the first draw happens on the first call,
 * because Workers forbid randomness at module scope.
 *
 * @returns A function that returns a new identifier at each call.
 */
export function randomIds(): () => string {
  const pool = new Uint8Array(64 * BYTES);
  let next = pool.length;
  return () => {
    if (next === pool.length) {
      crypto.getRandomValues(pool);
      next = 0;
    }
    const id = encodeBase64Url(pool.subarray(next, next + BYTES));
    // An identifier that was handed out does not stay in memory.
    pool.fill(0, next, next + BYTES);
    next += BYTES;
    return id;
  };
}
