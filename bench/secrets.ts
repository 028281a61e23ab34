/**
 * What checking secrets costs, on each runtime: tokens per second for each way
 * in which a secret is stored, and how long a trivial GET waits while wrong
 * secrets storm in. Ends with 1 where a bar is missed.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { packedBench } from "./packed.ts";
import { runtimeCommands } from "./runtimes.ts";
import { formOf } from "./secret_clients.ts";
import { type StartedServer, startServer } from "./started_server.ts";

const STORM_CONNECTIONS = 16;
const PROBE_CONNECTIONS = 8;
const PROBES_PER_CONNECTION = 40;
const PROBE_EVERY_MILLISECONDS = 80;
const DEFAULT_WORKERS = 1;

const BARS = { ratio: 0.9, p99Milliseconds: 25, toInline: 0.1 };

/** What the server measured in its own process. */
interface Rates {
  readonly sha256: number;
  readonly warm: number;
  readonly ratio: number;
  readonly uncached: number;
}

/** How long a GET took, in milliseconds. */
interface Latency {
  readonly p50: number;
  readonly p99: number;
}

const pause = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * GETs over a few connections that are kept, each at a steady pace. (Node
 * accepts one new connection in each turn of its event loop: probes on new ones
 * would measure that.)
 */
async function probe(origin: string): Promise<Latency> {
  const waits: number[] = [];
  await Promise.all(Array.from({ length: PROBE_CONNECTIONS }, async () => {
    for (let i = 0; i < PROBES_PER_CONNECTION; i++) {
      const start = performance.now();
      await (await fetch(`${origin}/jwks`)).arrayBuffer();
      waits.push(performance.now() - start);
      await pause(PROBE_EVERY_MILLISECONDS);
    }
  }));
  const sorted = waits.sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(sorted.length * part)]!;
  return { p50: at(0.5), p99: at(0.99) };
}

/** Probes while wrong secrets storm in, each of a client that exists. */
async function probeInStorm(
  { url }: StartedServer,
): Promise<Latency & { readonly guesses: number }> {
  let isOver = false;
  let guesses = 0;
  const storm = Array.from({ length: STORM_CONNECTIONS }, async () => {
    while (!isOver) {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: formOf(`chosen-${guesses % 200}`, `guess ${guesses++}`),
      });
      await response.arrayBuffer();
      if (response.status !== 401 && response.status !== 503) {
        throw new Error(`a guess was answered with ${response.status}`);
      }
    }
  });
  // The storm is under way before the first probe.
  await pause(1_000);
  const latency = await probe(new URL(url).origin);
  isOver = true;
  await Promise.all(storm);
  return { ...latency, guesses };
}

async function measure(
  command: readonly string[],
  directory: string,
  workers: number,
) {
  const server = await startServer(
    [...command, "bench/servers/secrets.js", String(workers)],
    directory,
  );
  try {
    const rates = server.said as Rates;
    const quiet = await probe(new URL(server.url).origin);
    return { rates, quiet, storm: await probeInStorm(server) };
  } finally {
    await server.end();
  }
}

const { values } = parseArgs({
  args: Deno.args,
  options: {
    runtimes: { type: "string", default: "deno,bun,node" },
    node: { type: "string" },
    bun: { type: "string" },
  },
});
await using project = await packedBench();
const rate = (perSecond: number) => perSecond.toFixed(0).padStart(6);
const wait = ({ p50, p99 }: Latency) =>
  `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
let missed = 0;
const bar = (text: string, isMet: boolean) => {
  console.log(`  ${isMet ? "met   " : "MISSED"} ${text}`);
  if (!isMet) missed++;
};

for (const { name, version, command } of await runtimeCommands(values)) {
  const inWorkers = await measure(command, project.directory, DEFAULT_WORKERS);
  const inline = await measure(command, project.directory, 0);
  const { rates, storm } = inWorkers;
  console.log(`\n${name} ${version}, EdDSA`);
  console.log(`  ${rate(rates.sha256)} tokens/s  SHA-256 secret`);
  console.log(`  ${rate(rates.warm)} tokens/s  bcrypt secret, warm`);
  console.log(
    `  ${rate(inline.rates.uncached)} tokens/s  bcrypt, uncached, inline`,
  );
  console.log(
    `  ${
      rate(rates.uncached)
    } tokens/s  bcrypt, uncached, ${DEFAULT_WORKERS} worker`,
  );
  console.log(`  GET at rest:               ${wait(inWorkers.quiet)}`);
  console.log(`  GET in a storm, workers:   ${wait(storm)}`);
  console.log(`  GET in a storm, inline:    ${wait(inline.storm)}`);
  bar(
    `warm bcrypt to SHA-256 ${rates.ratio.toFixed(2)}, at least ${BARS.ratio}`,
    rates.ratio >= BARS.ratio,
  );
  bar(
    `p99 in the storm ${
      storm.p99.toFixed(1)
    } ms, at most ${BARS.p99Milliseconds}`,
    storm.p99 <= BARS.p99Milliseconds,
  );
  bar(
    `p99 in the storm to inline ${
      (storm.p99 / inline.storm.p99).toFixed(3)
    }, at most ${BARS.toInline}`,
    storm.p99 <= BARS.toInline * inline.storm.p99,
  );
}
if (missed > 0) Deno.exit(1);
