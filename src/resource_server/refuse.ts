/**
 * The answer to a request that is not let in (RFC 6750 §3, RFC 9728 §5.1).
 *
 * @module
 */

import { JSON_HEADERS } from "../http/respond.ts";
import type { AccessTokenError } from "./access_token_error.ts";

/** What every challenge says. */
export interface ChallengeOptions {
  /** The protection space (RFC 9110 §11.5). */
  readonly realm: string;
  /** Where the metadata is (RFC 9728 §5.1), where there are any. */
  readonly resourceMetadata: string | undefined;
}

/**
 * The value of `WWW-Authenticate`.
 *
 * @param error The error; 500 and 503 have no challenge, since no other token
 * would help.
 * @param options What every challenge says.
 * @returns The challenge, or `undefined` where there is none.
 */
export function challenge(
  error: AccessTokenError,
  { realm, resourceMetadata }: ChallengeOptions,
): string | undefined {
  if (error.status >= 500) return undefined;
  const isTold = error.error !== undefined;
  const parameters = Object.entries({
    realm,
    error: error.error,
    error_description: isTold ? error.description : undefined,
    scope: error.scope,
    resource_metadata: resourceMetadata,
  }).filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${quotable(value!)}"`);
  return `Bearer ${parameters.join(", ")}`;
}

/** RFC 6750 §3: neither quotes nor anything that would end the header. */
function quotable(text: string): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x5B\x5D-\x7E]/g, "?");
}

/**
 * The answer to a request that is not let in.
 *
 * @param error Why.
 * @param options What every challenge says.
 * @returns The response; without content where there was no token, because
 * the caller may not even know that it needs one (RFC 6750 §3.1).
 */
export function refuse(
  error: AccessTokenError,
  options: ChallengeOptions,
): Response {
  const { status, description, retryAfterSeconds } = error;
  const authenticate = challenge(error, options);
  const headers = {
    "cache-control": JSON_HEADERS["cache-control"]!,
    ...(authenticate !== undefined && { "www-authenticate": authenticate }),
    ...(retryAfterSeconds !== undefined && {
      "retry-after": String(Math.ceil(retryAfterSeconds)),
    }),
  };
  if (error.error === undefined) return new Response(null, { status, headers });
  const body = JSON.stringify({
    error: error.error,
    error_description: description,
    ...(error.scope !== undefined && { scope: error.scope }),
  });
  return new Response(body, {
    status,
    headers: { ...JSON_HEADERS, ...headers },
  });
}
