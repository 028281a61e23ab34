/**
 * A server whose requests are observed: how many are under way, how long they
 * take and how they end.
 *
 * @module
 */

import type { AuthorizationServer } from "../authorization_server.ts";
import { pathOf } from "../http/exchange.ts";
import type { RequestHandler } from "../http/handler.ts";

/** The endpoints, by the last part of their paths; `other` is none of them. */
export type Route = "token" | "jwks" | "metadata" | "authorize" | "other";

/** A request, in words from closed sets. */
export interface ObservedRequest {
  /** The method in upper case; `_OTHER` for one that no endpoint knows. */
  readonly method: string;
  /** Which endpoint its path names. */
  readonly route: Route;
}

/**
 * Stands around every request.
 *
 * @param request What is asked.
 * @param answer Begins the answer, which never rejects; `undefined` where the
 * request is for somebody else, and is then not to be counted. To be called
 * once.
 */
export type Observe = (
  request: ObservedRequest,
  answer: () => Promise<{ readonly status: number }> | undefined,
) => void;

const METHODS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);

/**
 * Puts an observer around a server.
 *
 * @param server The server.
 * @param observe Called with every request; what it throws costs no answer.
 * @returns A server with the same answers.
 */
export function observedServer(
  server: AuthorizationServer,
  observe: Observe,
): AuthorizationServer {
  const around = <Answered extends ReturnType<Parameters<Observe>[1]>>(
    request: ObservedRequest,
    answer: () => Answered,
  ): Answered => {
    let answered: { readonly value: Answered } | undefined;
    try {
      observe(request, () => (answered = { value: answer() }).value);
    } catch {
      // Who observes must not fail the request.
    }
    return answered === undefined ? answer() : answered.value;
  };
  const handler =
    (answer: RequestHandler, route?: Route): RequestHandler => (request) =>
      around(described(request, route), () => answer(request));
  return Object.freeze(
    {
      ...server,
      handleTokenRequest: handler(server.handleTokenRequest, "token"),
      handleJwksRequest: handler(server.handleJwksRequest, "jwks"),
      handleMetadataRequest: handler(server.handleMetadataRequest, "metadata"),
      fetch: handler(server.fetch),
      handle: (request, connection, within) =>
        around(
          described(request),
          () => server.handle(request, connection, within),
        ),
      handleExchange: (exchange, connection) =>
        around(
          described(exchange),
          () => server.handleExchange(exchange, connection),
        ),
    } satisfies AuthorizationServer,
  );
}

function described(
  { method, url }: { readonly method: string; readonly url: string },
  route: Route = routeOf(pathOf(url)),
): ObservedRequest {
  return { method: METHODS.has(method) ? method : "_OTHER", route };
}

function routeOf(path: string): Route {
  if (path.endsWith("/token")) return "token";
  if (path.endsWith("/jwks")) return "jwks";
  if (path.endsWith("/authorize")) return "authorize";
  return path.includes("/.well-known/") ? "metadata" : "other";
}
