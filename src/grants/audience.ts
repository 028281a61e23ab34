/**
 * Which resources a token is for (RFC 8707), and what they say of it.
 *
 * @module
 */

import { OAuthError } from "../errors.ts";
import {
  canonicalResource,
  findResource,
  type Resource,
  type ResourceMatching,
} from "../resource.ts";
import { parseScope } from "../scope.ts";
import type { GrantRequest } from "../token_request.ts";
import type { Entitlement } from "./grant.ts";

/** What the server knows of resources. */
export interface ResourceRules {
  /** The issuer, the audience of last resort. */
  readonly issuer: string;
  /** The audience where a request and its client name no resource. */
  readonly defaultAudience: string | undefined;
  /** How a requested resource is matched. */
  readonly matching: ResourceMatching;
  /** Whether a token may be for several resources. */
  readonly multipleResources: boolean;
  /** The described resources by key; empty = the server describes none. */
  readonly described: ReadonlyMap<string, DescribedResource>;
}

/** A described resource, read once. */
export interface DescribedResource {
  /** The spelling that `aud` carries. */
  readonly resource: string;
  /** The scopes that it defines. */
  readonly scopes: readonly string[];
  /** Its lifetime in seconds, where it sets one. */
  readonly accessTokenSeconds: number | undefined;
  /** Its algorithm, where it sets one. */
  readonly alg: string | undefined;
}

/** The resources of a token. */
export interface Target {
  /** The values of `aud`; never empty. */
  readonly audience: readonly string[];
  /** Whether the issuer stands in for a resource that nobody named. */
  readonly isIssuer: boolean;
  /** The scopes that each described resource defines. */
  readonly scopes: readonly (readonly string[])[];
  /** The lifetimes that described resources set. */
  readonly lifetimes: readonly number[];
  /** The algorithm that described resources ask for. */
  readonly alg: string | undefined;
}

/**
 * Reads the descriptions of resources once.
 *
 * @param resources The descriptions.
 * @returns The descriptions by the key that {@linkcode chooseAudience} uses.
 */
export function describeResources(
  resources: readonly Resource[],
): ReadonlyMap<string, DescribedResource> {
  return new Map(resources.map((description) => [
    keyOf(description.resource),
    {
      resource: description.resource,
      scopes: parseScope(description.scope) ?? [],
      accessTokenSeconds: description.accessTokenSeconds,
      alg: description.alg,
    },
  ]));
}

/** An indicator that is no URI is an audience name, compared as it is. */
function keyOf(indicator: string): string {
  return canonicalResource(indicator) ?? indicator;
}

/**
 * Chooses the resources of a token.
 *
 * @param rules What the server knows of resources.
 * @param request What is asked for.
 * @param entitlement What may be had.
 * @returns The resources and what they say of the token.
 * @throws {OAuthError} `invalid_target`.
 */
export function chooseAudience(
  rules: ResourceRules,
  request: GrantRequest,
  entitlement: Entitlement,
): Target {
  const requested = requestedResources(rules, request, entitlement);
  if (requested.length === 0) {
    const fallback = entitlement.default_resource ?? rules.defaultAudience;
    return describe(rules, [fallback ?? rules.issuer], fallback === undefined);
  }
  if (requested.length > 1 && !rules.multipleResources) {
    throw invalidTarget(
      "Ask for one resource at a time.",
      "multiple_resources",
    );
  }
  return describe(rules, requested, false);
}

function requestedResources(
  rules: ResourceRules,
  request: GrantRequest,
  entitlement: Entitlement,
): readonly string[] {
  if (request.resource.length === 0 && request.audience.length === 0) return [];
  const registered = entitlement.resources ?? [];
  const found = new Set<string>();
  for (const resource of request.resource) {
    if (canonicalResource(resource) === undefined) {
      throw invalidTarget(
        "resource must be an absolute URI in normal form, without fragment and userinfo.",
        "resource_malformed",
      );
    }
    const spelling = findResource(registered, resource, rules.matching);
    if (spelling === undefined) throw notRegistered("resource");
    found.add(spelling);
  }
  for (const audience of request.audience) {
    if (!registered.includes(audience)) throw notRegistered("audience");
    found.add(audience);
  }
  return [...found];
}

function describe(
  rules: ResourceRules,
  resources: readonly string[],
  isIssuer: boolean,
): Target {
  if (rules.described.size === 0) {
    return {
      audience: resources,
      isIssuer,
      scopes: [],
      lifetimes: [],
      alg: undefined,
    };
  }
  if (isIssuer) {
    throw invalidTarget("Name a resource.", "resource_missing");
  }
  const descriptions = resources.map((resource) => {
    const description = rules.described.get(keyOf(resource));
    if (description === undefined) {
      throw invalidTarget(
        "The resource is not one that this server issues tokens for.",
        "resource_not_described",
      );
    }
    return description;
  });
  const algs = new Set(descriptions.flatMap(({ alg }) => alg ?? []));
  if (algs.size > 1) {
    throw invalidTarget(
      "These resources need tokens of different algorithms: ask for one at a time.",
      "conflicting_algorithms",
    );
  }
  return {
    audience: [...new Set(descriptions.map(({ resource }) => resource))],
    isIssuer,
    scopes: descriptions.map(({ scopes }) => scopes),
    lifetimes: descriptions.flatMap(({ accessTokenSeconds }) =>
      accessTokenSeconds ?? []
    ),
    alg: [...algs][0],
  };
}

function notRegistered(parameter: "resource" | "audience"): OAuthError {
  return invalidTarget(
    `The client may not ask for this ${parameter}.`,
    `${parameter}_not_registered`,
  );
}

function invalidTarget(description: string, reason: string): OAuthError {
  return new OAuthError("invalid_target", { description, reason });
}
