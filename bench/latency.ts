/**
 * How long an answer takes while the server is half busy: 99 of 100 answers of
 * Mintmark and of the floor, both at half of the most that Mintmark can do, on
 * each runtime. Ends with 1 where the median of the rounds is more than twice
 * that of the floor.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { run } from "../tests/package/packed_project.ts";
import { makeBenchKeys, serverCommand, verifyOnce } from "./bench_servers.ts";
import { circumstances } from "./circumstances.ts";
import { chooseLoader } from "./load.ts";
import type { Algorithm, Row, Server } from "./matrix.ts";
import { packedBench } from "./packed.ts";
import { LOAD_PIN, SERVER_PIN } from "./pinning.ts";
import { LATENCY_BAR, latencyTable, p99Ratio } from "./report_steady.ts";
import { aligned } from "./report_throughput.ts";
import { type LatencyRow, RESULTS, writeSection } from "./results.ts";
import { runtimeCommands } from "./runtimes.ts";
import { type StartedServer, startServer } from "./started_server.ts";
import { estimateText } from "./statistics.ts";

const SERVERS: readonly Server[] = ["floor", "mintmark"];
const CONNECTIONS = 32;
const FULL_SECONDS = 3;
const PART = 0.5;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    alg: { type: "string", default: "EdDSA" },
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "3" },
    runtimes: { type: "string", default: "deno,bun,node" },
    results: { type: "string" },
    node: { type: "string" },
    bun: { type: "string" },
  },
});
const alg = values.alg as Algorithm;
const seconds = Number(values.seconds);

/** What one server did, round by round. */
interface Subject {
  readonly server: StartedServer;
  readonly p50: number[];
  readonly p99: number[];
}

await using loader = await chooseLoader(LOAD_PIN);
await using project = await packedBench();
await using keys = await makeBenchKeys(1);
const forms = keys.forms.sha256;
const form = (await Deno.readTextFile(forms)).trim();
const commands = await runtimeCommands(values);
const generator = new URL("paced_load.mjs", import.meta.url).pathname;

/** Sends at a rate. */
async function pace({ url }: StartedServer, rate: number) {
  const [program = "node", ...args] = [...LOAD_PIN, "node", generator];
  const told = { url, form, rate, seconds, connections: CONNECTIONS };
  const out = await run(".", program, ...args, JSON.stringify(told));
  const said = JSON.parse(out);
  if (said.failures !== 0) throw new Error(`${url} failed: ${out}`);
  return said as { readonly p50: number; readonly p99: number };
}

/** The most requests a second that a server answers. */
async function mostPerSecond({ url }: StartedServer): Promise<number> {
  const load = { url, forms, connections: CONNECTIONS, seconds: FULL_SECONDS };
  await loader.load(load);
  const { perSecond, failures } = await loader.load(load);
  if (failures !== 0) throw new Error(`${url} failed ${failures} times`);
  return perSecond;
}

const rows: LatencyRow[] = [];
for (const runtime of commands) {
  const subjects: Subject[] = [];
  try {
    for (const server of SERVERS) {
      const row = { runtime: runtime.name, alg, server, secret: "sha256" };
      const command = serverCommand(row as Row, runtime, keys);
      const started = await startServer(
        [...SERVER_PIN, ...command],
        project.directory,
      );
      subjects.push({ server: started, p50: [], p99: [] });
      await verifyOnce(started.url, form, alg, keys.signing[alg]);
    }
    const most: number[] = [];
    for (const { server } of subjects) most.push(await mostPerSecond(server));
    const rate = Math.floor(Math.min(...most) * PART);
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const turn of [0, 1]) {
        const subject = subjects[(round + turn) % 2]!;
        const { p50, p99 } = await pace(subject.server, rate);
        subject.p50.push(Number(p50.toFixed(3)));
        subject.p99.push(Number(p99.toFixed(3)));
      }
    }
    SERVERS.forEach((server, i) => {
      const { p50, p99 } = subjects[i]!;
      rows.push({
        ...{ runtime: runtime.name, server, rate },
        ...{ p50Milliseconds: p50, p99Milliseconds: p99 },
      });
    });
  } finally {
    for (const { server } of subjects) await server.end();
  }
}
await writeSection(values.results ?? RESULTS, "latency", {
  circumstances: await circumstances(
    ["deno run -A bench/latency.ts", ...Deno.args].join(" "),
    Object.fromEntries(commands.map(({ name, version }) => [name, version])),
  ),
  rows,
});
console.log(`${alg}\n\n${aligned(latencyTable(rows))}\n`);
let missed = 0;
for (const { runtime, ratio } of p99Ratio(rows)) {
  const isMet = ratio.median <= LATENCY_BAR;
  if (!isMet) missed++;
  console.log(
    `${isMet ? "met   " : "MISSED"} ${runtime}: p99 of Mintmark to the floor ` +
      `${estimateText(ratio, 2)}, at most ${LATENCY_BAR}`,
  );
}
if (missed > 0) Deno.exitCode = 1;
