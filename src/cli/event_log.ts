/**
 * Where the events of the service go.
 *
 * @module
 */

import { consoleEvents } from "../console_events.ts";
import type { EventSink } from "../events.ts";
import type { Configuration } from "./configuration/configuration.ts";

/**
 * The sink that a configuration asks for.
 *
 * @param configuration The configuration.
 * @returns The sink.
 */
export function eventLog({ log }: Configuration): EventSink {
  const { events: show = "all" } = log ?? {};
  return show === "none" ? () => {} : consoleEvents({ show });
}
