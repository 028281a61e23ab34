/**
 * The log of a server: one line for each event.
 *
 * @module
 */

import type { AuthorizationServerEvent, EventSink } from "../events.ts";
import { escapeControls, type LogValue, logValue } from "./log_value.ts";

/** How much a line matters. */
export type LogLevel = "info" | "warn" | "error";

/** `json` for collectors, `pretty` for people, `color` for a terminal. */
export type LogFormat = "json" | "pretty" | "color";

/** What a line says. */
export interface LogRecord {
  /** Epoch seconds. */
  readonly time: number;
  /** How much it matters. */
  readonly level: LogLevel;
  /** A few words. */
  readonly message: string;
  /** What belongs to it; members that are `undefined` are left out. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** How a {@linkcode Log} is written. */
export interface LogOptions {
  /** The form of the lines. */
  readonly format: LogFormat;
  /**
   * The least that is written: `warn` leaves decisions out.
   *
   * @default {"info"}
   */
  readonly level?: LogLevel;
  /** Writes one line, which ends in a line feed. */
  readonly write: (line: string) => void;
}

/** A log. */
export interface Log {
  /** Writes a line of the program itself. */
  readonly record: (record: LogRecord) => void;
  /** Writes a line for each event: the option `onEvent`. */
  readonly onEvent: EventSink;
}

/** How many characters a line may have; a longer one loses its fields. */
const MAXIMUM_LINE = 16_384;

const LEVELS: readonly LogLevel[] = ["info", "warn", "error"];

/**
 * Makes a log.
 *
 * @param options The form and where it goes.
 * @returns The log.
 */
export function createLog(
  { format, level = "info", write }: LogOptions,
): Log {
  const least = LEVELS.indexOf(level);
  const record = (record: LogRecord) => {
    if (LEVELS.indexOf(record.level) >= least) write(logLine(record, format));
  };
  return Object.freeze(
    {
      record,
      onEvent: (event) => record(recordOf(event)),
    } satisfies Log,
  );
}

/**
 * One line of a log.
 *
 * @param record What it says.
 * @param format Its form.
 * @returns The line, with the line feed at its end and no other.
 */
export function logLine(record: LogRecord, format: LogFormat): string {
  const line = escapeControls(written(record, format));
  if (line.length <= MAXIMUM_LINE) return `${colored(line, record, format)}\n`;
  const { fields: _, ...rest } = record;
  return logLine({ ...rest, fields: { truncated: true } }, format);
}

/** The line of an event. */
function recordOf(event: AuthorizationServerEvent): LogRecord {
  const { time, ...fields } = event;
  switch (event.type) {
    case "issued":
      return { time, level: "info", message: "token issued", fields };
    case "refused": {
      const level = event.error === "temporarily_unavailable" ? "warn" : "info";
      return { time, level, message: "request refused", fields };
    }
    case "failed":
      return { time, level: "error", message: "request failed", fields };
    case "warning": {
      const { message, ...about } = { ...event, time: undefined };
      return { time, level: "warn", message, fields: about };
    }
  }
}

function written(record: LogRecord, format: LogFormat): string {
  const { level } = record;
  const time = new Date(record.time * 1_000).toISOString();
  const message = String(logValue(record.message));
  const fields = Object.entries(record.fields ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, logValue(value)] as const);
  if (format === "json") {
    return JSON.stringify({
      time,
      level,
      message,
      ...Object.fromEntries(fields),
    });
  }
  return [
    `${time} ${level.padEnd(5)} ${message}`,
    ...fields.map(([name, value]) => `${name}=${shown(value)}`),
  ].join(" ");
}

/** A value for people: bare where that is unmistakable. */
function shown(value: LogValue): string {
  return typeof value === "string" && /^[^\s"=]+$/.test(value)
    ? value
    : JSON.stringify(value);
}

const COLORS: Readonly<Record<LogLevel, string>> = Object.freeze({
  info: "\x1b[32m",
  warn: "\x1b[33m",
  error: "\x1b[31m",
});

/** The level in its color; added last, so that nothing else can bring one. */
function colored(
  line: string,
  { level }: LogRecord,
  format: LogFormat,
): string {
  return format === "color"
    ? line.replace(level, `${COLORS[level]}${level}\x1b[0m`)
    : line;
}
