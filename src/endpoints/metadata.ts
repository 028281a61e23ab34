/**
 * Authorization server metadata (RFC 8414): exactly what is wired in.
 *
 * @module
 */

import type { Endpoint } from "../http/exchange.ts";
import { answerDocument } from "./documents.ts";
import type { Paths } from "./paths.ts";

/** What metadata tells. */
export interface MetadataOptions {
  /** The issuer. */
  readonly issuer: string;
  /** The origin of the issuer. */
  readonly origin: string;
  /** Where the endpoints are. */
  readonly paths: Paths;
  /** The grant types that are wired in. */
  readonly grantTypes: readonly string[];
  /** The client authentication methods that are wired in. */
  readonly authenticationMethods: readonly string[];
  /** The scopes that described resources define. */
  readonly scopes: readonly string[];
}

/** Metadata changes with a deployment: five minutes. */
const MAX_AGE = 300;

/**
 * Makes the metadata endpoint. The document is written once.
 *
 * @param options What it tells.
 * @returns The endpoint.
 */
export function metadataEndpoint(options: MetadataOptions): Endpoint {
  const { issuer, origin, paths } = options;
  const document = {
    body: JSON.stringify({
      issuer,
      token_endpoint: origin + paths.token,
      jwks_uri: origin + paths.jwks,
      ...(paths.authorization !== undefined && {
        authorization_endpoint: origin + paths.authorization,
      }),
      // RFC 8414 §2 requires the member; no response type is supported.
      response_types_supported: [],
      grant_types_supported: options.grantTypes,
      token_endpoint_auth_methods_supported: options.authenticationMethods,
      ...(options.scopes.length > 0 && { scopes_supported: options.scopes }),
    }),
    maxAge: MAX_AGE,
  };
  return (exchange) =>
    Promise.resolve(answerDocument(exchange, () => document));
}
