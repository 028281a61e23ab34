/**
 * Keys that are in this process: a key set, or a ring.
 *
 * @module
 */

import type { JsonWebKeySet } from "../client.ts";
import { Events } from "../events.ts";
import type {
  KeyRing,
  PublishedKeys,
  PublishedKeySource,
} from "../keys/key_ring.ts";
import { publicHalf } from "../keys/refresh_keys.ts";
import {
  type VerificationKeys,
  verificationKeys,
} from "../keys/verification_keys.ts";
import { type KeySource, keysUnavailable } from "./key_source.ts";

/** How long a ring may take to read its store anew. */
const REFRESH_MILLISECONDS = 5_000;

/** When a ring that failed may have been tried again. */
const RETRY_SECONDS = 5;

/**
 * The keys of a set that does not change.
 *
 * @param jwks The set.
 * @returns The source.
 */
export function fixedKeys(jwks: JsonWebKeySet): KeySource {
  // What the caller changes in the set afterwards must change nothing here.
  const keys = verificationKeys({ keys: structuredClone(jwks.keys) });
  return { candidates: (header) => keys.candidates(header) };
}

/**
 * The keys that a ring publishes.
 *
 * @param keys The ring, or the public half of one.
 * @param now The clock, in epoch seconds.
 * @returns The source.
 */
export function publishedKeys(
  keys: PublishedKeySource,
  now: () => number,
): KeySource {
  // A ring answers with the same object while nothing changes.
  const known = new WeakMap<PublishedKeys, VerificationKeys>();
  const source = isKeyRing(keys)
    ? publicHalf(keys, {
      now,
      seamMilliseconds: REFRESH_MILLISECONDS,
      events: new Events(() => {}, now),
    })
    : keys;
  return {
    async candidates(header, time) {
      try {
        const published = await source.published(time);
        let verifying = known.get(published);
        if (verifying === undefined) {
          verifying = verificationKeys(published);
          known.set(published, verifying);
        }
        return verifying.candidates(header);
      } catch (cause) {
        throw keysUnavailable(cause, RETRY_SECONDS);
      }
    },
  };
}

/** Whether it is a ring by itself, which nobody else may refresh. */
function isKeyRing(keys: PublishedKeySource): keys is KeyRing {
  return typeof (keys as Partial<KeyRing>).refresh === "function";
}
