/**
 * A connection whose peer is asked for when somebody wants to know it: the
 * question costs Deno and Bun as much as a good part of a token request, and
 * most requests get by without the answer.
 *
 * @module
 */

import type { Connection } from "../context.ts";

/**
 * Makes it.
 *
 * @param ask Asks the runtime for the address; called once at most.
 * @returns The connection.
 */
export function lazyConnection(ask: () => string | undefined): Connection {
  let asked: { readonly address: string | undefined } | undefined;
  return {
    get remoteAddress() {
      return (asked ??= { address: ask() }).address;
    },
  };
}
