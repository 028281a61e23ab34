/**
 * The one step after every grant: from what may be had and what is asked for
 * to what is granted.
 *
 * @module
 */

import type { AuthenticatedClient } from "../client.ts";
import type { RequestContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Events } from "../events.ts";
import { isPositiveInteger } from "../positive_integer.ts";
import { parseScope, type ScopeMatcher } from "../scope.ts";
import type { GrantRequest } from "../token_request.ts";
import type { Authorization } from "../tokens/access_token.ts";
import { chooseAudience, type ResourceRules } from "./audience.ts";
import type { Entitlement } from "./grant.ts";
import { applyDecision, type Policy } from "./policy.ts";
import { undecided } from "./undecided.ts";

/** The rules of the server. */
export interface AuthorizationRules {
  /** How scopes are matched. */
  readonly matchScope: ScopeMatcher;
  /** What is known of resources. */
  readonly resources: ResourceRules;
  /** The lifetime of access tokens in seconds, where nothing else is set. */
  readonly accessTokenSeconds: number;
  /** The lifetime that nothing exceeds, in seconds. */
  readonly maxAccessTokenSeconds: number;
  /** The last word. */
  readonly policy: Policy | undefined;
  /** Where warnings go. */
  readonly events: Events;
}

/** What was decided before. */
export interface AuthorizationFacts {
  /** The request. */
  readonly request: GrantRequest;
  /** The client, where there is one. */
  readonly client: AuthenticatedClient | undefined;
  /** The client that the token names. */
  readonly client_id: string;
  /** The most that the grant allows. */
  readonly entitlement: Entitlement;
}

const NO_CLAIMS = Object.freeze({});

/**
 * Decides what is granted: scope (RFC 6749 §3.3), resource (RFC 8707),
 * lifetime, and the policy's last word.
 *
 * @param rules The rules of the server.
 * @param facts Who asks, for what, and what they may have.
 * @param context The circumstances of the request.
 * @returns What is granted; at once, where there is no policy to wait for.
 * @throws {OAuthError} `invalid_scope`, `invalid_target`, or the policy's word.
 */
export function authorize(
  rules: AuthorizationRules,
  facts: AuthorizationFacts,
  context: RequestContext,
): Authorization | Promise<Authorization> {
  const { request, client, client_id, entitlement } = facts;
  const scope = chooseScope(rules.matchScope, request, entitlement);
  const target = chooseAudience(rules.resources, request, entitlement);
  const granted: Authorization = {
    client_id,
    subject: entitlement.subject,
    scope: withinResources(rules.matchScope, request, scope, target.scopes),
    audience: target.audience,
    issuedAt: context.now,
    accessTokenSeconds: lifetime(rules, facts, target.lifetimes),
    claims: entitlement.claims ?? NO_CLAIMS,
  };
  const { alg } = target;
  const authorization = alg === undefined ? granted : { ...granted, alg };
  if (target.isIssuer) {
    rules.events.warn(
      "audience_is_issuer",
      "A token without a resource names the issuer as its audience: set " +
        "defaultAudience, or default_resource of the client.",
    );
  }
  const { policy, matchScope } = rules;
  return policy === undefined ? authorization : decide(
    (shown) => policy(shown, { request, client, context }),
    matchScope,
    authorization,
    context,
  );
}

function chooseScope(
  matches: ScopeMatcher,
  request: GrantRequest,
  entitlement: Entitlement,
): readonly string[] {
  const requested = request.scope ?? entitlement.default_scope;
  const scope = parseScope(requested);
  if (scope === undefined) {
    throw new OAuthError("invalid_scope", {
      description: "The scope has a character that RFC 6749 does not allow.",
      reason: "scope_malformed",
    });
  }
  const registered = parseScope(entitlement.scope) ?? [];
  const excess = scope.find((token) => !matches(registered, token));
  if (excess !== undefined) {
    throw tooMuch(
      excess,
      "The client may not have",
      request.scope === undefined
        ? "default_scope_not_registered"
        : "scope_not_registered",
    );
  }
  return scope;
}

/**
 * A token carries only scopes that each of its resources defines. A default
 * that reaches further is cut; a request that does is told.
 */
function withinResources(
  matches: ScopeMatcher,
  request: GrantRequest,
  scope: readonly string[],
  defined: readonly (readonly string[])[],
): readonly string[] {
  const isDefined = (token: string) =>
    defined.every((scopes) => matches(scopes, token));
  if (request.scope === undefined) return scope.filter(isDefined);
  const excess = scope.find((token) => !isDefined(token));
  if (excess !== undefined) {
    throw tooMuch(
      excess,
      "The resource does not define",
      "scope_not_defined_by_resource",
    );
  }
  return scope;
}

function tooMuch(scope: string, why: string, reason: string): OAuthError {
  return new OAuthError("invalid_scope", {
    description: `${why} the scope '${scope}'.`,
    reason,
    evidence: { scope },
  });
}

function lifetime(
  rules: AuthorizationRules,
  { client, entitlement }: AuthorizationFacts,
  ofResources: readonly number[],
): number {
  const ofClient = client?.client.access_token_seconds;
  const { access_token_seconds: ofGrant } = entitlement;
  const isUnset = ofClient === undefined && ofResources.length === 0;
  let seconds = rules.maxAccessTokenSeconds;
  if (isUnset) seconds = Math.min(seconds, rules.accessTokenSeconds);
  if (ofClient !== undefined) seconds = Math.min(seconds, ofClient);
  if (ofGrant !== undefined) seconds = Math.min(seconds, ofGrant);
  for (const ofResource of ofResources) seconds = Math.min(seconds, ofResource);
  if (isPositiveInteger(seconds)) return seconds;
  // A store of somebody else's may hand out anything.
  throw undecided("access_token_seconds_malformed");
}

async function decide(
  ask: (shown: Authorization) => ReturnType<Policy>,
  matchScope: ScopeMatcher,
  authorization: Authorization,
  context: RequestContext,
): Promise<Authorization> {
  try {
    // What a policy writes into is not what is granted.
    const shown = {
      ...authorization,
      scope: [...authorization.scope],
      audience: [...authorization.audience],
      claims: { ...authorization.claims },
    };
    const decision = await context.within((async () => await ask(shown))());
    return applyDecision(authorization, decision, matchScope);
  } catch (cause) {
    if (cause instanceof OAuthError) throw cause;
    throw undecided("policy_failed", { cause });
  }
}
