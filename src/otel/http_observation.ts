/**
 * Spans and metrics of requests, as the semantic conventions of HTTP name them.
 *
 * @module
 */

import type { Observe, ObservedRequest } from "../telemetry/observed_server.ts";
import type {
  OtelOptions,
  TelemetryAttributes,
  TelemetrySpan,
} from "./open_telemetry.ts";

/** The boundaries that the semantic conventions of HTTP ask for, in seconds. */
const SECONDS = [
  ...[
    0.005,
    0.01,
    0.025,
    0.05,
    0.075,
    0.1,
    0.25,
    0.5,
    0.75,
    1,
    2.5,
    5,
    7.5,
    10,
  ],
];

/**
 * What stands around each request.
 *
 * @param options The tracer and the meter.
 * @returns The observer.
 */
export function httpObservation({ tracer, meter }: OtelOptions): Observe {
  const active = meter?.createUpDownCounter("http.server.active_requests", {
    description: "Requests under way.",
    unit: "{request}",
  });
  const durations = meter?.createHistogram("http.server.request.duration", {
    description: "How long requests took.",
    unit: "s",
    advice: { explicitBucketBoundaries: SECONDS },
  });
  const follow = (
    attributes: TelemetryAttributes,
    answer: Parameters<Observe>[1],
    span?: TelemetrySpan,
  ) => {
    const start = performance.now();
    const answered = answer();
    // A span that is not ended is never exported.
    if (answered === undefined) return;
    active?.add(1, attributes);
    answered.then(({ status }) => {
      active?.add(-1, attributes);
      const known = { ...attributes, "http.response.status_code": status };
      durations?.record((performance.now() - start) / 1000, known);
      if (span === undefined) return;
      span.setAttributes(known);
      if (status >= 500) span.setStatus({ code: 2 });
      span.end();
    }).catch(() => {
      // Telemetry that throws is its own business.
    });
  };
  return (request, answer) => {
    const attributes = httpAttributes(request);
    if (tracer === undefined) return follow(attributes, answer);
    tracer.startActiveSpan(
      `${request.method} ${request.route}`,
      { kind: 1, attributes },
      (span) => follow(attributes, answer, span),
    );
  };
}

function httpAttributes(
  { method, route }: ObservedRequest,
): TelemetryAttributes {
  return { "http.request.method": method, "http.route": route };
}
