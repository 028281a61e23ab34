/**
 * From an endpoint to a handler of Fetch requests.
 *
 * @module
 */

import type { Connection } from "../context.ts";
import type { Within } from "../deadline.ts";
import { type Endpoint, fromRequest, toResponse } from "./exchange.ts";
import { FAILED } from "./respond.ts";

/** Answers one request; it never rejects and needs no `this`. */
export type RequestHandler = (request: Request) => Promise<Response>;

const NO_CONNECTION: Connection = Object.freeze({});

/**
 * An endpoint that always answers, and to HEAD without content (RFC 9110
 * §9.3.2).
 *
 * @param endpoint The endpoint.
 * @returns The endpoint that never rejects.
 */
export function guarded(endpoint: Endpoint): Endpoint {
  return (exchange, connection) => {
    const answering = endpoint(exchange, connection).catch(() => FAILED);
    return exchange.method === "HEAD"
      ? answering.then((answer) => ({ ...answer, body: null }))
      : answering;
  };
}

/**
 * The handler of an endpoint. Runtimes pass arguments of their own after the
 * request; they are not ours and are ignored.
 *
 * @param endpoint A guarded endpoint.
 * @returns The handler.
 */
export function toHandler(endpoint: Endpoint): RequestHandler {
  return (request) => respond(endpoint, request, NO_CONNECTION);
}

/**
 * Answers a request, whatever was passed as one.
 *
 * @param endpoint A guarded endpoint.
 * @param request The request.
 * @param connection What the socket knows.
 * @param within How the body is waited for.
 * @returns The response.
 */
export async function respond(
  endpoint: Endpoint,
  request: Request,
  connection: Connection,
  within?: Within,
): Promise<Response> {
  try {
    const exchange = fromRequest(request, within);
    return toResponse(await endpoint(exchange, connection));
  } catch {
    return toResponse(FAILED);
  }
}
