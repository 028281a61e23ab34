/**
 * The reasons that metrics may name.
 *
 * Why a list: grants, policies and stores of an operator give reasons of their
 * own, which may hold anything. What is not on it counts as `other`, so that no
 * sender of requests can make a series.
 *
 * @module
 */

const REASONS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  // 429
  "address_past_failure_budget",
  "client_past_failure_budget",
  "pair_past_failure_budget",
  // 503
  "client_store_failed",
  "hasher_failed",
  "hashing_queue_full",
  "key_ring_failed",
  "pbkdf2_queue_full",
  "replay_store_failed",
  "secret_unwrapper_failed",
  "server_closed",
  "signer_failed",
  "too_many_waiting_failures",
  // 500
  "access_token_seconds_malformed",
  "body_already_read",
  "claims_too_large",
  "entitlement_malformed",
  "grant_failed",
  "policy_claims_malformed",
  "policy_decision_malformed",
  "policy_failed",
  "policy_lifetime_malformed",
  "policy_widened_scope",
  "unexpected",
]);

/**
 * The reason of a failure or of a 429, from a closed set.
 *
 * @param reason The reason of the event.
 * @returns The reason where the library itself gives it, else `other`.
 */
export function knownReason(reason: string): string {
  return REASONS.has(reason) ? reason : "other";
}
