/**
 * Which authentication methods there are, and which of them a client may use.
 *
 * @module
 */

import { type Client, lists } from "../client.ts";

/**
 * The client authentication methods that can be offered (RFC 6749 §2.3.1, RFC
 * 7523 §2.2, in the names of OpenID Connect Core §9).
 */
export type ClientAuthenticationMethod =
  | "client_secret_basic"
  | "client_secret_post"
  | "private_key_jwt"
  | "client_secret_jwt";

/** The methods by which the secret itself is presented. */
export const SECRET_METHODS: readonly ClientAuthenticationMethod[] = Object
  .freeze(["client_secret_basic", "client_secret_post"]);

/** All of them. */
export const CLIENT_AUTHENTICATION_METHODS:
  readonly ClientAuthenticationMethod[] = Object.freeze([
    ...SECRET_METHODS,
    "private_key_jwt",
    "client_secret_jwt",
  ]);

/** The methods by which another issuer says who the client is. */
const ISSUER_METHODS: readonly string[] = Object.freeze([
  "trusted_issuer",
  "spiffe_jwt",
]);

/**
 * Whether a client is registered for a method (RFC 7591 §2). Without a
 * registered method, one that has only secrets may use Basic or post; one that
 * has keys or trusted issuers uses those and may use no secret, since the
 * weaker credential would be the way in. `client_secret_jwt` always has to be registered.
 *
 * @param client The client.
 * @param method The method that the request uses.
 * @returns Whether it may be used.
 */
export function allowsMethod(client: Client, method: string): boolean {
  if (client.token_endpoint_auth_method !== undefined) {
    return client.token_endpoint_auth_method === method;
  }
  if (client.token_endpoint_auth_methods !== undefined) {
    return lists(client.token_endpoint_auth_methods, method);
  }
  const { jwks, jwks_uri, trusted_issuers } = client;
  const hasKeys = jwks !== undefined || jwks_uri !== undefined;
  if (trusted_issuers !== undefined) {
    return ISSUER_METHODS.includes(method) ||
      hasKeys && method === "private_key_jwt";
  }
  return hasKeys ? method === "private_key_jwt" : lists(SECRET_METHODS, method);
}
