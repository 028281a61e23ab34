/**
 * Mintmark on Deno.
 *
 * @module
 */

import type { Connection } from "../context.ts";

/** What this adapter needs of an authorization server. */
export interface Handler {
  /** Answers a request with what only its socket knows. */
  handle(request: Request, connection: Connection): Promise<Response>;
}

/** Options of {@linkcode serve}. */
export interface ServeOptions {
  /** The port; 0 takes any that is free. */
  readonly port: number;
  /**
   * The address to listen on; `0.0.0.0` is every one.
   *
   * @default {"127.0.0.1"}
   */
  readonly hostname?: string;
  /** When aborted, the server answers what has arrived and then ends. */
  readonly signal?: AbortSignal;
  /**
   * How long it may take to answer what has arrived, in milliseconds; what is
   * left then is cut off.
   *
   * @default {10_000}
   */
  readonly drainMilliseconds?: number;
  /** Certificate chain and private key in PEM; absent = plain http. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A server that listens. */
export interface Serving {
  /** Where it listens. */
  readonly address: { readonly hostname: string; readonly port: number };
  /** Settles when the server has ended. */
  readonly finished: Promise<void>;
}

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
export async function serve(
  server: Handler,
  options: ServeOptions,
): Promise<Serving> {
  const { port, hostname = "127.0.0.1", signal, tls } = options;
  const { drainMilliseconds = 10_000 } = options;
  signal?.throwIfAborted();
  const cut = new AbortController();
  const listening = await new Promise<Serving>((resolve) => {
    const http = Deno.serve(
      {
        port,
        hostname,
        signal: cut.signal,
        ...tls,
        onListen: (address) =>
          // Deno calls this before `serve` has returned the server.
          queueMicrotask(() =>
            resolve({
              address: { hostname: address.hostname, port: address.port },
              finished: http.finished,
            })
          ),
      },
      (request, info) =>
        server.handle(request, {
          remoteAddress: (info.remoteAddr as Deno.NetAddr).hostname,
        }),
    );
    signal?.addEventListener("abort", () => {
      const timer = setTimeout(() => cut.abort(), drainMilliseconds);
      http.shutdown().finally(() => clearTimeout(timer));
    }, { once: true });
  });
  return listening;
}
