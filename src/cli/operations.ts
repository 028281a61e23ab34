/**
 * What runs beside the service: its log, its metrics and its probes.
 *
 * The metrics and the listener for them are those of the start, so that a
 * reload loses no count; the log is made anew with each configuration.
 *
 * @module
 */

import type { Serving } from "../adapters/serve.ts";
import type { AuthorizationServer } from "../authorization_server.ts";
import { observedServer } from "../telemetry/observed_server.ts";
import type { Io } from "./command.ts";
import type { Configuration } from "./configuration/configuration.ts";
import { type Deployment, serverOf } from "./deployment.ts";
import { eventLog } from "./event_log.ts";
import { listen } from "./listen.ts";
import { probeServer, withProbes } from "./probes.ts";
import { keysCheck, Readiness, storeCheck } from "./readiness.ts";
import type { Served } from "./running_server.ts";
import { createServerMetrics } from "./server_metrics.ts";
import { VERSION } from "./version.ts";

/** A deployment with the server that it makes. */
export interface Running {
  /** What the configuration describes, opened. */
  readonly deployment: Deployment;
  /** The server. */
  readonly server: AuthorizationServer;
}

/** What runs beside the service. */
export interface Operations {
  /** Makes the server of a deployment, with its log, and counted. */
  readonly start: (deployment: Deployment) => Running;
  /** Puts the probes beside the endpoints, unless `health` is `false`. */
  readonly probed: (server: Served) => Served;
  /** Listens for Prometheus, where `metrics` says so. */
  readonly listen: (signal: AbortSignal) => Promise<Serving | undefined>;
  /**
   * Lets `/ready` answer 503 from now on.
   *
   * @returns When those who send requests have had the time to see it.
   */
  readonly end: () => Promise<void>;
}

/** How long a scrape under way may take once the service has ended. */
const DRAIN_MILLISECONDS = 1_000;

/**
 * Makes what runs beside the service.
 *
 * @param configuration The configuration of the start.
 * @param running What runs at the moment of the call.
 * @param io Outside.
 * @returns It; nothing listens yet.
 */
export function createOperations(
  { metrics: listener, health = {} }: Configuration,
  running: () => Running,
  io: Io,
): Operations {
  const metrics = createServerMetrics({
    version: VERSION,
    runtime: io.runtime,
  });
  const readiness = new Readiness({
    checks: [
      {
        name: "store",
        check: () => storeCheck(running().deployment.storage.clients).check(),
      },
      {
        name: "keys",
        check: () => keysCheck(running().server.keys, io.now).check(),
      },
    ],
  });
  const writeMetrics = () => {
    const { server: { keys }, deployment } = running();
    const keyStore = "keys" in deployment.signing
      ? { keyStore: deployment.storage.keys }
      : {};
    return metrics.write({ keys, readiness, ...keyStore });
  };
  return Object.freeze(
    {
      start(deployment) {
        const log = eventLog(deployment.configuration.values, io);
        const server = serverOf(deployment, (event) => {
          metrics.onEvent(event);
          return log(event);
        });
        return { deployment, server: observedServer(server, metrics.observe) };
      },
      probed: (server) =>
        health === false ? server : withProbes(server, { readiness }),
      async listen(signal) {
        if (listener === undefined) return undefined;
        const probes = probeServer({
          readiness,
          writeMetrics,
          showChecks: true,
        });
        return await listen(io.runtime, probes, {
          ...listener,
          signal,
          drainMilliseconds: DRAIN_MILLISECONDS,
        });
      },
      end() {
        readiness.end();
        const { unreadyMilliseconds = 0 } = health === false ? {} : health;
        return unreadyMilliseconds === 0
          ? Promise.resolve()
          : new Promise((resume) => setTimeout(resume, unreadyMilliseconds));
      },
    } satisfies Operations,
  );
}
