/**
 * Where the events of the service go.
 *
 * @module
 */

import type { EventSink } from "../events.ts";
import type { Io } from "./command.ts";
import type { Configuration } from "./configuration/configuration.ts";
import { createLog, type LogFormat } from "./log_lines.ts";

/**
 * The sink that a configuration asks for: lines on standard error.
 *
 * @param configuration The configuration.
 * @param io Outside.
 * @returns The sink.
 */
export function eventLog(
  { log = {} }: Configuration,
  io: Pick<Io, "error" | "isErrorTerminal" | "environment">,
): EventSink {
  const { events = "all", format } = log;
  if (events === "none") return () => {};
  return createLog({
    format: formatOf(format ?? (io.isErrorTerminal ? "pretty" : "json"), io),
    level: events === "problems" ? "warn" : "info",
    write: (line) => io.error(line.slice(0, -1)),
  }).onEvent;
}

/** Colors where somebody looks who has not said no (https://no-color.org). */
function formatOf(
  format: "json" | "pretty",
  { isErrorTerminal, environment }: Pick<Io, "isErrorTerminal" | "environment">,
): LogFormat {
  const hasColors = isErrorTerminal && !environment["NO_COLOR"];
  return format === "pretty" && hasColors ? "color" : format;
}
