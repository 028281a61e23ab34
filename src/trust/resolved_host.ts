/**
 * What the name of a host resolves to.
 *
 * Why this is not all: between this look and the connection the name may be
 * made to resolve to something else. Only whoever connects can close that gap,
 * by connecting to an address that was looked at.
 *
 * @module
 */

import { KeySetError } from "./key_set_error.ts";
import { isPublicAddress } from "./public_address.ts";

/**
 * Resolves the name of a host to its IP addresses, as a connection would.
 *
 * @param host The name.
 * @returns All of its addresses, IPv4 and IPv6.
 */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/**
 * Checks that every address of a host is public: which of them a connection
 * takes, nobody knows.
 *
 * @param host The name of the host.
 * @param resolve Resolves it.
 * @throws {KeySetError} It resolves to nothing, or to something else.
 */
export async function checkResolvedHost(
  host: string,
  resolve: ResolveHost,
): Promise<void> {
  let addresses: readonly string[];
  try {
    addresses = await resolve(host);
  } catch (cause) {
    throw new KeySetError("key_set_host_unresolved", { host }, cause);
  }
  if (!Array.isArray(addresses) || addresses.length === 0) {
    throw new KeySetError("key_set_host_unresolved", { host });
  }
  for (const address of addresses.map(String)) {
    if (!isPublicAddress(address)) {
      throw new KeySetError("key_set_address_private", { host, address });
    }
  }
}
