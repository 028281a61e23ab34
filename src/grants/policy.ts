/**
 * The seam for policies: the last word on every authorization.
 *
 * @module
 */

import type { AuthenticatedClient } from "../client.ts";
import type { Context } from "../context.ts";
import { OAuthError, type OAuthErrorCode } from "../errors.ts";
import { isPositiveInteger } from "../positive_integer.ts";
import { parseScope, type ScopeMatcher } from "../scope.ts";
import type { GrantRequest } from "../token_request.ts";
import type { Authorization } from "../tokens/access_token.ts";
import { isRecord, undecided } from "./undecided.ts";

/** What a policy knows besides the authorization. */
export interface PolicyFacts {
  /** The request without its credential. */
  readonly request: GrantRequest;
  /** The client, where there is one. */
  readonly client: AuthenticatedClient | undefined;
  /** Time, deadline and connection. */
  readonly context: Context;
}

/** A refusal by a policy. */
export interface PolicyDenial {
  /** The private reason, for the event. */
  readonly deny: string;
  /**
   * The code that the client is told.
   *
   * @default {"unauthorized_client"}
   */
  readonly error?: OAuthErrorCode;
  /** The public description. */
  readonly description?: string;
}

/** A change by a policy; absent = unchanged. */
export interface PolicyChange {
  /** The scopes that remain, space separated: a part of what was granted. */
  readonly scope?: string;
  /** A shorter lifetime in seconds. */
  readonly accessTokenSeconds?: number;
  /** Claims to add; they cannot override those of the server. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What a policy decides; `undefined` leaves the authorization as it is. */
export type PolicyDecision = PolicyDenial | PolicyChange | undefined;

/**
 * The last word on every authorization: it may narrow, shorten, deny and add
 * claims, but never widen.
 *
 * @param authorization What would be granted.
 * @param facts Who asks for it and how.
 * @returns The decision. A policy that throws anything but an `OAuthError`, or
 * that widens, is answered with 500 and an event.
 *
 * @example Short tokens at night, and a claim
 * ```ts
 * import type { Policy } from "@mintmark/oauth";
 *
 * const policy: Policy = (authorization, { context }) => {
 *   const hour = new Date(context.now * 1000).getUTCHours();
 *   if (authorization.client_id === "batch" && hour >= 6 && hour < 22) {
 *     return { deny: "outside_batch_window" };
 *   }
 *   return { accessTokenSeconds: 300, claims: { tenant: "acme" } };
 * };
 * ```
 */
export type Policy = (
  authorization: Authorization,
  facts: PolicyFacts,
) => PolicyDecision | Promise<PolicyDecision>;

/**
 * Applies a decision.
 *
 * @param authorization What would be granted.
 * @param decision What the policy says.
 * @param matches How scopes are matched.
 * @returns What is granted.
 * @throws {OAuthError} The denial, or `server_error` for a decision that
 * widens or has the wrong shape.
 */
export function applyDecision(
  authorization: Authorization,
  decision: PolicyDecision,
  matches: ScopeMatcher,
): Authorization {
  if (decision === undefined) return authorization;
  // A misspelt member would otherwise change nothing, in silence.
  if (!isRecord(decision) || !Object.keys(decision).every(isMember)) {
    throw undecided("policy_decision_malformed");
  }
  if ("deny" in decision) {
    throw new OAuthError(decision.error ?? "unauthorized_client", {
      description: decision.description ??
        "The request is not allowed for this client.",
      reason: decision.deny,
    });
  }
  const scope = decision.scope === undefined
    ? authorization.scope
    : parseScope(decision.scope);
  if (!scope?.every((token) => matches(authorization.scope, token))) {
    throw undecided("policy_widened_scope");
  }
  const { accessTokenSeconds = authorization.accessTokenSeconds } = decision;
  if (!isPositiveInteger(accessTokenSeconds)) {
    throw undecided("policy_lifetime_malformed");
  }
  if (decision.claims !== undefined && !isRecord(decision.claims)) {
    throw undecided("policy_claims_malformed");
  }
  return {
    ...authorization,
    scope,
    accessTokenSeconds: Math.min(
      accessTokenSeconds,
      authorization.accessTokenSeconds,
    ),
    claims: decision.claims === undefined
      ? authorization.claims
      : { ...authorization.claims, ...decision.claims },
  };
}

const MEMBERS: readonly string[] = [
  ...["deny", "error", "description"] satisfies (keyof PolicyDenial)[],
  ...["scope", "accessTokenSeconds", "claims"] satisfies (keyof PolicyChange)[],
];

function isMember(name: string): boolean {
  return MEMBERS.includes(name);
}
