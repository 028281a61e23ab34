/**
 * What a server tells Prometheus. Every label is from a closed set, and none
 * holds what a caller wrote.
 *
 * @module
 */

import process from "node:process";
import type { EventSink, WarningCode } from "../events.ts";
import type { PublishedKeySource } from "../keys/key_ring.ts";
import type { KeyStore } from "../storage.ts";
import type { Observe } from "../telemetry/observed_server.ts";
import { tokenOutcome } from "../telemetry/token_outcome.ts";
import { type KeyFacts, keyFacts } from "./key_facts.ts";
import type { Readiness } from "./readiness.ts";
import { TextMetrics } from "./text_metrics.ts";

/** What metrics are read from. */
export interface ServerMetricsSources {
  /** The keys of the server. */
  readonly keys: PublishedKeySource;
  /** Where rotating keys are stored, to tell how old the newest one is. */
  readonly keyStore?: KeyStore;
  /** Whether requests may come. */
  readonly readiness?: Readiness;
}

/** The metrics of a server. */
export interface ServerMetrics {
  /** Counts an event. */
  readonly onEvent: EventSink;
  /** Times a request. */
  readonly observe: Observe;
  /**
   * Writes all metrics.
   *
   * @param sources What is read for it; none of it can make this reject.
   */
  readonly write: (sources: ServerMetricsSources) => Promise<string>;
}

/** From what a cached secret costs up to the deadline of a store. */
const SECONDS = [
  ...[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  ...[5, 10],
];

/** The warnings that come and go, for which somebody is woken. */
const OUTAGES: readonly WarningCode[] = [
  "counter_store_failed",
  "key_store_failed",
];

/**
 * Makes the metrics of a server.
 *
 * @param build The version, and the runtime with its version.
 * @returns The metrics.
 */
export function createServerMetrics(
  build: { readonly version: string; readonly runtime: string },
): ServerMetrics {
  const metrics = new TextMetrics();
  const requests = metrics.counter(
    "mintmark_token_requests_total",
    "Token requests by what became of them.",
  );
  const warnings = metrics.counter(
    "mintmark_warnings_total",
    "Warnings; most are given once, so any above 0 stands until it is dealt with.",
  );
  for (const warning of OUTAGES) warnings({ warning }, 0);
  const durations = metrics.histogram(
    "mintmark_http_request_duration_seconds",
    "How long requests took, by endpoint and status.",
    SECONDS,
  );
  let inFlight = 0;
  metrics.gauge(
    "mintmark_http_requests_in_flight",
    "Requests under way.",
    () => inFlight,
  );
  let facts: KeyFacts = {};
  let isReady: boolean | undefined;
  metrics.gauge(
    "mintmark_ready",
    "1 where requests may come, as /ready says.",
    () => isReady === undefined ? undefined : Number(isReady),
  );
  metrics.gauge(
    "mintmark_published_keys",
    "Keys in the JWK Set.",
    () => facts.published,
  );
  metrics.gauge(
    "mintmark_newest_key_created_timestamp_seconds",
    "When the newest key in the store was made.",
    () => facts.newestCreatedAt,
  );
  metrics.gauge("mintmark_build_info", "Always 1.", () => 1, { labels: build });
  addProcess(metrics);

  return Object.freeze(
    {
      onEvent(event) {
        if (event.type === "warning") {
          return warnings({ warning: event.warning });
        }
        const { type, ...labels } = tokenOutcome(event);
        requests({ outcome: type, ...labels });
      },
      observe({ route }, answer) {
        const start = performance.now();
        const answered = answer();
        if (answered === undefined) return;
        inFlight++;
        answered.then(({ status }) => {
          inFlight--;
          const seconds = (performance.now() - start) / 1_000;
          durations({ route, status: `${status}` }, seconds);
        });
      },
      async write({ keys, keyStore, readiness }) {
        [facts, isReady] = await Promise.all([
          keyFacts(keys, keyStore),
          readiness?.state().then((state) => state.isReady),
        ]);
        return metrics.write();
      },
    } satisfies ServerMetrics,
  );
}

/** What Prometheus clients tell of their process, under the same names. */
function addProcess(metrics: TextMetrics): void {
  const startedAt = Date.now() / 1_000 - process.uptime();
  metrics.gauge(
    "process_start_time_seconds",
    "When the process began, in epoch seconds.",
    () => startedAt,
  );
  metrics.gauge(
    "process_cpu_seconds_total",
    "Processor time.",
    () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    { type: "counter" },
  );
  metrics.gauge(
    "process_resident_memory_bytes",
    "Memory of the process.",
    () => process.memoryUsage().rss,
  );
  metrics.gauge(
    "process_heap_bytes",
    "Memory that JavaScript objects take up.",
    () => process.memoryUsage().heapUsed,
  );
}
