/**
 * What a registry of ten, ten thousand and a million clients costs, on SQLite
 * and Postgres: tokens per second of the server's processor, and memory.
 *
 * _Warm_ are tokens of at most 10,000 clients, all of which the server
 * remembers; _cold_ those of clients drawn from all. Each has a server of its
 * own, and all take turns in each round. Ends with 1 where a million clients,
 * warm, cost more than ten by a bar.
 *
 * @module
 */

import { generateClientSecret } from "@mintmark/oauth";
import { parseArgs } from "node:util";
import { circumstances } from "./circumstances.ts";
import { chooseLoader } from "./load.ts";
import { packedBench } from "./packed.ts";
import { LOAD_PIN, SERVER_PIN } from "./pinning.ts";
import {
  clientId,
  dropPostgres,
  fillPostgres,
  fillSqlite,
} from "./registered_clients.ts";
import { aligned } from "./report_throughput.ts";
import { SCALE_BAR, scaleTable, warmRatio } from "./report_scale.ts";
import { RESULTS, type ScaleRow, writeSection } from "./results.ts";
import { runtimeCommands } from "./runtimes.ts";
import { formOf } from "./secret_clients.ts";
import type { ClientsArguments } from "./servers/clients.ts";
import {
  memoryMebibytes,
  type StartedServer,
  startServer,
} from "./started_server.ts";
import { estimateText } from "./statistics.ts";
import { makeKey } from "./floor.ts";

const WORKING_SET = 10_000;
const FORMS = 200_000;
const CONNECTIONS = 32;
const WARM_UP_SECONDS = 2;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    clients: { type: "string", default: "10,10000,1000000" },
    engines: { type: "string", default: "sqlite,postgres" },
    postgres: {
      type: "string",
      default: Deno.env.get("POSTGRES_URL") ??
        "postgres://postgres@127.0.0.1/test",
    },
    rounds: { type: "string", default: "11" },
    seconds: { type: "string", default: "1" },
    runtimes: { type: "string", default: "deno" },
    results: { type: "string" },
    node: { type: "string" },
    bun: { type: "string" },
  },
});
const counts = values.clients.split(",").map(Number);

interface Subject {
  readonly row: Omit<ScaleRow, "memoryMebibytes">;
  readonly server: StartedServer;
  readonly forms: string;
  readonly tokensPerCpuSecond: number[];
  next: number;
}

await using loader = await chooseLoader(LOAD_PIN);
await using project = await packedBench("postgres");
const commands = await runtimeCommands(values);
const here = await circumstances(
  ["deno run -A bench/scale.ts", ...Deno.args].join(" "),
  {
    ...Object.fromEntries(commands.map(({ name, version }) => [name, version])),
    load: loader.name,
  },
);
const { secret, hash } = generateClientSecret();
const key = await makeKey("EdDSA");

/** Forms of the first clients: each of a working set once, then drawn ones. */
async function writeForms(name: string, clients: number): Promise<string> {
  const path = `${project.directory}/${name}.forms`;
  const lines = Array.from({ length: FORMS }, (_, i) => {
    const number = i < Math.min(clients, WORKING_SET)
      ? i
      : Math.floor(Math.random() * clients);
    return `${formOf(clientId(number), secret)}\n`;
  });
  await Deno.writeTextFile(path, lines.join(""));
  return path;
}

const schemaOf = (count: number) => `mintmark_bench_${count}`;

async function fill(engine: string, count: number): Promise<ClientsArguments> {
  if (engine === "sqlite") {
    const file = `${project.directory}/${count}.db`;
    await fillSqlite(file, count, hash);
    return { key, file };
  }
  const [url, schema] = [values.postgres, schemaOf(count)];
  await dropPostgres(url, schema);
  await fillPostgres(url, schema, count, hash);
  return { key, postgres: { url, schema } };
}

async function sample(subject: Subject, seconds: number): Promise<number> {
  const { server, forms, row } = subject;
  const before = await server.cpuMicroseconds();
  const load = await loader.load({
    ...{ url: server.url, forms, from: subject.next },
    ...{ seconds, connections: CONNECTIONS },
  });
  subject.next = (subject.next + load.sent) % FORMS;
  if (load.failures !== 0 || load.requests === 0) {
    throw new Error(`${JSON.stringify(row)} failed: ${JSON.stringify(load)}`);
  }
  return load.requests * 1e6 / (await server.cpuMicroseconds() - before);
}

/** Until every client of a working set has asked once. */
async function warmUp(subject: Subject): Promise<void> {
  while (subject.next < WORKING_SET) await sample(subject, WARM_UP_SECONDS);
}

const rows: ScaleRow[] = [];
for (const { name: runtime, command } of commands) {
  for (const engine of values.engines.split(",")) {
    const subjects: Subject[] = [];
    try {
      for (const clients of counts) {
        const start = performance.now();
        const told = await fill(engine, clients);
        const took = Math.round(performance.now() - start);
        console.log(`${engine}: ${clients} clients, filled in ${took} ms`);
        for (const what of ["warm", "cold"] as const) {
          const among = what === "warm"
            ? Math.min(clients, WORKING_SET)
            : clients;
          const args = ["bench/servers/clients.js", JSON.stringify(told)];
          subjects.push({
            row: { runtime, engine, clients, what, tokensPerCpuSecond: [] },
            server: await startServer(
              [...SERVER_PIN, ...command, ...args],
              project.directory,
            ),
            forms: await writeForms(`${what}-${clients}`, among),
            tokensPerCpuSecond: [],
            next: 0,
          });
        }
      }
      for (const subject of subjects) await warmUp(subject);
      for (let round = 0; round < Number(values.rounds); round++) {
        for (let turn = 0; turn < subjects.length; turn++) {
          const subject = subjects[(round + turn) % subjects.length]!;
          const rate = await sample(subject, Number(values.seconds));
          subject.tokensPerCpuSecond.push(Math.round(rate));
        }
      }
      for (const { row, server, tokensPerCpuSecond } of subjects) {
        const memory = await memoryMebibytes(server.pid, "VmRSS");
        rows.push({
          ...row,
          tokensPerCpuSecond,
          memoryMebibytes: Math.round(memory),
        });
      }
    } finally {
      for (const { server } of subjects) await server.end();
      if (engine === "postgres") {
        for (const count of counts) {
          await dropPostgres(values.postgres, schemaOf(count));
        }
      }
    }
  }
}

await writeSection(values.results ?? RESULTS, "scale", {
  circumstances: here,
  rows,
});
console.log(`\n${aligned(scaleTable(rows))}\n`);
let missed = 0;
for (const { name, ratio } of warmRatio(rows)) {
  const isMet = ratio.high >= SCALE_BAR;
  if (!isMet) missed++;
  console.log(
    `${isMet ? "met   " : "MISSED"} ${name}: warm, the most clients to the ` +
      `fewest ${estimateText(ratio, 2)}, at least ${SCALE_BAR}`,
  );
}
if (missed > 0) Deno.exitCode = 1;
