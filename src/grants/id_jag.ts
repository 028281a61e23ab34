/**
 * What an ID-JAG entitles to: what the identity provider allows
 * (draft-ietf-oauth-identity-assertion-authz-grant §4.4.1), within what the
 * client is registered for here.
 *
 * Why both: the identity provider decides for its users, and not for this
 * server, whose registry says what a client may have at all.
 *
 * @module
 */

import type { AuthenticatedClient, Client } from "../client.ts";
import type { Context } from "../context.ts";
import { OAuthError } from "../errors.ts";
import { canonicalResource } from "../resource.ts";
import { parseScope } from "../scope.ts";
import type { GrantRequest } from "../token_request.ts";
import {
  failureOfIdJag,
  type IdJagClaims,
  resourcesOf,
} from "../tokens/id_jag.ts";
import type { ParsedJwt } from "../tokens/jws.ts";
import { brokenClaim } from "../trust/claim_rules.ts";
import {
  EXTERNAL_ALGORITHMS,
  failureOfSignature,
  failureOfUse,
} from "../trust/external_assertion.ts";
import { type AssertionParts, fill, refusal } from "./assertion_grant.ts";
import type { Entitlement } from "./grant.ts";

/**
 * Checks an ID-JAG: claims, signature, entitlement, and its single use last.
 *
 * @param parts What it is checked with.
 * @param jwt The ID-JAG, taken apart.
 * @param request The request.
 * @param client The client, if the request presents one.
 * @param context The circumstances of the request.
 * @returns What it entitles to.
 * @throws {OAuthError} `invalid_grant`, `invalid_client` where there is no
 * client, `unauthorized_client` where it proved nothing, `invalid_target`.
 */
export async function entitleIdJag(
  { issuer, identityProviders, keySets, storage }: AssertionParts,
  jwt: ParsedJwt,
  request: GrantRequest,
  client: AuthenticatedClient | undefined,
  context: Context,
): Promise<Entitlement> {
  const provider = identityProviders.find(({ issuer }) =>
    issuer === jwt.payload["iss"]
  );
  if (provider === undefined) {
    throw refusal({ reason: "identity_provider_not_trusted" });
  }
  if (client === undefined) {
    throw new OAuthError("invalid_client", {
      description: "This assertion needs client authentication beside it.",
      reason: "no_credential",
    });
  }
  if (client.method === "none") {
    throw new OAuthError("unauthorized_client", {
      description: "Only confidential clients may use this assertion.",
      reason: "public_client",
    });
  }
  const { maxAssertionSeconds = 300, claims = {} } = provider;
  const broken = failureOfIdJag(jwt, {
    audience: issuer,
    algorithms: EXTERNAL_ALGORITHMS,
    maxSeconds: maxAssertionSeconds,
    client_id: client.client.client_id,
    namesTenant: Object.hasOwn(claims, "tenant"),
  }, context.now);
  if (broken !== undefined) throw refusal(broken);
  const claim = brokenClaim(claims, jwt.payload);
  if (claim !== undefined) {
    throw refusal({
      reason: "assertion_claim_not_trusted",
      evidence: { claim },
    });
  }
  const subject = fill(provider.subject ?? "{sub}", jwt.payload);
  if (typeof subject !== "string") throw refusal(subject);
  const said = jwt.payload as unknown as IdJagClaims;
  const wrong = await failureOfSignature(jwt, provider, keySets, context);
  if (wrong !== undefined) throw refusal(wrong);
  const entitlement = entitlementOfIdJag(said, client.client, request, subject);
  const { replays } = storage;
  const used = await failureOfUse(jwt, provider.issuer, replays, context);
  if (used !== undefined) throw refusal(used);
  return entitlement;
}

/**
 * Works out what an ID-JAG entitles to.
 *
 * Scope: what both the ID-JAG and the client have, compared exactly, and all
 * of it where the request asks for nothing; an ID-JAG without `scope` gives
 * none. Resource: one that the ID-JAG names and the client has; where it names
 * none, those of the client.
 *
 * @param claims The claims, verified.
 * @param client The client, which they name.
 * @param request The request.
 * @param subject The subject of the token.
 * @returns The entitlement.
 * @throws {OAuthError} `invalid_target` where no resource, or no single one,
 * is left.
 */
export function entitlementOfIdJag(
  claims: IdJagClaims,
  client: Client,
  request: GrantRequest,
  subject: string,
): Entitlement {
  const registered = new Set(parseScope(client.scope));
  const scope = (parseScope(claims.scope) ?? [])
    .filter((each) => registered.has(each)).join(" ");
  return {
    subject,
    scope,
    default_scope: scope,
    ...resources(claims, client, request),
  };
}

function resources(
  { resource }: IdJagClaims,
  client: Client,
  request: GrantRequest,
): Pick<Entitlement, "resources" | "default_resource"> {
  const { resources: registered = [], default_resource } = client;
  if (resource === undefined) {
    return {
      resources: registered,
      ...(default_resource !== undefined && { default_resource }),
    };
  }
  const named = new Set(resourcesOf(resource).map(canonicalResource));
  const left = registered.filter((each) => named.has(canonicalResource(each)));
  if (left.length === 0) {
    throw new OAuthError("invalid_target", {
      description:
        "The client may not have a token for the resource of the assertion.",
      reason: "id_jag_resource_not_registered",
    });
  }
  const [only, ...others] = left;
  if (others.length === 0) return { resources: left, default_resource: only! };
  // No resource may stand in for those that were named (RFC 8707 §2).
  if (request.resource.length === 0 && request.audience.length === 0) {
    throw new OAuthError("invalid_target", {
      description:
        "The assertion is for several resources: name one of them as resource.",
      reason: "id_jag_resource_missing",
    });
  }
  return { resources: left };
}
