/**
 * Which authentication methods a client may use.
 *
 * @module
 */

import { type Client, lists } from "../client.ts";

/** The methods that this server knows, as metadata announces them. */
export const SECRET_METHODS: readonly string[] = Object.freeze([
  "client_secret_basic",
  "client_secret_post",
]);

/**
 * Whether a client is registered for a method (RFC 7591 §2). Without a
 * registered method, one that has only secrets may use Basic or post; one that
 * has keys may use no secret, since the weaker credential would be the way in.
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
  const hasKeys = client.jwks !== undefined || client.jwks_uri !== undefined;
  return !hasKeys && SECRET_METHODS.includes(method);
}
