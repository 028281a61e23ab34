/**
 * Answers on the wire: the one place that knows which error has which status.
 *
 * @module
 */

import type { OAuthError } from "../errors.ts";
import type { IssuedToken } from "../tokens/access_token.ts";
import type { Answer } from "./exchange.ts";
import { RequestError } from "./request_error.ts";

/**
 * Whether an empty scope is written, as fosite does, or left out, since it is
 * no scope by RFC 6749 A.4. It is written all the same where the request asked
 * for one, because the client must hear that it got less (RFC 6749 §3.3).
 */
export type EmptyScope = "include" | "omit";

/** The headers of every answer that must not be kept (RFC 6749 §5.1). */
export const JSON_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  "content-type": "application/json;charset=UTF-8",
  "cache-control": "no-store",
  "pragma": "no-cache",
});

/** RFC 9110 §15.5.2: every 401 carries a challenge. */
const CHALLENGE_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  ...JSON_HEADERS,
  "www-authenticate": 'Basic realm="token endpoint", charset="UTF-8"',
});

/**
 * The answer with a token (RFC 6749 §5.1).
 *
 * @param token The token.
 * @param omitsEmptyScope Whether an empty scope is left out.
 * @returns The answer.
 */
export function tokenAnswer(
  { access_token, expires_in, scope, token_type }: IssuedToken,
  omitsEmptyScope: boolean,
): Answer {
  return {
    status: 200,
    headers: JSON_HEADERS,
    // Neither a token nor its type has characters that JSON would escape.
    body: `{"access_token":"${access_token}","expires_in":${expires_in},` +
      (scope === "" && omitsEmptyScope
        ? ""
        : `"scope":${JSON.stringify(scope)},`) +
      `"token_type":"${token_type}"}`,
  };
}

/**
 * The answer with an error (RFC 6749 §5.2).
 *
 * @param error The error.
 * @returns The answer.
 */
export function errorAnswer(error: OAuthError): Answer {
  return {
    status: statusOf(error),
    headers: headersOf(error),
    body: errorBody(error.error, error.description),
  };
}

/**
 * An answer with an error that is always the same.
 *
 * @param status The status code.
 * @param error The code.
 * @param description The public description.
 * @returns The answer.
 */
export function fixedError(
  status: number,
  error: string,
  description: string,
): Answer {
  const body = errorBody(error, description);
  return Object.freeze({ status, headers: JSON_HEADERS, body });
}

function errorBody(error: string, error_description: string): string {
  return JSON.stringify({ error, error_description });
}

/**
 * An answer with a document.
 *
 * @param body The JSON text.
 * @param maxAge How long it may be kept, in seconds.
 * @returns The answer.
 */
export function documentAnswer(body: string, maxAge: number): Answer {
  return {
    status: 200,
    headers: {
      "content-type": "application/json;charset=UTF-8",
      "cache-control": `public, max-age=${maxAge}`,
      "access-control-allow-origin": "*",
    },
    body,
  };
}

/** The answer where no endpoint has the path of a request. */
export const NOT_FOUND: Answer = fixedError(
  404,
  "invalid_request",
  "There is no endpoint at this path.",
);

/** The answer of last resort. */
export const FAILED: Answer = fixedError(
  500,
  "server_error",
  "The server failed.",
);

function statusOf(error: OAuthError): number {
  if (error instanceof RequestError) return error.status;
  switch (error.error) {
    case "invalid_client":
      return 401;
    case "invalid_request":
    case "invalid_grant":
    case "unauthorized_client":
    case "unsupported_grant_type":
    case "invalid_scope":
    case "invalid_target":
    case "invalid_dpop_proof":
    case "use_dpop_nonce":
      return 400;
    case "server_error":
      return 500;
    case "temporarily_unavailable":
      return error.isRateLimited ? 429 : 503;
  }
}

function headersOf(error: OAuthError): Readonly<Record<string, string>> {
  const headers = statusOf(error) === 401 ? CHALLENGE_HEADERS : JSON_HEADERS;
  if (error instanceof RequestError) return { ...headers, ...error.headers };
  const { retryAfterSeconds = NaN } = error;
  return Number.isFinite(retryAfterSeconds) && retryAfterSeconds >= 0
    ? { ...headers, "retry-after": String(Math.ceil(retryAfterSeconds)) }
    : headers;
}
