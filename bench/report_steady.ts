/**
 * What `start.ts`, `latency.ts` and `soak.ts` measured, as tables and as what
 * has a bar.
 *
 * @module
 */

import type { Table } from "./report_throughput.ts";
import type { LatencyRow, SoakRow, StartRow } from "./results.ts";
import {
  bootstrap,
  type Estimate,
  estimateText,
  median,
  paired,
} from "./statistics.ts";

/** How much later than that of the floor a first token may come. */
export const START_BAR = 25;

/** How often the 99th percentile of the floor ours may be. */
export const LATENCY_BAR = 2;

/** Memory after warm-up may vary by this part of it. */
const FLAT_PART = 0.1;

/** Memory may vary by so many mebibytes, whatever part of it that is. */
const FLAT_MEBIBYTES = 4;

/**
 * The table of starts.
 *
 * @param rows What was measured.
 * @returns A line for each server on each runtime.
 */
export function startTable(rows: readonly StartRow[]): Table {
  return [
    ["runtime", "server", "first token after", "page faults"],
    ...rows.map(({ runtime, server, milliseconds, pageFaults }) => [
      runtime,
      server,
      `${estimateText(bootstrap(milliseconds), 0)} ms`,
      String(median(pageFaults)),
    ]),
  ];
}

/**
 * How much later than the floor Mintmark has its first token.
 *
 * @param rows What was measured.
 * @returns The difference within each round, by runtime.
 */
export function addedMilliseconds(
  rows: readonly StartRow[],
): readonly { readonly runtime: string; readonly added: Estimate }[] {
  return ofBoth(rows).map(({ runtime, floor, mintmark }) => ({
    runtime,
    added: bootstrap(
      mintmark.milliseconds.map((took, round) =>
        took - floor.milliseconds[round]!
      ),
    ),
  }));
}

/**
 * The table of waits.
 *
 * @param rows What was measured.
 * @returns A line for each server on each runtime.
 */
export function latencyTable(rows: readonly LatencyRow[]): Table {
  const milliseconds = (values: readonly number[]) =>
    `${estimateText(bootstrap(values), 2)} ms`;
  return [
    ["runtime", "server", "requests/s", "p50", "p99"],
    ...rows.map((row) => [
      row.runtime,
      row.server,
      String(row.rate),
      milliseconds(row.p50Milliseconds),
      milliseconds(row.p99Milliseconds),
    ]),
  ];
}

/**
 * How often the 99th percentile of the floor ours is, at the same rate.
 *
 * @param rows What was measured.
 * @returns The median of the ratios within each round, by runtime.
 */
export function p99Ratio(
  rows: readonly LatencyRow[],
): readonly { readonly runtime: string; readonly ratio: Estimate }[] {
  return ofBoth(rows).map(({ runtime, floor, mintmark }) => ({
    runtime,
    ratio: bootstrap(paired(mintmark.p99Milliseconds, floor.p99Milliseconds)),
  }));
}

/**
 * The table of soaks.
 *
 * @param rows What was measured.
 * @returns A line for each runtime.
 */
export function soakTable(rows: readonly SoakRow[]): Table {
  const range = (series: readonly number[]) => {
    const { before, after } = growth(series);
    return `${before.toFixed(1)} → ${after.toFixed(1)} MiB`;
  };
  const head = [
    ...["runtime", "requests", "refused", "given up"],
    ...["heap in use", "memory of the process", "ended"],
  ];
  return [
    head,
    ...rows.map((row) => [
      row.runtime,
      ...[row.requests, row.refused, row.givenUp].map((count) =>
        count.toLocaleString("en")
      ),
      range(row.heapMebibytes),
      range(row.residentMebibytes),
      `with ${row.exitCode} after ${row.endedMilliseconds} ms`,
    ]),
  ];
}

/**
 * What became of memory after warm-up.
 *
 * @param series The memory, at even distances; the first fifth is warm-up.
 * @returns The medians of the first and of the last third of the rest.
 */
export function growth(
  series: readonly number[],
): { readonly before: number; readonly after: number } {
  const warm = series.slice(Math.floor(series.length / 5));
  const third = Math.ceil(warm.length / 3);
  return {
    before: median(warm.slice(0, third)),
    after: median(warm.slice(-third)),
  };
}

/**
 * Whether memory is flat after warm-up.
 *
 * @param series The memory, at even distances, in mebibytes.
 * @returns Whether it has not grown by more than a tenth and 4 MiB.
 */
export function isFlat(series: readonly number[]): boolean {
  const { before, after } = growth(series);
  return after - before <= Math.max(FLAT_MEBIBYTES, before * FLAT_PART);
}

/** The rows of the floor and of Mintmark, by runtime. */
function ofBoth<Figures extends StartRow | LatencyRow>(
  rows: readonly Figures[],
) {
  return [...new Set(rows.map(({ runtime }) => runtime))].flatMap((runtime) => {
    const of = (server: string) =>
      rows.find((row) => row.runtime === runtime && row.server === server);
    const [floor, mintmark] = [of("floor"), of("mintmark")];
    return floor === undefined || mintmark === undefined
      ? []
      : [{ runtime, floor, mintmark }];
  });
}
