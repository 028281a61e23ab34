/**
 * Mintmark as a request listener of `node:http`, for a server that exists
 * already: `http`, `https`, the `http2` compatibility API, Express, Fastify.
 *
 * Why not Fetch objects: making a `Request` and a `Response` costs Node more
 * than all the rest of a token request but its signature.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { TLSSocket } from "node:tls";
import type { AuthorizationServer } from "../authorization_server.ts";
import type { Connection } from "../context.ts";
import type { Answer } from "../http/exchange.ts";
import { NOT_FOUND } from "../http/respond.ts";
import type { Within } from "../deadline.ts";
import { exchangeOf } from "./node_exchange.ts";
import { SharedDeadline } from "./shared_deadline.ts";
import { Turn } from "./turn.ts";

/**
 * Answers a request of `node:http` or of the compatibility API of `node:http2`.
 *
 * @param request The request.
 * @param response Where the answer goes.
 * @param next Called where no endpoint has the path of the request, as
 * Express does it; without it such a request is answered with 404.
 */
export type RequestListener = (
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
  next?: () => void,
) => void;

/**
 * Makes a request listener.
 *
 * The path is the one before a framework's mount path was stripped
 * (`originalUrl`). A body that a parser in front has read is taken from
 * `rawBody` where there is one; otherwise the answer is 500, since repeated
 * parameters can no longer be seen: mount the listener in front of parsers.
 *
 * @param server The server.
 * @returns The listener. It never throws.
 *
 * @example
 * ```ts ignore
 * import { createServer } from "node:http";
 * import { requestListener } from "@mintmark/oauth/node";
 *
 * createServer(requestListener(server)).listen(8080);
 * ```
 */
export function requestListener(
  server: Pick<AuthorizationServer, "handleExchange">,
): RequestListener {
  const connections = new WeakMap<object, Connection>();
  const turn = new Turn();
  const bodies = new SharedDeadline((task) => turn.gather(task));
  const within: Within = (work, milliseconds) =>
    bodies.within(work, milliseconds);

  /** A socket's facts do not change while requests come and go over it. */
  function connectionOf(
    { socket }: IncomingMessage | Http2ServerRequest,
  ): Connection {
    let connection = connections.get(socket);
    if (connection === undefined) {
      connection = readConnection(socket as TLSSocket);
      connections.set(socket, connection);
    }
    return connection;
  }

  return (request, response, next) => {
    const answering = server.handleExchange(
      exchangeOf(request, within),
      connectionOf(request),
    );
    if (answering !== undefined) {
      answering.then(
        (answer) => turn.atEnd(() => sendOrDestroy(response, answer)),
        () => response.destroy(),
      );
    } else if (next !== undefined) next();
    else send(response, NOT_FOUND);
  };
}

function readConnection(socket: TLSSocket): Connection {
  const { remoteAddress } = socket;
  const certificate = socket.getPeerX509Certificate?.();
  return {
    ...(remoteAddress !== undefined && { remoteAddress }),
    ...(certificate !== undefined && {
      clientCertificate: new Uint8Array(certificate.raw),
    }),
  };
}

function sendOrDestroy(
  response: ServerResponse | Http2ServerResponse,
  answer: Answer,
): void {
  try {
    send(response, answer);
  } catch {
    response.destroy();
  }
}

function send(
  to: ServerResponse | Http2ServerResponse,
  { status, headers, body }: Answer,
): void {
  // The two have the same methods, but types that do not overload alike.
  const response = to as ServerResponse;
  // A client that has gone away gets no answer.
  if (response.headersSent || response.destroyed) return;
  const head: Record<string, string | number> = { ...headers };
  if (body !== null) head["content-length"] = Buffer.byteLength(body);
  // The rest of a body that did not come in time is not waited for.
  if (status === 408 && !("stream" in to)) head["connection"] = "close";
  response.writeHead(status, head);
  response.end(body ?? undefined);
  // Over HTTP/2, it would keep a stream open for good (RFC 9113 §8.1).
  if ("stream" in to && !to.req.complete) to.stream.close();
}
