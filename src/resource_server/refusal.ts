/**
 * Why a token is not valid: a tagged reason inside, and one table of what the
 * caller is told about it.
 *
 * @module
 */

import type { Evidence } from "../errors.ts";
import { AccessTokenError } from "./access_token_error.ts";

/** Why a token is refused, where it is not its form. */
export type RefusalReason =
  | "wrong_type"
  | "algorithm_not_allowed"
  | "wrong_issuer"
  | "unknown_key"
  | "wrong_signature"
  | "missing_claim"
  | "malformed_claim"
  | "wrong_audience"
  | "expired"
  | "not_yet_valid"
  | "issued_in_future"
  | "not_an_access_token"
  | "bound_token";

/** A token that is not valid. */
export interface Refusal {
  /** Why. */
  readonly reason: RefusalReason;
  /** Facts for the log. */
  readonly evidence?: Evidence;
}

const DESCRIPTIONS: Readonly<Record<RefusalReason, string>> = {
  wrong_type: "The token is not an access token of the expected type.",
  algorithm_not_allowed: "The access token is signed with another algorithm.",
  wrong_issuer: "The access token is of another issuer.",
  unknown_key: "The access token is signed with a key that is not known.",
  wrong_signature: "The signature of the access token is not valid.",
  missing_claim: "The access token lacks a claim.",
  malformed_claim: "The access token has a claim of a wrong type.",
  wrong_audience: "The access token is for another resource.",
  expired: "The access token has expired: get a new one.",
  not_yet_valid: "The access token is not valid yet.",
  issued_in_future: "The access token was issued in the future.",
  not_an_access_token: "The token is not an access token.",
  bound_token:
    "The access token is bound to a key and cannot be used as a bearer token.",
};

/** What comes from an unverified token is cut in logs, in characters. */
const MAXIMUM_EVIDENCE = 200;

/**
 * A value of an unverified token for the log.
 *
 * @param value The value.
 * @returns Its beginning, as a text.
 */
export function shown(value: unknown): string {
  return String(typeof value === "string" ? value : typeof value)
    .slice(0, MAXIMUM_EVIDENCE);
}

/**
 * The error of a token that is not valid.
 *
 * @param refusal Why.
 * @param scope The scopes that the request needs.
 * @returns The error.
 */
export function invalidToken(
  { reason, evidence }: Refusal,
  scope: string | undefined,
): AccessTokenError {
  return new AccessTokenError("invalid_token", {
    description: DESCRIPTIONS[reason],
    reason,
    ...(evidence !== undefined && { evidence }),
    ...(scope !== undefined && { scope }),
  });
}
