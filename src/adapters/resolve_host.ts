/**
 * What the name of a host resolves to, on every runtime with Node's modules.
 *
 * Why the system's look-up and not a question to a name server: connections
 * are made to what the former says, with the hosts file and search domains.
 *
 * @module
 */

/**
 * Resolves the name of a host to all of its IP addresses, as a connection
 * would. A key set that a client names is then only fetched where all of them
 * are public.
 *
 * @param host The name.
 * @returns Its addresses, IPv4 and IPv6.
 * @throws {Error} It cannot be resolved; in general whatever `node:dns` throws.
 *
 * @example
 * ```ts ignore
 * import { resolveHost } from "@mintmark/oauth/node"; // or /deno, /bun
 *
 * console.log(await resolveHost("localhost")); // [ "127.0.0.1", "::1" ]
 * ```
 */
export async function resolveHost(host: string): Promise<readonly string[]> {
  // Not at the start, of which it would be a part: few ever ask.
  const { lookup } = await import("node:dns/promises");
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}
