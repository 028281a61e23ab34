/**
 * Mintmark on Deno.
 *
 * @module
 */

import type { AuthorizationServer } from "../authorization_server.ts";
import {
  DRAIN_MILLISECONDS,
  LINGER_MILLISECONDS,
  type ServeOptions,
  type Serving,
} from "./serve.ts";
import { UnderWay } from "./under_way.ts";

export type { Address, ServeOptions, Serving, TlsOptions } from "./serve.ts";

/**
 * Serves an authorization server with `Deno.serve`.
 *
 * Deno limits neither the time that the head of a request may take nor the
 * number of connections, and gives no client certificate: put a proxy in front
 * where strangers can connect.
 *
 * @param server The server.
 * @param options Where to listen and when to end.
 * @returns The address, once it listens, and the end.
 * @throws {Deno.errors.AddrInUse} The port is taken; in general whatever
 * `Deno.serve` throws.
 *
 * @example
 * ```ts ignore
 * import { serve } from "@mintmark/oauth/deno";
 *
 * const { address, finished } = await serve(server, { port: 8080 });
 * console.log(`serving on http://${address.hostname}:${address.port}`);
 * await finished;
 * ```
 */
export function serve(
  server: Pick<AuthorizationServer, "handle">,
  options: ServeOptions,
): Promise<Serving> {
  const { port, hostname = "127.0.0.1", signal, tls } = options;
  const { drainMilliseconds = DRAIN_MILLISECONDS } = options;
  return new Promise((resolve) => {
    signal?.throwIfAborted();
    const cut = new AbortController();
    const underWay = new UnderWay();
    const givenUp = Promise.withResolvers<void>();
    let isDraining = false;
    const http = Deno.serve(
      {
        port,
        hostname,
        signal: cut.signal,
        ...tls,
        onListen: (address) =>
          // Deno calls this before `Deno.serve` has returned.
          queueMicrotask(() =>
            resolve({
              address: { hostname: address.hostname, port: address.port },
              finished: Promise.race([http.finished, givenUp.promise]),
            })
          ),
      },
      async (request, info) => {
        const leave = underWay.enter();
        try {
          const { hostname } = info.remoteAddr as Deno.NetAddr;
          const connection = { remoteAddress: hostname };
          const response = await server.handle(request, connection);
          if (isDraining) response.headers.set("connection", "close");
          return response;
        } finally {
          leave();
        }
      },
    );

    // Deno's shutdown at once cuts idle connections, to one of which a request
    // may be on its way, and bodies that are on theirs; and what it has begun
    // cannot be cut short, only left behind. So it comes last.
    async function drain(): Promise<void> {
      isDraining = true;
      let isShuttingDown = false;
      const timer = setTimeout(() => {
        if (isShuttingDown) givenUp.resolve();
        else cut.abort();
      }, drainMilliseconds);
      http.finished.finally(() => clearTimeout(timer));
      await new Promise((resume) => setTimeout(resume, LINGER_MILLISECONDS));
      await underWay.settled();
      if (cut.signal.aborted) return;
      isShuttingDown = true;
      await http.shutdown();
    }
    signal?.addEventListener("abort", drain, { once: true });
  });
}
