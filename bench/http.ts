/**
 * Tokens over sockets, on each runtime: a constant answer, the floor, Mintmark
 * and other token services. `--check` then asks whether the bars are met.
 *
 * Every server runs on the first processor, one under load at a time, the load
 * on the second. The servers of a group are neighbours in each round and take
 * turns at being the first; ratios are made within a round. A group is written
 * to a file as soon as it is measured; `--resume` goes on after the last one.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { makeBenchKeys } from "./bench_servers.ts";
import { barsOf, check } from "./check.ts";
import { alike, circumstances } from "./circumstances.ts";
import { chooseLoader } from "./load.ts";
import { EVERYTHING, groups, PEERS } from "./matrix.ts";
import { ASSERTIONS_PER_SECOND, measureGroup } from "./measure.ts";
import { packageVersions, packedBench } from "./packed.ts";
import { isPinned, LOAD_PIN, SERVER_PIN } from "./pinning.ts";
import { aligned, checkTable, groupTable } from "./report_throughput.ts";
import {
  type Measured,
  mergeRows,
  readResults,
  RESULTS,
  rowName,
  sectionOf,
  writeSection,
} from "./results.ts";
import { runtimeCommands } from "./runtimes.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    rounds: { type: "string", default: "15" },
    seconds: { type: "string", default: "1" },
    runtimes: { type: "string", default: EVERYTHING.runtimes },
    algs: { type: "string", default: EVERYTHING.algs },
    secrets: { type: "string", default: EVERYTHING.secrets },
    results: { type: "string" },
    resume: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    node: { type: "string" },
    bun: { type: "string" },
  },
});
const rounds = wholeNumber("rounds", values.rounds);
const seconds = wholeNumber("seconds", values.seconds);
const results = values.results ?? RESULTS;

/** wrk takes whole seconds only. */
function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new TypeError(`--${name} must be 1 or a larger whole number`);
}

const chosen = groups(values);
const wanted = chosen.flatMap(({ rows }) => rows);
const packages = [...PEERS, "express", "@hono/node-server", "hono"];

await using loader = await chooseLoader(LOAD_PIN);
await using project = await packedBench(...packages);
const signs = wanted.some(({ secret }) => secret === "private_key_jwt");
await using keys = await makeBenchKeys(
  signs ? (rounds * seconds + 2) * ASSERTIONS_PER_SECOND : 1,
);
const commands = await runtimeCommands(values);
const now = await circumstances(
  ["deno task bench", ...Deno.args].join(" "),
  {
    ...Object.fromEntries(commands.map(({ name, version }) => [name, version])),
    ...await packageVersions(project, packages),
    load: loader.name,
  },
);

const known = sectionOf<Measured>(await readResults(results), "throughput");
const kept = known !== undefined && alike(known.circumstances, now)
  ? known
  : undefined;
let rows: readonly Measured[] = kept?.rows ?? [];
const here = {
  ...now,
  versions: { ...kept?.circumstances.versions, ...now.versions },
};
const isThere = (name: string) => rows.some((row) => rowName(row) === name);
console.log(
  `${rounds} rounds of ${seconds} s, load by ${loader.name}, ${
    isPinned ? "" : "not "
  }pinned; median (95 % interval)`,
);
let failed = 0;
for (const group of chosen) {
  const { runtime: name, alg } = group;
  if (values.resume && group.rows.every((row) => isThere(rowName(row)))) {
    console.log(`\n${name} ${alg} is measured already`);
    continue;
  }
  const runtime = commands.find((command) => command.name === name)!;
  console.log(`\n${name} ${runtime.version}, ${alg}\n`);
  try {
    const measured = await measureGroup(group, {
      runtime,
      pin: SERVER_PIN,
      directory: project.directory,
      keys,
      loader,
      rounds,
      seconds,
    });
    rows = mergeRows(rows, measured, rowName);
    await writeSection(results, "throughput", { circumstances: here, rows });
    console.log(aligned(groupTable(measured)));
  } catch (error) {
    // The others are measured all the same, and --resume tries this one again.
    console.error(error);
    failed++;
  }
}

if (failed > 0) {
  console.error(`\n${failed} of ${chosen.length} groups failed`);
  Deno.exitCode = 1;
} else if (values.check) {
  const verdicts = check(barsOf(wanted), rows);
  console.log("\nBars\n");
  console.log(aligned(checkTable(verdicts)));
  const is = new Set(verdicts.map((verdict) => verdict.is));
  if (is.has("missed")) Deno.exitCode = 1;
  else if (is.has("noise") || is.has("not measured")) Deno.exitCode = 2;
}
