/**
 * Everything in `results.json` as Markdown: `deno run -A bench/report.ts`; with
 * `--write`, in the place that README.md of this directory has for it, so that
 * no figure is copied by hand.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { barsOf, check } from "./check.ts";
import { groups } from "./matrix.ts";
import { charts } from "./plot.ts";
import { scaleTable } from "./report_scale.ts";
import { latencyTable, soakTable, startTable } from "./report_steady.ts";
import {
  checkTable,
  groupTable,
  markdown,
  type Table,
} from "./report_throughput.ts";
import {
  type Circumstances,
  type LatencyRow,
  type Measured,
  readResults,
  RESULTS,
  type Results,
  type ScaleRow,
  sectionOf,
  type SoakRow,
  type StartRow,
} from "./results.ts";

/** Around the place of the results in README.md. */
export const PLACE: readonly [string, string] = [
  "<!-- results: bench/report.ts writes what follows -->",
  "<!-- end of results -->",
];

const RUNTIMES = { deno: "Deno", bun: "Bun", node: "Node" } as const;

/**
 * Results as Markdown.
 *
 * @param results The results.
 * @returns A section for each program that has run.
 */
export function report(results: Results): string {
  return [
    throughput(results),
    tableOf<StartRow>(results, "start", "Time to the first token", startTable),
    tableOf<LatencyRow>(results, "latency", "Waits at half load", latencyTable),
    tableOf<SoakRow>(results, "soak", "A million requests", soakTable),
    tableOf<ScaleRow>(results, "scale", "Registries", scaleTable),
  ].filter((text) => text !== "").join("\n\n");
}

function throughput(results: Results): string {
  const section = sectionOf<Measured>(results, "throughput");
  if (section === undefined) return "";
  const { circumstances, rows } = section;
  const pictures = [...charts(rows).keys()]
    .filter((name) => name.endsWith("-light.svg"))
    .map((name) => picture(name.replace("-light.svg", "")));
  const order = groups({
    runtimes: "deno,bun,node",
    algs: "EdDSA,ES256,RS256",
    secrets: "sha256,bcrypt,private_key_jwt",
  });
  const tables = order.flatMap(({ runtime, alg }) => {
    const own = rows.filter((row) =>
      row.runtime === runtime && row.alg === alg
    );
    return own.length === 0 ? [] : [
      `### ${alg} on ${RUNTIMES[runtime]}`,
      markdown(groupTable(own)),
    ];
  });
  return [
    "## Tokens over sockets",
    told(circumstances),
    ...pictures,
    ...tables,
    "### Bars",
    markdown(checkTable(check(barsOf(rows), rows))),
  ].join("\n\n");
}

function tableOf<Figures>(
  results: Results,
  name: string,
  title: string,
  tableOfRows: (rows: readonly Figures[]) => Table,
): string {
  const section = sectionOf<Figures>(results, name);
  return section === undefined ? "" : [
    `## ${title}`,
    told(section.circumstances),
    markdown(tableOfRows(section.rows)),
  ].join("\n\n");
}

/** Where, when and how. */
function told({ command, date, machine, versions }: Circumstances): string {
  const all = Object.entries(versions).map(([name, version]) =>
    `${name} ${version}`
  );
  const { processor, processors, memoryMebibytes, system, load } = machine;
  return `\`${command}\`, ${
    date.slice(0, 10)
  }, on ${processors} × ${processor}, ` +
    `${(memoryMebibytes / 1_024).toFixed(0)} GiB, ${system} (load average at ` +
    `the start ${load.toFixed(2)}); ${all.join(", ")}. Median (95 % interval).`;
}

function picture(name: string): string {
  return `<picture><source media="(prefers-color-scheme: dark)" ` +
    `srcset="charts/${name}-dark.svg"><img alt="${name}: the figures are in ` +
    `the tables below" src="charts/${name}-light.svg"></picture>`;
}

/**
 * Puts a report in its place.
 *
 * @param document The document.
 * @param text The report.
 * @returns The document with it.
 * @throws {Error} The document has no place for it.
 */
export function placed(document: string, text: string): string {
  const [start, end] = PLACE.map((mark) => document.indexOf(mark));
  if (start === undefined || end === undefined || start < 0 || end < start) {
    throw new Error("the document has no place for results");
  }
  const before = document.slice(0, start + PLACE[0]!.length);
  return `${before}\n\n${text}\n\n${document.slice(end)}`;
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      results: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const text = report(await readResults(values.results ?? RESULTS));
  if (values.write) {
    const file = new URL("README.md", import.meta.url);
    await Deno.writeTextFile(file, placed(await Deno.readTextFile(file), text));
    await new Deno.Command(Deno.execPath(), {
      args: ["fmt", "--quiet", file.pathname],
    }).output();
  } else console.log(text);
}
