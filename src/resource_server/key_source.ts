/**
 * Where the keys of the issuer come from.
 *
 * Why a failure is 503 and not 401: a token is not invalid because its key
 * cannot be read at the moment, and a client that is told so throws a good
 * token away and asks for another, of which nothing gets better.
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
import { AccessTokenError } from "./access_token_error.ts";
import type { VerifierOptions } from "./verifier_options.ts";

/** How long a ring may take to read its store anew. */
const REFRESH_MILLISECONDS = 5_000;

/** Answers with the keys of the issuer. */
export interface KeySource {
  /**
   * The keys of the moment.
   *
   * @param now Epoch seconds.
   * @param kid The key that is needed, where the token says it.
   * @returns The keys.
   * @throws {AccessTokenError} They cannot be read at the moment.
   */
  keys(
    now: number,
    kid: string | undefined,
  ): VerificationKeys | Promise<VerificationKeys>;
}

/**
 * The key source that options ask for.
 *
 * @param options Checked options.
 * @param now The clock, in epoch seconds.
 * @returns The source.
 */
export function keySourceOf(
  options: VerifierOptions,
  now: () => number,
): KeySource {
  const { jwks, keys } = options;
  if (jwks !== undefined) return fixedKeys(jwks);
  return publishedKeys(keys!, now);
}

function fixedKeys(jwks: JsonWebKeySet): KeySource {
  // What the caller changes in the set afterwards must change nothing here.
  const keys = verificationKeys({ keys: structuredClone(jwks.keys) });
  return { keys: () => keys };
}

/** The keys of a ring, which answers with the same object for a while. */
function publishedKeys(keys: PublishedKeySource, now: () => number): KeySource {
  const known = new WeakMap<PublishedKeys, VerificationKeys>();
  const source = isKeyRing(keys)
    ? publicHalf(keys, {
      now,
      seamMilliseconds: REFRESH_MILLISECONDS,
      events: new Events(() => {}, now),
    })
    : keys;
  return {
    async keys(time) {
      try {
        const published = await source.published(time);
        let verifying = known.get(published);
        if (verifying === undefined) {
          verifying = verificationKeys(published);
          known.set(published, verifying);
        }
        return verifying;
      } catch (cause) {
        throw keysUnavailable(cause);
      }
    },
  };
}

/** Whether it is a ring by itself, which nobody else may refresh. */
function isKeyRing(keys: PublishedKeySource): keys is KeyRing {
  return typeof (keys as Partial<KeyRing>).refresh === "function";
}

/**
 * The error of a request whose token cannot be checked now.
 *
 * @param cause What was thrown.
 * @param retryAfterSeconds When it may work again.
 * @returns The error.
 */
export function keysUnavailable(
  cause: unknown,
  retryAfterSeconds = 5,
): AccessTokenError {
  return new AccessTokenError("temporarily_unavailable", {
    description: "The keys of the issuer could not be read: try again later.",
    reason: "keys_unavailable",
    cause,
    retryAfterSeconds,
  });
}
