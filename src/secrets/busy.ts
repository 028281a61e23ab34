/**
 * The refusal of work that does not fit.
 *
 * @module
 */

import { OAuthError } from "../errors.ts";

/**
 * Says that a credential cannot be checked now.
 *
 * @param reason Why, for the event.
 * @returns The error.
 */
export function busy(reason: string): OAuthError {
  return new OAuthError("temporarily_unavailable", {
    description: "The server is busy: try again later.",
    reason,
    retryAfterSeconds: 1,
  });
}
