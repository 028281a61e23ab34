/**
 * Traces and metrics through OpenTelemetry, which is passed in: nothing of it
 * is imported here, so that it is in no program that does without.
 *
 * @module
 */

import type { AuthorizationServer } from "./authorization_server.ts";
import type { EventSink } from "./events.ts";
import { httpObservation } from "./otel/http_observation.ts";
import type {
  OtelOptions,
  TelemetryAttributes,
} from "./otel/open_telemetry.ts";
import { observedServer } from "./telemetry/observed_server.ts";
import { type DecidingEvent, tokenOutcome } from "./telemetry/token_outcome.ts";

export type {
  OtelOptions,
  TelemetryAttributes,
  TelemetryMeter,
  TelemetryMetricOptions,
  TelemetrySpan,
  TelemetrySpanOptions,
  TelemetryTracer,
} from "./otel/open_telemetry.ts";

/** The connection of a server to OpenTelemetry. */
export interface Otel {
  /** For the option `onEvent`: counts each decision, and makes a span of it. */
  readonly onEvent: EventSink;
  /**
   * Puts a span and the metrics of HTTP around each request: for servers that
   * no instrumentation of HTTP stands in front of already.
   *
   * @param server The server.
   * @returns A server with the same answers.
   */
  readonly instrument: (server: AuthorizationServer) => AuthorizationServer;
}

/**
 * Connects a server to OpenTelemetry.
 *
 * Metrics carry attributes from closed sets only: `oauth.grant_type`,
 * `oauth.client_authentication_method`, `error.type`, `mintmark.reason`, and
 * nothing that a caller wrote. Spans carry more: what a token names, and for a
 * refusal its exact reason; a `client_id` only beside a token, since a refused
 * one is whatever the caller wrote. No span carries a secret, a token or an
 * assertion.
 *
 * The span of a decision is a child of the one that is active, so it belongs to
 * the span of its request where a context manager is installed.
 *
 * @param options The tracer and the meter.
 * @returns A sink of events, and what instruments a server.
 *
 * @example
 * ```ts ignore
 * import { metrics, trace } from "@opentelemetry/api";
 * import { createAuthorizationServer } from "@mintmark/oauth";
 * import { otel } from "@mintmark/oauth/otel";
 *
 * const { onEvent, instrument } = otel({
 *   tracer: trace.getTracer("mintmark"),
 *   meter: metrics.getMeter("mintmark"),
 * });
 * const server = instrument(createAuthorizationServer({ ...options, onEvent }));
 * ```
 */
export function otel(options: OtelOptions): Otel {
  const { tracer, meter } = options;
  const requests = meter?.createCounter("oauth.token.requests", {
    description: "Token requests by what became of them.",
    unit: "{request}",
  });
  const warnings = meter?.createCounter("mintmark.warnings", {
    description: "Warnings to the operator.",
    unit: "{warning}",
  });
  const observe = httpObservation(options);
  return Object.freeze(
    {
      onEvent(event) {
        if (event.type === "warning") {
          return warnings?.add(1, { "mintmark.warning": event.warning });
        }
        requests?.add(1, metricAttributes(event));
        if (tracer === undefined) return;
        const span = tracer.startSpan("oauth.token", {
          kind: 0,
          attributes: spanAttributes(event),
        });
        if (event.type === "failed") {
          span.setStatus({ code: 2, message: event.reason });
        }
        span.end();
      },
      instrument: (server) => observedServer(server, observe),
    } satisfies Otel,
  );
}

function metricAttributes(event: DecidingEvent): TelemetryAttributes {
  const { type, grant_type, method, error, reason } = tokenOutcome(event);
  return defined({
    "oauth.outcome": type,
    "oauth.grant_type": grant_type,
    "oauth.client_authentication_method": method,
    "error.type": error,
    "mintmark.reason": reason,
  });
}

function spanAttributes(event: DecidingEvent): TelemetryAttributes {
  const { type, grant_type } = event;
  return defined({
    "oauth.outcome": type,
    "oauth.grant_type": grant_type,
    "client.address": event.remoteAddress,
    ...(event.type === "issued"
      ? {
        "oauth.client_id": event.client_id,
        "oauth.client_authentication_method": event.method,
        "oauth.scope": event.scope,
        "oauth.audience": event.audience.join(" "),
        "oauth.expires_in": event.expires_in,
        "oauth.jti": event.jti,
        "oauth.kid": event.kid,
        "enduser.id": event.subject,
      }
      : { "error.type": event.error, "mintmark.reason": event.reason }),
  });
}

function defined(
  attributes: Readonly<Record<string, string | number | undefined>>,
): TelemetryAttributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      (entry): entry is [string, string | number] => entry[1] !== undefined,
    ),
  );
}
