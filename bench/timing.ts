/**
 * Whether a failed authentication tells by its time, or by anything else, why
 * it failed: every kind of failure is sent in turns over sockets, and its
 * response times are compared with those of an unknown client by the two-sample
 * Kolmogorov-Smirnov statistic. What two series of the same kind differ by is
 * the noise. Ends with 1 where a kind stands out of it.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { packedBench } from "./packed.ts";
import { runtimeCommands } from "./runtimes.ts";
import { formOf, SECRET } from "./secret_clients.ts";
import { startServer } from "./started_server.ts";
import { quartiles } from "./statistics.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    runtimes: { type: "string", default: "deno,bun,node" },
    requests: { type: "string", default: "200" },
    lanes: { type: "string", default: "4" },
    node: { type: "string" },
    bun: { type: "string" },
  },
});
const requests = Number(values.requests);
const lanes = Number(values.lanes);

/** Which series are compared with: the first two are of the same kind. */
const UNKNOWN = ["unknown client", "unknown client, again"] as const;

const KINDS: ReadonlyMap<string, readonly [string, string]> = new Map([
  [UNKNOWN[0], ["nobody", "guess"]],
  [UNKNOWN[1], ["nobody", "guess"]],
  ["wrong secret, bcrypt 10", ["bcrypt-10", "guess"]],
  ["wrong secret, bcrypt 12", ["bcrypt-12", "guess"]],
  ["wrong secret, PBKDF2", ["pbkdf2", "guess"]],
  ["wrong secret, SHA-256", ["sha256", "guess"]],
  ["disabled client", ["disabled", SECRET]],
  ["expired secret", ["expired", SECRET]],
  ["wrong method", ["basic-only", SECRET]],
  ["secret over 72 bytes", ["bcrypt-10", "x".repeat(73)]],
]);

interface Answered {
  readonly milliseconds: number;
  readonly shown: string;
}

async function ask(url: string, form: string): Promise<Answered> {
  const start = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form,
  });
  const body = await response.text();
  const milliseconds = performance.now() - start;
  const headers = [...response.headers].filter(([name]) => name !== "date");
  return {
    milliseconds,
    shown: JSON.stringify([response.status, headers, body]),
  };
}

/** The largest distance between two cumulative distributions. */
function distance(a: readonly number[], b: readonly number[]): number {
  const below = (values: readonly number[], limit: number) =>
    values.filter((value) => value <= limit).length / values.length;
  return Math.max(
    ...[...a, ...b].map((at) => Math.abs(below(a, at) - below(b, at))),
  );
}

/** What two samples of one distribution exceed once in a thousand times. */
function criticalDistance(a: number, b: number): number {
  return Math.sqrt(-Math.log(0.001 / 2) / 2) * Math.sqrt((a + b) / (a * b));
}

/** Each lane sends every kind once a round, in an order of its own. */
async function measure(url: string): Promise<Map<string, Answered[]>> {
  const answers = new Map([...KINDS.keys()].map((k) => [k, [] as Answered[]]));
  const kinds = [...KINDS];
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (let round = 0; round < requests / lanes; round++) {
      const order = kinds.map((kind) => ({ kind, at: Math.random() }))
        .sort((a, b) => a.at - b.at);
      for (const { kind: [name, [client_id, secret]] } of order) {
        answers.get(name)!.push(await ask(url, formOf(client_id, secret)));
      }
    }
  }));
  return answers;
}

await using project = await packedBench();
let telling = 0;
for (const { name, version, command } of await runtimeCommands(values)) {
  const server = await startServer(
    [...command, "bench/servers/failures.js"],
    project.directory,
  );
  try {
    const answers = await measure(server.url);
    const times = (kind: string) =>
      answers.get(kind)!.map((answer) => answer.milliseconds);
    const noise = distance(times(UNKNOWN[0]), times(UNKNOWN[1]));
    const limit = Math.max(noise, criticalDistance(requests, 2 * requests));
    console.log(
      `\n${name} ${version}: ${requests} requests of each kind, ${lanes} at ` +
        `once; two series of one kind differ by ${noise.toFixed(3)}, chance ` +
        `alone by up to ${
          criticalDistance(requests, requests).toFixed(3)
        } (p = 0.001)`,
    );
    const shown = new Set([...answers.values()].flat().map((a) => a.shown));
    console.log(`  different answers: ${shown.size}`);
    if (shown.size !== 1) telling++;
    const both = UNKNOWN.flatMap(times);
    for (const kind of KINDS.keys()) {
      const d = distance(times(kind), both);
      if (d > limit) telling++;
      console.log(
        `  ${d > limit ? "TELLS" : "     "} D ${d.toFixed(3)}  ` +
          `${quartiles(times(kind), 1)} ms  ${kind}`,
      );
    }
  } finally {
    await server.end();
  }
}
if (telling > 0) Deno.exit(1);
