/**
 * Asking a grant, after the checks that every grant needs.
 *
 * @module
 */

import { type AuthenticatedClient, lists } from "../client.ts";
import type { RequestContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import { isPositiveInteger } from "../positive_integer.ts";
import { isText } from "../text.ts";
import type { GrantRequest } from "../token_request.ts";
import type { Entitlement, Grant } from "./grant.ts";
import { isRecord, undecided } from "./undecided.ts";

/** What came of asking a grant. */
export interface Entitled {
  /** The client that the token names. */
  readonly client_id: string;
  /** The most that may be granted. */
  readonly entitlement: Entitlement;
}

/**
 * Asks a grant what the subject may have at most.
 *
 * @param grant The grant.
 * @param request The request.
 * @param client The client, where one was authenticated.
 * @param context The circumstances of the request.
 * @returns The entitlement and the client that the token names; at once, where
 * the grant answers at once.
 * @throws {OAuthError} `invalid_client` where the grant needs a client,
 * `unauthorized_client` where the client may not use it, `server_error` where
 * the grant fails, or the grant's own refusal.
 */
export function entitle(
  grant: Grant,
  request: GrantRequest,
  client: AuthenticatedClient | undefined,
  context: RequestContext,
): Entitled | Promise<Entitled> {
  if (client === undefined && grant.client === "required") {
    throw new OAuthError("invalid_client", {
      description: "Client authentication is missing: use HTTP Basic, or " +
        "client_id and client_secret in the body.",
      reason: "no_credential",
    });
  }
  if (
    client !== undefined &&
    !lists(client.client.grant_types, grant.grant_type)
  ) {
    throw new OAuthError("unauthorized_client", {
      description: "The client may not use this grant type.",
      reason: "grant_type_not_registered",
    });
  }
  const asked = ask(grant, request, client, context);
  return asked instanceof Promise
    ? asked.then((entitlement) => checked(client, entitlement))
    : checked(client, asked);
}

function checked(
  client: AuthenticatedClient | undefined,
  entitlement: Entitlement,
): Entitled {
  const client_id = client?.client.client_id ?? entitlement?.client_id;
  if (!isText(client_id)) throw malformed("client_id");
  const member = malformedMember(entitlement ?? {});
  if (member !== undefined) throw malformed(member);
  return { client_id, entitlement };
}

function malformed(member: string): OAuthError {
  return undecided("entitlement_malformed", { evidence: { member } });
}

function ask(
  grant: Grant,
  request: GrantRequest,
  client: AuthenticatedClient | undefined,
  context: RequestContext,
): Entitlement | Promise<Entitlement> {
  try {
    const asked = grant.client === "optional"
      ? grant.entitle(request, client, context)
      // A required client was checked before.
      : grant.entitle(request, client!, context);
    return asked instanceof Promise
      ? context.within(asked).catch(failed)
      : asked;
  } catch (cause) {
    return failed(cause);
  }
}

function failed(cause: unknown): never {
  if (cause instanceof OAuthError) throw cause;
  throw undecided("grant_failed", { cause });
}

/** The member that is not what it must be, whoever wrote the grant. */
function malformedMember(
  entitlement: Entitlement,
): keyof Entitlement | undefined {
  const { resources, access_token_seconds, claims } = entitlement;
  if (!isText(entitlement.subject)) return "subject";
  if (!isAbsentOrText(entitlement.scope)) return "scope";
  if (!isAbsentOrText(entitlement.default_scope)) return "default_scope";
  if (
    resources !== undefined &&
    !(Array.isArray(resources) && resources.every(isText))
  ) return "resources";
  if (
    entitlement.default_resource !== undefined &&
    !isText(entitlement.default_resource)
  ) return "default_resource";
  if (
    access_token_seconds !== undefined &&
    !isPositiveInteger(access_token_seconds)
  ) return "access_token_seconds";
  return claims === undefined || isRecord(claims) ? undefined : "claims";
}

function isAbsentOrText(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}
