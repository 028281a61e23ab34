/**
 * A million requests, good and bad, to one server on each runtime; clients give
 * up in the middle of theirs beside them. Then the server is told to end. Ends
 * with 1 where memory is not flat after warm-up, or a process does not end by
 * itself: a promise, timer or handle would be left.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { makeBenchKeys, serverCommand, verifyOnce } from "./bench_servers.ts";
import { circumstances } from "./circumstances.ts";
import { chooseLoader, type Loader } from "./load.ts";
import { packedBench } from "./packed.ts";
import { LOAD_PIN, SERVER_PIN } from "./pinning.ts";
import { isFlat, soakTable } from "./report_steady.ts";
import { aligned } from "./report_throughput.ts";
import { RESULTS, type SoakRow, writeSection } from "./results.ts";
import { type RuntimeCommand, runtimeCommands } from "./runtimes.ts";
import { memoryMebibytes, startServer } from "./started_server.ts";

const CHECKPOINTS = 30;
const CONNECTIONS = 64;
const FORMS = 20_000;
const GIVE_UPS_PER_CHECKPOINT = 50;
const ENDS_WITHIN_MILLISECONDS = 20_000;
const MEBIBYTE = 2 ** 20;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    requests: { type: "string", default: "1000000" },
    runtimes: { type: "string", default: "deno,bun,node" },
    results: { type: "string" },
    node: { type: "string" },
    bun: { type: "string" },
  },
});
const requests = Number(values.requests);

await using loader = await chooseLoader(LOAD_PIN);
await using project = await packedBench();
await using keys = await makeBenchKeys(1);
const good = (await Deno.readTextFile(keys.forms.sha256)).trim();
const forms = `${project.directory}/mixed.forms`;
await Deno.writeTextFile(forms, mixedForms(good));

/** Nine of ten are good; a parameter that nobody knows makes all as long. */
function mixedForms(good: string): string {
  const bad = (i: number) => [
    good.replace("orders.read", "orders.delete"),
    good.replace("grant_type=client_credentials", "grant_type=password"),
    good.replace("grant_type=client_credentials&", ""),
    good.replace(/client_secret=[^&]*/, `client_secret=guess-${i}`),
    good.replace("test-client", `nobody-${i}`),
    `${good}&scope=orders.read`,
    `${good}&resource=https%3A%2F%2Fother.example%2F`,
    `${good}&client_assertion=a.b.c`,
  ];
  const length = good.length + 64;
  return Array.from({ length: FORMS }, (_, i) => {
    const kinds = bad(i);
    const form = i % 10 === 0 ? kinds[(i / 10) % kinds.length]! : good;
    return `${`${form}&pad=`.padEnd(length, "x")}\n`;
  }).join("");
}

/** Sends half of a request, and goes away. */
async function giveUp(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode(
    "POST /token HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n" +
      "content-type: application/x-www-form-urlencoded\r\n\r\ngrant_type=",
  ));
}

/** What lets a program collect its garbage when it is asked to. */
const COLLECTING: Readonly<Record<string, readonly string[]>> = {
  deno: ["--v8-flags=--expose-gc"],
  node: ["--expose-gc"],
};

async function soak(
  runtime: RuntimeCommand,
  loader: Loader,
): Promise<SoakRow> {
  const name = runtime.name as "deno" | "bun" | "node";
  const row = { runtime: name, alg: "EdDSA", server: "mintmark" } as const;
  const [, json = ""] = serverCommand(
    { ...row, secret: "sha256" },
    { ...runtime, command: [] },
    keys,
  );
  const server = await startServer([
    ...SERVER_PIN,
    ...runtime.command,
    ...COLLECTING[name] ?? [],
    ...["bench/servers/soak.js", json],
  ], project.directory);
  try {
    await verifyOnce(server.url, good, "EdDSA", keys.signing.EdDSA);
    const heap: number[] = [];
    const resident: number[] = [];
    let [answered, refused, givenUp, next] = [0, 0, 0, 0];
    while (answered < requests) {
      const load = await loader.load({
        ...{ url: server.url, forms, from: next, seconds: 1 },
        connections: CONNECTIONS,
      });
      next = (next + load.sent) % FORMS;
      answered += load.requests;
      refused += load.failures;
      if (answered < heap.length * requests / CHECKPOINTS) continue;
      for (let i = 0; i < GIVE_UPS_PER_CHECKPOINT; i++) {
        await giveUp(server.url);
        givenUp++;
      }
      server.signal("SIGUSR2");
      heap.push(rounded(Number(await server.nextLine()) / MEBIBYTE));
      resident.push(rounded(await memoryMebibytes(server.pid, "VmRSS")));
    }
    const share = refused / answered;
    if (share < 0.05 || share > 0.15) {
      throw new Error(`${name} refused ${refused} of ${answered} requests`);
    }
    const start = performance.now();
    server.signal("SIGTERM");
    const timer = setTimeout(
      () => server.signal("SIGKILL"),
      ENDS_WITHIN_MILLISECONDS,
    );
    const exitCode = await server.exitCode;
    clearTimeout(timer);
    return {
      ...{ runtime: name, requests: answered, refused, givenUp },
      heapMebibytes: heap,
      residentMebibytes: resident,
      exitCode,
      endedMilliseconds: Math.round(performance.now() - start),
    };
  } finally {
    await server.end();
  }
}

const rounded = (mebibytes: number) => Number(mebibytes.toFixed(2));

const commands = await runtimeCommands(values);
const rows: SoakRow[] = [];
for (const runtime of commands) rows.push(await soak(runtime, loader));
await writeSection(values.results ?? RESULTS, "soak", {
  circumstances: await circumstances(
    ["deno run -A bench/soak.ts", ...Deno.args].join(" "),
    Object.fromEntries(commands.map(({ name, version }) => [name, version])),
  ),
  rows,
});
console.log(`${aligned(soakTable(rows))}\n`);
let missed = 0;
for (const row of rows) {
  const faults = [
    ...(isFlat(row.heapMebibytes) ? [] : ["its heap grows"]),
    ...(isFlat(row.residentMebibytes) ? [] : ["its memory grows"]),
    ...(row.exitCode === 0 ? [] : [`it ended with ${row.exitCode}`]),
  ];
  if (faults.length > 0) missed++;
  const is = faults.length === 0
    ? "met    flat, and ended by itself"
    : "MISSED";
  console.log(`${is} ${row.runtime} ${faults.join(", ")}`.trimEnd());
}
if (missed > 0) Deno.exitCode = 1;
