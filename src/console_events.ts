/**
 * The sink for people who have no log pipeline yet.
 *
 * @module
 */

import type { AuthorizationServerEvent, EventSink } from "./events.ts";

/** Options of {@linkcode consoleEvents}. */
export interface ConsoleEventsOptions {
  /**
   * `"problems"`: failures and warnings; `"all"`: every decision as well.
   *
   * @default {"all"}
   */
  readonly show?: "problems" | "all";
}

/**
 * A sink that writes each event as one line of JSON: failures with
 * `console.error`, warnings with `console.warn`, decisions with
 * `console.info`. A cause is written with its name and message.
 *
 * @param options What to show.
 * @returns The sink.
 *
 * @example
 * ```ts
 * import { consoleEvents } from "@mintmark/oauth";
 *
 * consoleEvents({ show: "problems" })({
 *   type: "warning",
 *   time: 1_700_000_000,
 *   warning: "ephemeral_signer",
 *   message: "The signing key was generated in this process.",
 * });
 * ```
 */
export function consoleEvents(options: ConsoleEventsOptions = {}): EventSink {
  const all = options.show !== "problems";
  const write: EventSink = (event) => {
    switch (event.type) {
      case "failed":
        return console.error(toLine(event));
      case "warning":
        return console.warn(toLine(event));
      case "issued":
      case "refused":
        return all ? console.info(toLine(event)) : undefined;
    }
  };
  return all ? write : Object.assign(write, { types: PROBLEMS });
}

const PROBLEMS = ["failed", "warning"] as const;

function toLine(event: AuthorizationServerEvent): string {
  try {
    return JSON.stringify(event, readable);
  } catch {
    // A cause that JSON has no form for must not cost the line.
    return JSON.stringify({ ...event, cause: "(not printable)" });
  }
}

function readable(_member: string, value: unknown): unknown {
  return value instanceof Error ? `${value.name}: ${value.message}` : value;
}
