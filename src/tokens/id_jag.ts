/**
 * What an ID-JAG must say beyond what every assertion must: an identity
 * provider lets one client act for one of its users here
 * (draft-ietf-oauth-identity-assertion-authz-grant §3, §4.4.1).
 *
 * Why what is not understood is refused: a claim that narrows what was granted
 * there would else be dropped, and the token here would be worth more.
 *
 * @module
 */

import type { Evidence } from "../errors.ts";
import { canonicalResource } from "../resource.ts";
import { parseScope } from "../scope.ts";
import { type AssertionReason, failureOfAssertion } from "./assertion.ts";
import type { ParsedJwt } from "./jws.ts";

/** The media type of an ID-JAG, as `typ` has it. */
export const ID_JAG_TYPE = "oauth-id-jag+jwt";

/** How far away `exp` may be at most, in seconds. */
const MAXIMUM_SECONDS = 300;

const TYPES: ReadonlySet<string> = new Set([ID_JAG_TYPE]);

/** The tags under which an ID-JAG is refused. */
export type IdJagReason =
  | AssertionReason
  | "id_jag_for_several_audiences"
  | "id_jag_without_issued_at"
  | "id_jag_for_other_client"
  | "id_jag_bound_to_key"
  | "id_jag_with_authorization_details"
  | "id_jag_scope_malformed"
  | "id_jag_resource_malformed"
  | "id_jag_tenant_not_expected";

/** Why an ID-JAG is refused, with facts for the event. */
export interface IdJagFailure {
  /** The tag. */
  readonly reason: IdJagReason;
  /** Values that the rule looked at, none of them secret. */
  readonly evidence?: Evidence;
}

/** What an ID-JAG is checked against. */
export interface IdJagRules {
  /** Our issuer: the only value that `aud` may have. */
  readonly audience: string;
  /** The algorithms that it may be signed with. */
  readonly algorithms: ReadonlySet<string>;
  /** How far away `exp` may be, in seconds; never more than 300. */
  readonly maxSeconds: number;
  /** The client that was authenticated. */
  readonly client_id: string;
  /** Whether the rule for its issuer says which tenant is meant. */
  readonly namesTenant: boolean;
}

/** Every claim that it needs, in the type that it has. */
export interface IdJagClaims {
  /** The identity provider. */
  readonly iss: string;
  /** The user, as the identity provider names them. */
  readonly sub: string;
  /** Its id. */
  readonly jti: string;
  /** Until when it counts, in epoch seconds. */
  readonly exp: number;
  /** The scopes that the identity provider allows, space separated. */
  readonly scope?: string;
  /** The resources that it allows. */
  readonly resource?: string | readonly string[];
}

const TABLE: readonly {
  readonly reason: IdJagReason;
  readonly isKept: (
    claims: Readonly<Record<string, unknown>>,
    rules: IdJagRules,
  ) => boolean;
}[] = [
  {
    reason: "id_jag_for_several_audiences",
    isKept: ({ aud }) => !Array.isArray(aud) || aud.length === 1,
  },
  {
    reason: "id_jag_without_issued_at",
    isKept: ({ iat }) => iat !== undefined,
  },
  {
    reason: "id_jag_for_other_client",
    isKept: (claims, { client_id }) => claims["client_id"] === client_id,
  },
  {
    // A token that is bound to no key would undo the binding (RFC 7800).
    reason: "id_jag_bound_to_key",
    isKept: ({ cnf }) => cnf === undefined,
  },
  {
    // RFC 9396: what is authorized there cannot be said in a token here.
    reason: "id_jag_with_authorization_details",
    isKept: (claims) => claims["authorization_details"] === undefined,
  },
  {
    reason: "id_jag_scope_malformed",
    isKept: ({ scope }) =>
      scope === undefined ||
      (typeof scope === "string" && parseScope(scope) !== undefined),
  },
  {
    reason: "id_jag_resource_malformed",
    isKept: ({ resource }) =>
      resource === undefined || resourcesOf(resource).every(isResource) &&
        resourcesOf(resource).length > 0,
  },
  {
    // §6.3: one `sub` is another user in each tenant of an issuer.
    reason: "id_jag_tenant_not_expected",
    isKept: ({ tenant }, { namesTenant }) =>
      tenant === undefined || namesTenant,
  },
];

/**
 * Finds the first rule that an ID-JAG breaks. Pure; it never throws, and says
 * nothing about the signature, nor about which users are let in.
 *
 * @param jwt The ID-JAG, taken apart.
 * @param rules What it is checked against.
 * @param now Epoch seconds.
 * @returns The failure, or `undefined` where every rule is kept: then the
 * payload has {@linkcode IdJagClaims}.
 */
export function failureOfIdJag(
  jwt: ParsedJwt,
  rules: IdJagRules,
  now: number,
): IdJagFailure | undefined {
  const failure = failureOfAssertion(jwt, {
    types: TYPES,
    algorithms: rules.algorithms,
    audiences: new Set([rules.audience]),
    maxSeconds: Math.min(rules.maxSeconds, MAXIMUM_SECONDS),
    requiresJti: true,
  }, now);
  if (failure !== undefined) return failure;
  const broken = TABLE.find(({ isKept }) => !isKept(jwt.payload, rules));
  return broken === undefined ? undefined : { reason: broken.reason };
}

/**
 * The resources of an ID-JAG (draft §3: a URI or an array of URIs).
 *
 * @param resource The claim.
 * @returns Each of them.
 */
export function resourcesOf<Value>(
  resource: Value | readonly Value[],
): readonly Value[] {
  return Array.isArray(resource) ? resource : [resource as Value];
}

function isResource(value: unknown): boolean {
  return typeof value === "string" && canonicalResource(value) !== undefined;
}
