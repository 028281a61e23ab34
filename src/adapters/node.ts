/**
 * Mintmark on Node.
 *
 * @module
 */

import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, Server as NetServer } from "node:net";
import type { AuthorizationServer } from "../authorization_server.ts";
import { requestListener } from "./node_listener.ts";
import {
  DRAIN_MILLISECONDS,
  type ServeOptions,
  type Serving,
  type TlsOptions,
} from "./serve.ts";

export { type RequestListener, requestListener } from "./node_listener.ts";
export type { Address, ServeOptions, Serving, TlsOptions } from "./serve.ts";

/** Options of {@linkcode serve} on Node. */
export interface NodeServeOptions extends ServeOptions {
  /**
   * How long the head of a request may take, in milliseconds.
   *
   * @default {10_000}
   */
  readonly headersMilliseconds?: number;
  /** Certificate chain and private key; absent = plain http. */
  readonly tls?: NodeTlsOptions;
}

/** TLS on Node, where clients may prove themselves with a certificate too. */
export interface NodeTlsOptions extends TlsOptions {
  /**
   * Asks clients for a certificate. One that is presented reaches the server
   * in DER, whoever issued it; what it is worth is decided there.
   *
   * @default {false}
   */
  readonly requestClientCertificate?: boolean;
}

/**
 * How long connections without a request stay open once draining has begun: a
 * request that was already on its way to one of them is still answered.
 */
const LINGER_MILLISECONDS = 250;

/**
 * Serves an authorization server with `node:http` or `node:https`.
 *
 * @param server The server.
 * @param options Where to listen and when to end.
 * @returns The address, once it listens, and the end.
 * @throws {Error} The port is taken; in general whatever `listen` fails with.
 *
 * @example
 * ```ts ignore
 * import { serve } from "@mintmark/oauth/node";
 *
 * const { address, finished } = await serve(server, { port: 8080 });
 * console.log(`serving on http://${address.hostname}:${address.port}`);
 * await finished;
 * ```
 */
export function serve(
  server: Pick<AuthorizationServer, "handleExchange">,
  options: NodeServeOptions,
): Promise<Serving> {
  const { port, hostname = "127.0.0.1", signal } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const http = makeServer(server, options);
    http.once("error", reject);
    http.listen(port, hostname, () => {
      http.off("error", reject);
      const { address, port } = http.address() as AddressInfo;
      resolve({
        address: { hostname: address, port },
        finished: new Promise((finish) => http.once("close", finish)),
      });
    });
    signal?.addEventListener("abort", () => drain(http, options), {
      once: true,
    });
  });
}

function makeServer(
  server: Pick<AuthorizationServer, "handleExchange">,
  { headersMilliseconds = 10_000, tls }: NodeServeOptions,
): Server {
  const limits = {
    headersTimeout: headersMilliseconds,
    connectionsCheckingInterval: Math.min(1_000, headersMilliseconds),
  };
  const listener = requestListener(server);
  if (tls === undefined) return createServer(limits, listener);
  const { cert, key, requestClientCertificate = false } = tls;
  return createTlsServer({
    ...limits,
    cert,
    key,
    requestCert: requestClientCertificate,
    rejectUnauthorized: false,
  }, listener);
}

/**
 * Ends without breaking an answer: from now on each answer closes its
 * connection. Node's own `close` would at once cut idle connections, to one of
 * which a request may be on its way.
 */
function drain(
  http: Server,
  { drainMilliseconds = DRAIN_MILLISECONDS }: ServeOptions,
): void {
  http.prependListener("request", (_request, response) => {
    response.shouldKeepAlive = false;
  });
  NetServer.prototype.close.call(http);
  const idle = setInterval(
    () => http.closeIdleConnections(),
    LINGER_MILLISECONDS,
  );
  const cut = setTimeout(() => http.closeAllConnections(), drainMilliseconds);
  http.once("close", () => {
    clearInterval(idle);
    clearTimeout(cut);
  });
}
