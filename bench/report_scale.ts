/**
 * What `scale.ts` measured, as a table and as the ratio that has a bar.
 *
 * @module
 */

import type { Table } from "./report_throughput.ts";
import type { ScaleRow } from "./results.ts";
import {
  bootstrap,
  type Estimate,
  estimateText,
  paired,
} from "./statistics.ts";

/** A registry of the most clients, warm, to one of the fewest: at least. */
export const SCALE_BAR = 0.85;

/** Rows that may be compared with each other. */
const placeOf = ({ runtime, engine }: ScaleRow) => `${engine} on ${runtime}`;

/**
 * One table of everything.
 *
 * @param rows What was measured.
 * @returns A line for each size of a registry.
 */
export function scaleTable(rows: readonly ScaleRow[]): Table {
  const sizes = new Map<string, ScaleRow[]>();
  for (const row of rows) {
    const name = `${placeOf(row)} ${row.clients}`;
    sizes.set(name, [...sizes.get(name) ?? [], row]);
  }
  const head = [
    ...["storage", "clients", "warm, tokens per processor second"],
    ...["memory", "cold, tokens per processor second", "memory"],
  ];
  return [
    head,
    ...[...sizes.values()].map((pair) => {
      const cells = (["warm", "cold"] as const).flatMap((what) => {
        const row = pair.find((row) => row.what === what);
        return row === undefined ? ["", ""] : [
          estimateText(bootstrap(row.tokensPerCpuSecond), 0),
          `${row.memoryMebibytes} MiB`,
        ];
      });
      const [{ clients }] = pair as [ScaleRow];
      return [placeOf(pair[0]!), clients.toLocaleString("en"), ...cells];
    }),
  ];
}

/**
 * How much of the tokens of the smallest registry the largest one issues, both
 * warm.
 *
 * @param rows What was measured.
 * @returns A ratio for each engine and runtime that has two sizes.
 */
export function warmRatio(
  rows: readonly ScaleRow[],
): readonly { readonly name: string; readonly ratio: Estimate }[] {
  const warm = rows.filter(({ what }) => what === "warm");
  return [...new Set(warm.map(placeOf))].flatMap((name) => {
    const sizes = warm.filter((row) => placeOf(row) === name)
      .sort((a, b) => a.clients - b.clients);
    const [fewest, most] = [sizes[0]!, sizes.at(-1)!];
    if (fewest === most) return [];
    const ratios = paired(most.tokensPerCpuSecond, fewest.tokensPerCpuSecond);
    return [{ name, ratio: bootstrap(ratios) }];
  });
}
