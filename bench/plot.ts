/**
 * Charts of what `http.ts` measured, light and dark, from `results.json` alone:
 * `deno run -A bench/plot.ts`.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { type Bar, barChart, type Chart, THEMES } from "./bar_chart.ts";
import { type Algorithm, PEERS, type Row, type Runtime } from "./matrix.ts";
import { type Measured, readResults, RESULTS, sectionOf } from "./results.ts";
import { bootstrap } from "./statistics.ts";

const RUNTIMES = { deno: "Deno", bun: "Bun", node: "Node" } as const;
const UNIT = "tokens for one second of processor time";

/** Where charts go, unless told otherwise. */
const CHARTS = new URL("charts/", import.meta.url);

function barOf(
  rows: readonly Measured[],
  wanted: Pick<Row, "runtime" | "alg" | "server">,
  label: string,
): readonly Bar[] {
  const row = rows.find((row) =>
    row.runtime === wanted.runtime && row.alg === wanted.alg &&
    row.server === wanted.server && row.secret === "sha256"
  );
  if (row === undefined) return [];
  const tokens = bootstrap(row.cpuMicroseconds.map((cost) => 1e6 / cost));
  return [{ label, ...tokens, isOurs: row.server.startsWith("mintmark") }];
}

/** Mintmark beside the floor, on each runtime. */
function floorChart(rows: readonly Measured[], alg: Algorithm): Chart {
  return {
    title: `${alg}: Mintmark and the floor under every token service`,
    unit: UNIT,
    bars: (Object.keys(RUNTIMES) as Runtime[]).flatMap((runtime) => [
      ...barOf(
        rows,
        { runtime, alg, server: "floor" },
        `${RUNTIMES[runtime]}: the floor`,
      ),
      ...barOf(
        rows,
        { runtime, alg, server: "mintmark" },
        `${RUNTIMES[runtime]}: Mintmark`,
      ),
    ]),
  };
}

/** Mintmark beside other token services, on Node. */
function peersChart(rows: readonly Measured[]): Chart {
  const at = { runtime: "node", alg: "ES256" } as const;
  return {
    title: "ES256 on Node: Mintmark and others",
    unit: UNIT,
    bars: [
      ...barOf(rows, { ...at, server: "mintmark" }, "Mintmark"),
      ...PEERS.flatMap((server) => barOf(rows, { ...at, server }, server)),
    ],
  };
}

/**
 * Draws the charts.
 *
 * @param rows What was measured.
 * @returns SVG by the name of its file; a chart without bars is left out.
 */
export function charts(
  rows: readonly Measured[],
): ReadonlyMap<string, string> {
  const all = new Map<string, Chart>([
    ["eddsa", floorChart(rows, "EdDSA")],
    ["es256", floorChart(rows, "ES256")],
    ["peers", peersChart(rows)],
  ]);
  const files = new Map<string, string>();
  for (const [name, chart] of all) {
    if (chart.bars.length === 0) continue;
    for (const theme of ["light", "dark"] as const) {
      files.set(`${name}-${theme}.svg`, barChart(chart, THEMES[theme]));
    }
  }
  return files;
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: { results: { type: "string" }, directory: { type: "string" } },
  });
  const results = await readResults(values.results ?? RESULTS);
  const section = sectionOf<Measured>(results, "throughput");
  if (section === undefined) {
    throw new Error("there is nothing to draw: run `deno task bench` first");
  }
  const directory = values.directory ?? CHARTS.pathname;
  await Deno.mkdir(directory, { recursive: true });
  for (const [name, svg] of charts(section.rows)) {
    await Deno.writeTextFile(`${directory}/${name}`, svg);
    console.log(name);
  }
}
