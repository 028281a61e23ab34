/**
 * The failure of something that will work again.
 *
 * @module
 */

import { OAuthError } from "./errors.ts";

/**
 * A 503 with `Retry-After`.
 *
 * @param what What happened, as the public description says it.
 * @param reason The private reason.
 * @param cause What was thrown below, for the audit event.
 * @returns The error.
 */
export function temporarilyUnavailable(
  what: string,
  reason: string,
  cause?: unknown,
): OAuthError {
  return new OAuthError("temporarily_unavailable", {
    description: `${what}: try again later.`,
    reason,
    cause,
    retryAfterSeconds: 1,
  });
}

/**
 * The refusal of work that does not fit.
 *
 * @param reason The private reason.
 * @returns The error.
 */
export function busy(reason: string): OAuthError {
  return temporarilyUnavailable("The server is busy", reason);
}
