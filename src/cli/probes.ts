/**
 * The endpoints for whoever runs the server: `/health`, `/ready` and
 * `/metrics`.
 *
 * @module
 */

import {
  type Answer,
  type Endpoint,
  type Exchange,
  pathOf,
} from "../http/exchange.ts";
import { guarded, respond } from "../http/handler.ts";
import { NOT_FOUND } from "../http/respond.ts";
import type { Readiness } from "./readiness.ts";
import type { Served } from "./running_server.ts";
import { TEXT_METRICS_TYPE } from "./text_metrics.ts";

/** What the probes tell. */
export interface ProbeSources {
  /** Whether requests may come. */
  readonly readiness: Readiness;
  /** Writes the metrics; absent = they are not here. */
  readonly writeMetrics?: () => Promise<string>;
  /**
   * Whether `/ready` names what is not reachable: for a listener that
   * strangers do not reach.
   *
   * @default {false}
   */
  readonly showChecks?: boolean;
}

/**
 * Makes what a listener for operators serves.
 *
 * @param sources What the probes tell.
 * @returns A server with the probes and nothing else.
 */
export function probeServer(sources: ProbeSources): Served {
  const routes = routesOf(sources);
  return served(
    (exchange, connection) =>
      routes.get(pathOf(exchange.url))?.(exchange, connection) ??
        Promise.resolve(NOT_FOUND),
  );
}

/**
 * Puts the probes beside the endpoints of a server.
 *
 * @param server The server; what it has at the same path is hidden.
 * @param sources What the probes tell.
 * @returns A server with both.
 */
export function withProbes(server: Served, sources: ProbeSources): Served {
  const routes = routesOf(sources);
  const probe = (exchange: { readonly url: string }) =>
    routes.get(pathOf(exchange.url));
  return {
    handle: (request, connection) => {
      const endpoint = probe(request);
      return endpoint === undefined
        ? server.handle(request, connection)
        : respond(endpoint, request, connection);
    },
    handleExchange: (exchange, connection) =>
      probe(exchange)?.(exchange, connection) ??
        server.handleExchange(exchange, connection),
  };
}

function served(endpoint: Endpoint): Served {
  return {
    handle: (request, connection) => respond(endpoint, request, connection),
    handleExchange: endpoint,
  };
}

function routesOf(
  { readiness, writeMetrics, showChecks = false }: ProbeSources,
): ReadonlyMap<string, Endpoint> {
  const routes = new Map([
    ["/health", reading(() => Promise.resolve(json(200, { status: "live" })))],
    [
      "/ready",
      reading(async () => {
        const { isReady, checks } = await readiness.state();
        return json(isReady ? 200 : 503, {
          status: isReady ? "ready" : "unready",
          ...(showChecks && { checks }),
        });
      }),
    ],
  ]);
  if (writeMetrics !== undefined) {
    routes.set(
      "/metrics",
      reading(async () => ({
        status: 200,
        headers: { ...HEADERS, "content-type": TEXT_METRICS_TYPE },
        body: await writeMetrics(),
      })),
    );
  }
  return routes;
}

const HEADERS = Object.freeze({ "cache-control": "no-store" });

function json(status: number, value: unknown): Answer {
  return {
    status,
    headers: { ...HEADERS, "content-type": "application/json;charset=UTF-8" },
    body: JSON.stringify(value),
  };
}

/** An endpoint that is only read. */
function reading(answer: () => Promise<Answer>): Endpoint {
  return guarded(async ({ method }: Exchange) => {
    if (method === "GET" || method === "HEAD") return await answer();
    const refused = json(405, { status: "This is only read: GET or HEAD." });
    return { ...refused, headers: { ...refused.headers, allow: "GET, HEAD" } };
  });
}
