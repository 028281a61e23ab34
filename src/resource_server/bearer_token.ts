/**
 * Where a request carries its token (RFC 6750 §2).
 *
 * Why only the `Authorization` header: a token in a URL ends up in logs and
 * histories (RFC 6750 §5.3, RFC 9700 §4.3.2), so one is refused there even
 * where the header has another; and the body of a request belongs to the
 * handler: it is never read here, so that a token in a form counts as none.
 *
 * @module
 */

import { queryOf } from "../http/exchange.ts";
import { AccessTokenError } from "./access_token_error.ts";

/** The credentials of RFC 6750 §2.1; schemes are compared without case. */
const BEARER = /^bearer(?: +([A-Za-z0-9\-._~+/]+=*))?$/i;

/**
 * Finds the token of a request.
 *
 * @param request The request, of which only the URL and a header are read.
 * @param scope The scopes that it needs, for the refusal.
 * @returns The token.
 * @throws {AccessTokenError} There is none, or it is not passed as it must be.
 */
export function bearerToken(
  { url, headers }: Request,
  scope: string | undefined,
): string {
  const query = queryOf(url);
  if (query !== "" && new URLSearchParams(query).has("access_token")) {
    throw misplacedToken(
      scope,
      "token_in_url",
      "The access token must be in the Authorization header, not in the URL.",
    );
  }
  const authorization = headers.get("authorization");
  if (!authorization) throw missingToken(scope);
  if (!/^bearer(?![^\s,])/i.test(authorization)) {
    throw missingToken(scope, "other_authorization_scheme");
  }
  const token = BEARER.exec(authorization)?.[1];
  if (token !== undefined) return token;
  throw misplacedToken(
    scope,
    "malformed_authorization",
    "The Authorization header must be Bearer, a space and one access token.",
  );
}

function misplacedToken(
  scope: string | undefined,
  reason: string,
  description: string,
): AccessTokenError {
  return new AccessTokenError("invalid_request", {
    description,
    reason,
    ...(scope !== undefined && { scope }),
  });
}

/**
 * The refusal of a request without a token.
 *
 * @param scope The scopes that it needs: with them, a client knows what to ask
 * its authorization server for.
 * @param reason Why there is none.
 * @returns The error.
 */
export function missingToken(
  scope: string | undefined,
  reason: "no_token" | "other_authorization_scheme" = "no_token",
): AccessTokenError {
  return new AccessTokenError(undefined, {
    description: "An access token is needed.",
    reason,
    ...(scope !== undefined && { scope }),
  });
}
