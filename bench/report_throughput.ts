/**
 * What `http.ts` measured, as tables.
 *
 * @module
 */

import type { Verdict } from "./check.ts";
import type { Row } from "./matrix.ts";
import { type Measured, rowName } from "./results.ts";
import { bootstrap, estimateText, median, paired } from "./statistics.ts";

/** A table: its head, and the rows below it. */
export type Table = readonly (readonly string[])[];

/** What a row is called in a table of its group. */
function label({ server, secret }: Row): string {
  return server === "hello" ? server : `${server}, ${SECRETS[secret]}`;
}

const SECRETS = {
  sha256: "generated secret",
  bcrypt: "bcrypt",
  private_key_jwt: "private_key_jwt",
} as const;

/**
 * The table of one group.
 *
 * @param rows Its rows.
 * @returns One line for each; costs are compared with the floor that is sent
 * the same.
 */
export function groupTable(rows: readonly Measured[]): Table {
  const floorOf = ({ secret }: Row) =>
    rows.find((row) =>
      row.server === "floor" &&
      row.secret === (secret === "bcrypt" ? "sha256" : secret)
    );
  const head = [
    ...["server", "requests/s", "processor time per request", "to the floor"],
    ...["p50", "p99", "peak memory"],
  ];
  return [
    head,
    ...rows.map((row) => {
      const floor = floorOf(row);
      return [
        label(row),
        median(row.perSecond).toFixed(0),
        `${estimateText(bootstrap(row.cpuMicroseconds), 1)} µs`,
        floor === undefined ? "" : estimateText(
          bootstrap(paired(floor.cpuMicroseconds, row.cpuMicroseconds)),
          2,
        ),
        `${median(row.p50Milliseconds).toFixed(1)} ms`,
        `${median(row.p99Milliseconds).toFixed(1)} ms`,
        `${row.peakMebibytes} MiB`,
      ];
    }),
  ];
}

/**
 * The table of bars.
 *
 * @param verdicts What was found.
 * @returns Those that are not met first.
 */
export function checkTable(verdicts: readonly Verdict[]): Table {
  const isMet = ({ is }: Verdict) => is === "met";
  return [
    ["bar", "row", "against", "at least", "measured"],
    ...[
      ...verdicts.filter((verdict) => !isMet(verdict)),
      ...verdicts.filter(isMet),
    ].map(({ is, row, against, atLeast, ratio }) => [
      is,
      rowName(row),
      `${against.alg === row.alg ? "" : `${against.alg} `}${against.server}`,
      String(atLeast),
      ratio === undefined ? "" : estimateText(ratio, 2),
    ]),
  ];
}

/**
 * A table for a terminal.
 *
 * @param table The table.
 * @returns Its lines, with columns one below the other.
 */
export function aligned(table: Table): string {
  const widths = table[0]!.map((_, column) =>
    Math.max(...table.map((row) => row[column]!.length))
  );
  return table.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()
  ).join("\n");
}

/**
 * A table for a document.
 *
 * @param table The table.
 * @returns Markdown.
 */
export function markdown(table: Table): string {
  const [head = [], ...rows] = table;
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)]
    .join("\n");
}
