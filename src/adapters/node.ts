/**
 * Mintmark on Node.
 *
 * @module
 */

import type * as NodeHttp from "node:http";
import type { Server } from "node:http";
import { type AddressInfo, Server as NetServer, type Socket } from "node:net";
import type { AuthorizationServer } from "../authorization_server.ts";
import { requestListener } from "./node_listener.ts";
import {
  DRAIN_MILLISECONDS,
  LINGER_MILLISECONDS,
  type ServeOptions,
  type Serving,
  type TlsOptions,
} from "./serve.ts";

export { type RequestListener, requestListener } from "./node_listener.ts";
export {
  importSigner,
  type PrivateKey,
  type Signer,
  type SignerOptions,
  type SigningAlgorithm,
} from "./import_signer.ts";
export { resolveHost } from "./resolve_host.ts";
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
export async function serve(
  server: Pick<AuthorizationServer, "handleExchange">,
  options: NodeServeOptions,
): Promise<Serving> {
  const { port, hostname = "127.0.0.1", signal } = options;
  signal?.throwIfAborted();
  const ending: Ending = { isDraining: false };
  const http = await makeServer(closingOnceDraining(server, ending), options);
  const sockets = openSockets(http);
  return await new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    http.once("error", reject);
    http.listen(port, hostname, () => {
      http.off("error", reject);
      const { address, port } = http.address() as AddressInfo;
      resolve({
        address: { hostname: address, port },
        finished: new Promise((finish) => http.once("close", finish)),
      });
    });
    signal?.addEventListener(
      "abort",
      () => drain(http, sockets, ending, options),
      { once: true },
    );
  });
}

async function makeServer(
  server: Pick<AuthorizationServer, "handleExchange">,
  { headersMilliseconds = 10_000, tls }: NodeServeOptions,
): Promise<Server> {
  const limits = {
    headersTimeout: headersMilliseconds,
    connectionsCheckingInterval: Math.min(1_000, headersMilliseconds),
  };
  const listener = requestListener(server);
  if (tls === undefined) {
    const { createServer } = await nodeHttp();
    return createServer(limits, listener);
  }
  const { cert, key, requestClientCertificate = false } = tls;
  // Not at the start of those that do without.
  const { createServer: createTlsServer } = await import("node:https");
  return createTlsServer({
    ...limits,
    cert,
    key,
    requestCert: requestClientCertificate,
    rejectUnauthorized: false,
  }, listener);
}

/** The part of Node that is used here. */
interface NodeProcess {
  /** Node has it from 20.16 on. */
  getBuiltinModule?(name: "node:http"): typeof NodeHttp;
}

/**
 * The module `node:http`, other than by an import: for that Node reads each of
 * its exports, one of which loads all that `fetch` is made of. A server does
 * without it, and has its first token sooner.
 */
async function nodeHttp(): Promise<typeof NodeHttp> {
  const { process } = globalThis as unknown as { process: NodeProcess };
  return process.getBuiltinModule?.("node:http") ?? await import("node:http");
}

/** Where a server stands. */
interface Ending {
  isDraining: boolean;
}

/** Each answer closes its connection, once draining has begun. */
function closingOnceDraining(
  server: Pick<AuthorizationServer, "handleExchange">,
  ending: Readonly<Ending>,
): Pick<AuthorizationServer, "handleExchange"> {
  return {
    handleExchange: (exchange, connection) =>
      server.handleExchange(exchange, connection)?.then((answer) =>
        ending.isDraining
          ? { ...answer, headers: { ...answer.headers, connection: "close" } }
          : answer
      ),
  };
}

/** The sockets of a server, those within TLS beside those below it. */
function openSockets(http: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  for (const event of ["connection", "secureConnection"]) {
    http.on(event, (socket: Socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
  }
  return sockets;
}

/**
 * Ends without breaking an answer. Node's own `close` would at once cut idle
 * connections, to one of which a request may be on its way, and would wait for
 * those that never had a request.
 */
function drain(
  http: Server,
  sockets: ReadonlySet<Socket>,
  ending: Ending,
  { drainMilliseconds = DRAIN_MILLISECONDS }: ServeOptions,
): void {
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, drainMilliseconds);
  http.once("close", () => clearTimeout(cut));
  onceNobodyConnects(http, () => {
    const closeIdle = () => {
      http.closeIdleConnections();
      for (const socket of sockets) {
        if (socket.bytesRead === 0) socket.destroy();
      }
    };
    // Not before what has arrived meanwhile was read.
    const idle = setInterval(
      () => setImmediate(closeIdle),
      LINGER_MILLISECONDS,
    );
    http.once("close", () => clearInterval(idle));
    // In this order: whose connection is closed would connect anew.
    NetServer.prototype.close.call(http);
    ending.isDraining = true;
  });
}

/**
 * Waits until no connection waits to be accepted, since the system would reset
 * it, but not for ever. Node accepts one in each turn of its loop.
 */
function onceNobodyConnects(http: Server, callback: () => void): void {
  const latest = performance.now() + LINGER_MILLISECONDS;
  let hasAccepted = true;
  http.on("connection", () => hasAccepted = true);
  const turn = () => {
    if (!hasAccepted || performance.now() >= latest) return callback();
    hasAccepted = false;
    setImmediate(turn);
  };
  setImmediate(turn);
}
