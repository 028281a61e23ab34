/**
 * The failure of something of ours while a request was being decided.
 *
 * @module
 */

import { type Evidence, OAuthError } from "../errors.ts";

/**
 * A 500 that says no more than that: what failed is the operator's business.
 *
 * @param reason The private reason.
 * @param details What the event carries besides.
 * @returns The error.
 */
export function undecided(
  reason: string,
  details: { readonly cause?: unknown; readonly evidence?: Evidence } = {},
): OAuthError {
  return new OAuthError("server_error", {
    description: "The server could not decide about the request.",
    reason,
    ...details,
  });
}

/**
 * Whether a value is an object with members, as JSON knows it.
 *
 * @param value The value.
 * @returns Whether it is.
 */
export function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
