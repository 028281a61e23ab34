/**
 * Whose request it is, from the options.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import type { Connection } from "../context.ts";
import { clientAddress } from "../http/client_address.ts";
import type { Exchange } from "../http/exchange.ts";
import { parseIpNetwork } from "../ip_address.ts";

/**
 * Makes the function that completes what the socket knows.
 *
 * @param options The options of the server, checked.
 * @returns A function from a request to its connection.
 */
export function connectionOf(
  options: AuthorizationServerOptions,
): (exchange: Exchange, connection: Connection) => Connection {
  return clientAddress({
    trustedProxies: (options.trustedProxies ?? []).map((text) =>
      parseIpNetwork(text)!
    ),
    forwardedHeader: options.forwardedHeader ?? "x-forwarded-for",
    addressHeader: options.addressHeader?.toLowerCase(),
  });
}
