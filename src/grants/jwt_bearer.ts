/**
 * Assertions as authorization grants (RFC 7523 §2.1): a token of another
 * issuer is exchanged for one of ours, with or without a client of ours; and
 * ID-JAGs, with which an identity provider lets a client act for a user.
 *
 * Nothing is inferred: a rule says which issuer and claims become which
 * client, subject, scopes and resources, and what no rule says is refused.
 *
 * @module
 */

import type { AuthenticatedClient } from "../client.ts";
import type { Context } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { GrantRequest } from "../token_request.ts";
import { ID_JAG_TYPE } from "../tokens/id_jag.ts";
import { jwtType, type ParsedJwt, parseJwt } from "../tokens/jws.ts";
import {
  failureOfSignature,
  failureOfUse,
  matchTrustedIssuer,
  trustDomainOf,
} from "../trust/external_assertion.ts";
import { type IssuerKeySets, issuerKeySets } from "../trust/issuer_key_sets.ts";
import { type AssertionParts, fill, refusal } from "./assertion_grant.ts";
import { entitleIdJag } from "./id_jag.ts";
import type { Entitlement, OptionalClientGrant } from "./grant.ts";
import {
  checkJwtBearerOptions,
  type JwtBearerOptions,
} from "./jwt_bearer_options.ts";

const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** draft-ietf-oauth-identity-assertion-authz-grant §7. */
const ID_JAG_PROFILE = "urn:ietf:params:oauth:grant-profile:id-jag";

/** No assertion is longer. */
const MAXIMUM_LENGTH = 8_192;

const TYPES: ReadonlySet<string | undefined> = new Set([undefined, "jwt"]);

/**
 * The JWT bearer grant: a workload presents a token of its platform as
 * `assertion` and gets what the first rule says that it keeps; a client of ours
 * presents an ID-JAG of an identity provider and gets what both allow.
 *
 * @param options Rules, identity providers, and how their keys are fetched.
 * @returns The grant.
 * @throws {TypeError} For a wrong option.
 *
 * @example
 * ```ts
 * import { jwtBearer, kubernetesIssuer } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const grant = jwtBearer({
 *   rules: [{
 *     ...kubernetesIssuer({
 *       issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/5C54DDF35ER1",
 *       audience: "https://as.example.com",
 *       namespace: "billing",
 *       serviceAccount: "reports",
 *     }),
 *     client_id: "reports",
 *     scope: "orders.read",
 *     resources: ["https://api.example.com/"],
 *     default_resource: "https://api.example.com/",
 *   }],
 * });
 * assertEquals(
 *   grant.grant_type,
 *   "urn:ietf:params:oauth:grant-type:jwt-bearer",
 * );
 * ```
 */
export function jwtBearer(options: JwtBearerOptions): OptionalClientGrant {
  checkJwtBearerOptions(options);
  const { rules = [], identityProviders = [], ...shared } = options;
  let keySets: IssuerKeySets;
  try {
    keySets = issuerKeySets([...rules, ...identityProviders], shared);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(`jwtBearer: ${error.message}`);
  }
  return Object.freeze<OptionalClientGrant>({
    grant_type: GRANT_TYPE,
    client: "optional",
    entitle() {
      throw new TypeError("jwtBearer must be a grant of a server to be used");
    },
    ...(identityProviders.length > 0 && {
      metadata: { authorization_grant_profiles_supported: [ID_JAG_PROFILE] },
    }),
    forServer({ issuer, storage }): OptionalClientGrant {
      checkJwtBearerOptions(options, issuer);
      const counts = identityProviders.length > 0 ||
        rules.some(({ singleUse }) => singleUse);
      if (counts && storage.replays === undefined) {
        throw new TypeError(
          "storage must have replays for jwtBearer with singleUse or identityProviders: without them an assertion could be used again",
        );
      }
      const parts = { issuer, storage, rules, identityProviders, keySets };
      return {
        grant_type: GRANT_TYPE,
        client: "optional",
        entitle: (request, client, context) =>
          entitleAssertion(parts, request, client, context),
      };
    },
  });
}

async function entitleAssertion(
  parts: AssertionParts,
  request: GrantRequest,
  client: AuthenticatedClient | undefined,
  context: Context,
): Promise<Entitlement> {
  const assertion = request.parameters.get("assertion");
  if (assertion === undefined) {
    throw new OAuthError("invalid_request", {
      description: "assertion is missing.",
      reason: "assertion_missing",
    });
  }
  const jwt = parseJwt(assertion, MAXIMUM_LENGTH);
  if ("reason" in jwt) throw refusal(jwt);
  return await (jwtType(jwt.header) === ID_JAG_TYPE
    ? entitleIdJag(parts, jwt, request, client, context)
    : entitleRule(parts, jwt, client, context));
}

async function entitleRule(
  { rules, keySets, storage }: AssertionParts,
  jwt: ParsedJwt,
  client: AuthenticatedClient | undefined,
  context: Context,
): Promise<Entitlement> {
  const { iss } = jwt.payload;
  const from = iss === undefined ? trustDomainOf(jwt) : iss;
  // A client that is presented narrows what the assertion may stand for.
  const client_id = client?.client.client_id;
  const open = rules.filter((rule) =>
    client_id === undefined || rule.client_id === client_id
  );
  const rule = matchTrustedIssuer(jwt, from, open, TYPES, context.now);
  if ("reason" in rule) throw refusal(rule);
  const subject = fill(rule.subject ?? rule.client_id, jwt.payload);
  if (typeof subject !== "string") throw refusal(subject);
  const failure = await failureOfSignature(jwt, rule, keySets, context) ??
    (rule.singleUse === true
      ? await failureOfUse(jwt, rule.issuer, storage.replays, context)
      : undefined);
  if (failure !== undefined) throw refusal(failure);
  const { scope, default_scope, resources, default_resource } = rule;
  const { access_token_seconds } = rule;
  return {
    subject,
    client_id: rule.client_id,
    ...(scope !== undefined && { scope }),
    ...(default_scope !== undefined && { default_scope }),
    ...(resources !== undefined && { resources }),
    ...(default_resource !== undefined && { default_resource }),
    ...(access_token_seconds !== undefined && { access_token_seconds }),
  };
}
