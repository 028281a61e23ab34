/**
 * The authorization endpoint that is announced and always refuses.
 *
 * Why it exists: official Model Context Protocol clients do not accept
 * metadata without an `authorization_endpoint`, although a server for machines
 * has none (RFC 8414 §2 lets it be left out). It never redirects, so that
 * nobody can use it to send a browser anywhere.
 *
 * @module
 */

import { fixedError } from "../http/respond.ts";
import type { Endpoint } from "../http/exchange.ts";

const REFUSAL = fixedError(
  400,
  "unsupported_response_type",
  "This server issues tokens to machines: use the token endpoint.",
);

/**
 * Makes the refusing authorization endpoint.
 *
 * @returns The endpoint.
 */
export function authorizationEndpoint(): Endpoint {
  return () => Promise.resolve(REFUSAL);
}
