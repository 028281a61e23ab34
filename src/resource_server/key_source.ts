/**
 * Where the keys of the issuer come from.
 *
 * Why a failure is 503 and not 401: a token is not invalid because its key
 * cannot be read at the moment, and a client that is told so throws a good
 * token away and asks for another, of which nothing gets better.
 *
 * @module
 */

import type { VerificationKey } from "../keys/verification_keys.ts";
import type { JwtHeader } from "../tokens/jws.ts";
import { KeySetError } from "../trust/key_set_error.ts";
import { AccessTokenError } from "./access_token_error.ts";

/** Answers with the keys of the issuer. */
export interface KeySource {
  /**
   * The keys that may have signed a token.
   *
   * @param header The header of the token.
   * @param now Epoch seconds.
   * @returns The keys; none where the issuer has no such key.
   * @throws {AccessTokenError} That cannot be known at the moment.
   */
  candidates(
    header: JwtHeader,
    now: number,
  ): readonly VerificationKey[] | Promise<readonly VerificationKey[]>;
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
  retryAfterSeconds: number,
): AccessTokenError {
  return new AccessTokenError("temporarily_unavailable", {
    description: "The keys of the issuer could not be read: try again later.",
    reason: "keys_unavailable",
    ...(cause instanceof KeySetError && {
      evidence: { failure: cause.reason, ...cause.evidence },
    }),
    cause,
    retryAfterSeconds,
  });
}
