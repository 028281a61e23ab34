/**
 * Cross-origin requests (the CORS protocol of the Fetch standard).
 *
 * @module
 */

import type { Answer, Exchange } from "./exchange.ts";

/** Which origins may call the token endpoint from a browser. */
export interface CorsOptions {
  /** Origins such as `https://app.example.com`, or `"*"` for every one. */
  readonly origins: readonly string[] | "*";
  /**
   * How long a browser may remember the answer to a preflight, in seconds.
   *
   * @default {600}
   */
  readonly maxAgeSeconds?: number;
}

/**
 * The headers that let a browser's page read an answer.
 *
 * @param cors The origins; `undefined` = none.
 * @param exchange The exchange.
 * @returns The headers.
 */
export function corsHeaders(
  cors: CorsOptions | undefined,
  exchange: Exchange,
): Readonly<Record<string, string>> {
  if (cors === undefined) return {};
  if (cors.origins === "*") return readableBy("*");
  // The answer depends on the origin, also where the origin is refused.
  const origin = exchange.header("origin");
  if (origin === null || !cors.origins.includes(origin)) {
    return { "vary": "Origin" };
  }
  return { "vary": "Origin", ...readableBy(origin) };
}

function readableBy(origin: string): Readonly<Record<string, string>> {
  return {
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "WWW-Authenticate, Retry-After",
  };
}

/**
 * The answer to a preflight.
 *
 * @param methods The methods of the endpoint besides OPTIONS.
 * @param headers The headers of {@linkcode corsHeaders}.
 * @param maxAgeSeconds How long it may be remembered.
 * @returns 204.
 */
export function preflightAnswer(
  methods: string,
  headers: Readonly<Record<string, string>>,
  maxAgeSeconds: number,
): Answer {
  return {
    status: 204,
    headers: {
      "allow": `${methods}, OPTIONS`,
      ...headers,
      ...("access-control-allow-origin" in headers && {
        "access-control-allow-methods": methods,
        "access-control-allow-headers": "Authorization, Content-Type",
        "access-control-max-age": String(maxAgeSeconds),
      }),
    },
    body: null,
  };
}
