/**
 * Authorization server metadata (RFC 8414): exactly what is wired in.
 *
 * @module
 */

import type { Endpoint } from "../http/exchange.ts";
import { ALGORITHMS } from "../keys/algorithms.ts";
import { isSupportedAlgorithm } from "../keys/supported_algorithms.ts";
import { answerDocument, type Document } from "./documents.ts";
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
  /** The algorithms that client assertions may be signed with. */
  readonly assertionAlgorithms: readonly string[];
  /** What grants add. */
  readonly additional: Readonly<Record<string, unknown>>;
  /** The scopes that described resources define. */
  readonly scopes: readonly string[];
}

/** Metadata changes with a deployment: five minutes. */
const MAX_AGE = 300;

/**
 * Makes the metadata endpoint. The document is written once, at the first
 * request: what the runtime can verify has to be tried out.
 *
 * @param options What it tells.
 * @returns The endpoint.
 */
export function metadataEndpoint(options: MetadataOptions): Endpoint {
  let written: Document | undefined;
  return async (exchange) => {
    const document = written ??= await write(options);
    return answerDocument(exchange, () => document);
  };
}

async function write(options: MetadataOptions): Promise<Document> {
  const { issuer, origin, paths, scopes } = options;
  const algorithms = await supported(options.assertionAlgorithms);
  const body = JSON.stringify({
    ...options.additional,
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
    ...(algorithms.length > 0 && {
      token_endpoint_auth_signing_alg_values_supported: algorithms,
    }),
    ...(scopes.length > 0 && { scopes_supported: scopes }),
  });
  return { body, maxAge: MAX_AGE };
}

/** HMAC is everywhere; of the others some runtimes lack a few. */
async function supported(
  algorithms: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const alg of algorithms) {
    const entry = ALGORITHMS.get(alg);
    if (entry === undefined || await isSupportedAlgorithm(entry.alg)) {
      found.push(alg);
    }
  }
  return found;
}
