/**
 * The file that figures are written to, and from which tables and charts are
 * made: `results.json`, one section for each program.
 *
 * @module
 */

import type { Row } from "./matrix.ts";

/** What a row did, round by round. */
export interface Measured extends Row {
  /** Answers a second. */
  readonly perSecond: readonly number[];
  /** Processor time of the server per request, in microseconds. */
  readonly cpuMicroseconds: readonly number[];
  /** Half of the answers came within, in milliseconds. */
  readonly p50Milliseconds: readonly number[];
  /** 99 of 100 answers came within, in milliseconds. */
  readonly p99Milliseconds: readonly number[];
  /** The most memory that the process ever had, in mebibytes. */
  readonly peakMebibytes: number;
}

/** What `scale.ts` measures. */
export interface ScaleRow {
  /** The runtime. */
  readonly runtime: string;
  /** The engine that keeps the clients. */
  readonly engine: string;
  /** How many clients are registered. */
  readonly clients: number;
  /** Whether those that ask are remembered. */
  readonly what: "warm" | "cold";
  /** Tokens for each second of the server's processor time, by round. */
  readonly tokensPerCpuSecond: readonly number[];
  /** The memory of the server in the end, in mebibytes. */
  readonly memoryMebibytes: number;
}

/** What `start.ts` measures. */
export interface StartRow {
  /** The runtime. */
  readonly runtime: string;
  /** What was started. */
  readonly server: string;
  /** From the start of the process to the first token, in milliseconds. */
  readonly milliseconds: readonly number[];
  /** How many page faults it had until then. */
  readonly pageFaults: readonly number[];
}

/** What `latency.ts` measures. */
export interface LatencyRow {
  /** The runtime. */
  readonly runtime: string;
  /** What was asked. */
  readonly server: string;
  /** How many requests were sent a second. */
  readonly rate: number;
  /** Half of the answers came within, in milliseconds, by round. */
  readonly p50Milliseconds: readonly number[];
  /** 99 of 100 answers came within, in milliseconds, by round. */
  readonly p99Milliseconds: readonly number[];
}

/** What `soak.ts` measures. */
export interface SoakRow {
  /** The runtime. */
  readonly runtime: string;
  /** How many requests were answered. */
  readonly requests: number;
  /** How many of them were refused, as they should. */
  readonly refused: number;
  /** How many connections were given up in the middle of a request. */
  readonly givenUp: number;
  /** The memory in use after a collection, in mebibytes, at even distances. */
  readonly heapMebibytes: readonly number[];
  /** The memory of the process at the same moments. */
  readonly residentMebibytes: readonly number[];
  /** How the process ended when it was told to, by itself. */
  readonly exitCode: number;
  /** How long that took, in milliseconds. */
  readonly endedMilliseconds: number;
}

/** Where and when something was measured. */
export interface Circumstances {
  /** The day and the time (ISO 8601). */
  readonly date: string;
  /** The machine. */
  readonly machine: Machine;
  /** Runtimes, packages and the program that made the load, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The command that measured. */
  readonly command: string;
}

/** A machine. */
export interface Machine {
  /** The name of its processor. */
  readonly processor: string;
  /** How many processors it has. */
  readonly processors: number;
  /** Its memory, in mebibytes. */
  readonly memoryMebibytes: number;
  /** Its system. */
  readonly system: string;
  /** How many others wanted a processor when measuring began. */
  readonly load: number;
}

/** Figures with their circumstances. */
export interface Section<Figures> {
  /** Where, when and how. */
  readonly circumstances: Circumstances;
  /** What was measured. */
  readonly rows: readonly Figures[];
}

/** All sections, by the name of the program. */
export type Results = Readonly<Record<string, Section<unknown> | undefined>>;

/** Where results are, unless told otherwise. */
export const RESULTS: URL = new URL("results.json", import.meta.url);

/**
 * Reads results.
 *
 * @param file Where they are.
 * @returns The results; empty where there is no file.
 */
export async function readResults(file: string | URL): Promise<Results> {
  try {
    return JSON.parse(await Deno.readTextFile(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

/**
 * Reads the figures of one program.
 *
 * @param results The results.
 * @param name The program.
 * @returns Its section, where it has run.
 */
export function sectionOf<Figures>(
  results: Results,
  name: string,
): Section<Figures> | undefined {
  return results[name] as Section<Figures> | undefined;
}

/**
 * Replaces one section of a file.
 *
 * @param file The file; it is made where it does not exist.
 * @param name The section.
 * @param section What it now says.
 * @returns When it is written.
 */
export async function writeSection(
  file: string | URL,
  name: string,
  section: Section<unknown>,
): Promise<void> {
  const results = { ...await readResults(file), [name]: section };
  await Deno.writeTextFile(file, resultsText(results));
}

/**
 * Results as text: a line for each row, so that a difference can be read.
 *
 * @param results The results.
 * @returns JSON.
 */
export function resultsText(results: Results): string {
  const sections = Object.entries(results).map(([name, section]) => {
    const { circumstances, rows } = section!;
    const lines = rows.map((row) => `\n    ${JSON.stringify(row)}`).join(",");
    return `  ${JSON.stringify(name)}: {\n` +
      `    "circumstances": ${JSON.stringify(circumstances)},\n` +
      `    "rows": [${lines}\n    ]\n  }`;
  });
  return `{\n${sections.join(",\n")}\n}\n`;
}

/**
 * Puts new rows in the place of older ones that measured the same.
 *
 * @param older What was there.
 * @param newer What has come.
 * @param nameOf What tells rows apart.
 * @returns All, the older first.
 */
export function mergeRows<Figures>(
  older: readonly Figures[],
  newer: readonly Figures[],
  nameOf: (row: Figures) => string,
): readonly Figures[] {
  const names = new Set(newer.map(nameOf));
  return [...older.filter((row) => !names.has(nameOf(row))), ...newer];
}

/**
 * The name of a row.
 *
 * @param row The row.
 * @returns Such as `node ES256 mintmark sha256`.
 */
export function rowName({ runtime, alg, server, secret }: Row): string {
  return `${runtime} ${alg} ${server} ${secret}`;
}
