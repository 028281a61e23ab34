/**
 * From the start of a process to its first token, with a key that is imported:
 * the floor, Mintmark and the floor once more, one start after the other. Ends
 * with 1 where Mintmark takes more than 25 milliseconds longer than the floor.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { makeBenchKeys, serverCommand, verifyOnce } from "./bench_servers.ts";
import { circumstances } from "./circumstances.ts";
import type { Row, Server } from "./matrix.ts";
import { packedBench } from "./packed.ts";
import { SERVER_PIN } from "./pinning.ts";
import { addedMilliseconds, START_BAR, startTable } from "./report_steady.ts";
import { aligned } from "./report_throughput.ts";
import { RESULTS, type StartRow, writeSection } from "./results.ts";
import { runtimeCommands } from "./runtimes.ts";
import { startServer } from "./started_server.ts";
import { estimateText } from "./statistics.ts";

const SERVERS: readonly Server[] = ["floor", "mintmark", "floor2"];

const { values } = parseArgs({
  args: Deno.args,
  options: {
    rounds: { type: "string", default: "21" },
    runtimes: { type: "string", default: "deno,bun,node" },
    results: { type: "string" },
    node: { type: "string" },
    bun: { type: "string" },
  },
});

await using project = await packedBench();
await using keys = await makeBenchKeys(1);
const form = (await Deno.readTextFile(keys.forms.sha256)).trim();
const commands = await runtimeCommands(values);

/** What a process took to its first token. */
interface Start {
  readonly milliseconds: number;
  readonly pageFaults: number;
}

async function firstToken(command: readonly string[]): Promise<Start> {
  const start = performance.now();
  const server = await startServer(
    [...SERVER_PIN, ...command],
    project.directory,
  );
  try {
    await verifyOnce(server.url, form, "EdDSA", keys.signing.EdDSA);
    const milliseconds = performance.now() - start;
    return { milliseconds, pageFaults: await server.pageFaults() };
  } finally {
    await server.end();
  }
}

const rows: StartRow[] = [];
for (const runtime of commands) {
  const starts = SERVERS.map((): Start[] => []);
  // The first round fills caches of the disk and of the runtime.
  for (let round = -1; round < Number(values.rounds); round++) {
    for (let turn = 0; turn < SERVERS.length; turn++) {
      const which = (round + 1 + turn) % SERVERS.length;
      const row = {
        runtime: runtime.name,
        alg: "EdDSA",
        secret: "sha256",
        server: SERVERS[which]!,
      } as Row;
      const start = await firstToken(serverCommand(row, runtime, keys));
      if (round >= 0) starts[which]!.push(start);
    }
  }
  SERVERS.forEach((server, i) => {
    rows.push({
      runtime: runtime.name,
      server,
      milliseconds: starts[i]!.map((start) =>
        Number(start.milliseconds.toFixed(1))
      ),
      pageFaults: starts[i]!.map((start) => start.pageFaults),
    });
  });
}
await writeSection(values.results ?? RESULTS, "start", {
  circumstances: await circumstances(
    ["deno run -A bench/start.ts", ...Deno.args].join(" "),
    Object.fromEntries(commands.map(({ name, version }) => [name, version])),
  ),
  rows,
});
console.log(`${aligned(startTable(rows))}\n`);
let missed = 0;
for (const { runtime, added } of addedMilliseconds(rows)) {
  const isMet = added.low <= START_BAR;
  if (!isMet) missed++;
  console.log(
    `${isMet ? "met   " : "MISSED"} ${runtime}: Mintmark adds ` +
      `${estimateText(added, 1)} ms, at most ${START_BAR}`,
  );
}
if (missed > 0) Deno.exitCode = 1;
