/**
 * The events of the token endpoint.
 *
 * @module
 */

import type { AuthenticatedClient } from "../client.ts";
import type { Presented } from "../client_authentication/proof.ts";
import type { Connection, Context } from "../context.ts";
import type { OAuthError } from "../errors.ts";
import type { FailedEvent, IssuedEvent, RefusedEvent } from "../events.ts";
import type { GrantRequest } from "../token_request.ts";
import type { Authorization, IssuedToken } from "../tokens/access_token.ts";

/** No registered id has more bytes, and so none has more characters. */
const MAXIMUM_LENGTH = 255;

/** What is known of a request by the time it is decided. */
export interface Trace {
  /** The grant, once it is known to be one of ours. */
  grant_type?: string;
  /** The client that the request claims to be. */
  client_id?: string;
}

/**
 * The client that a request claims to be, proven or not.
 *
 * @param presented What its credential offers to prove.
 * @param parameters Its parameters.
 * @returns The id, or `undefined` where none is claimed, or none that could be
 * registered.
 */
export function claimedClientId(
  presented: Presented | undefined,
  parameters: ReadonlyMap<string, string>,
): string | undefined {
  const client_id = presented?.client_id ?? parameters.get("client_id");
  return client_id !== undefined && client_id.length <= MAXIMUM_LENGTH
    ? client_id
    : undefined;
}

/**
 * The event of a request that got no token.
 *
 * @param error What it was answered with.
 * @param trace What is known of it.
 * @param context Time and connection.
 * @returns `failed` where something of ours failed, else `refused`.
 */
export function decidedEvent(
  error: OAuthError,
  trace: Trace,
  context: Pick<Context, "now" | "connection">,
): FailedEvent | RefusedEvent {
  return {
    type: isFailure(error) ? "failed" : "refused",
    time: context.now,
    error: error.error,
    error_description: error.description,
    reason: error.reason,
    ...(error.evidence && { evidence: error.evidence }),
    ...trace,
    ...(error.cause !== undefined && { cause: error.cause }),
    ...addressOf(context.connection),
  };
}

/**
 * The event of a token.
 *
 * @param request What was asked for.
 * @param client Who asked.
 * @param authorization What was granted.
 * @param token What was issued.
 * @param context Time and connection.
 * @returns The event; it holds the token's identifier, not the token.
 */
export function issuedEvent(
  request: GrantRequest,
  client: AuthenticatedClient | undefined,
  authorization: Authorization,
  token: IssuedToken,
  context: Context,
): IssuedEvent {
  return {
    type: "issued",
    time: context.now,
    grant_type: request.grant_type,
    client_id: authorization.client_id,
    subject: authorization.subject,
    ...(client !== undefined && { method: client.method }),
    ...(client?.secretName !== undefined && { secretName: client.secretName }),
    scope: token.scope,
    audience: authorization.audience,
    expires_in: token.expires_in,
    jti: token.jti,
    kid: token.kid,
    ...(token.reused && { reused: true as const }),
    ...addressOf(context.connection),
  };
}

function addressOf(
  { remoteAddress }: Connection,
): { readonly remoteAddress?: string } {
  return remoteAddress === undefined ? {} : { remoteAddress };
}

function isFailure({ error, isRateLimited }: OAuthError): boolean {
  return error === "server_error" ||
    (error === "temporarily_unavailable" && !isRateLimited);
}
