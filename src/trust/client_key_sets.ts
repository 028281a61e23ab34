/**
 * The key sets that clients publish, as an option of the server.
 *
 * Why a function and no plain options: a server that is not given it fetches
 * nothing, whatever clients have registered, and a bundle of it does not hold
 * what fetches.
 *
 * @module
 */

import type { ClientKeySetOptions } from "./key_set_options.ts";
import { type RemoteJwksCache, remoteJwksCache } from "./remote_jwks.ts";

/** What may be said of URLs that an operator writes, and of no others. */
const OPERATORS_ONLY = [
  "allowPrivateAddress",
  "allowInsecureLoopback",
  "toKeys",
];

/**
 * Lets clients publish their keys at a `jwks_uri` (RFC 7591 §2): an option of
 * the server. What is fetched, when and with which limits is in
 * `docs/key_sets.md`.
 *
 * @param options What is injected, limits, and `jwksHosts`.
 * @returns The value of the option `clientKeySets`.
 * @throws {TypeError} A wrong option.
 *
 * @example
 * ```ts
 * import { clientKeySets } from "@mintmark/oauth";
 *
 * const sets = clientKeySets({ jwksHosts: ["keys.example.com"] });
 * console.log(sets.size); // nothing is fetched before a client asks
 * ```
 */
export function clientKeySets(
  options: ClientKeySetOptions = {},
): RemoteJwksCache {
  for (const name of OPERATORS_ONLY) {
    if (name in options) {
      throw new TypeError(`clientKeySets: ${name} is not an option`);
    }
  }
  try {
    return remoteJwksCache(options);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(`clientKeySets: ${error.message}`);
  }
}
