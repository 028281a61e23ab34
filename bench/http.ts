/**
 * A constant answer, the floor and Mintmark over sockets, on each runtime.
 *
 * Every server runs alone on the first processor, the load on the second. The
 * three servers of a runtime are neighbours in each round and take turns at
 * being the first, and ratios are made within a round.
 *
 * @module
 */

import { importJWK, jwtVerify } from "jose";
import { parseArgs } from "node:util";
import { run } from "../tests/package/packed_project.ts";
import { chooseLoader, exists, type Load } from "./load.ts";
import { packedBench } from "./packed.ts";
import { type StartedServer, startServer } from "./started_server.ts";
import { spread } from "./statistics.ts";
import {
  type Algorithm,
  AUDIENCE,
  FORM,
  ISSUER,
  type KeyJwk,
  type Kind,
  makeKey,
} from "./subjects.ts";

const KINDS: readonly Kind[] = ["hello", "floor", "mintmark"];

const { values } = parseArgs({
  args: Deno.args,
  options: {
    alg: { type: "string", default: "EdDSA" },
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "2" },
    runtimes: { type: "string", default: "deno,bun,node" },
    node: { type: "string" },
    bun: { type: "string" },
  },
});
const alg = values.alg as Algorithm;
const seconds = Number(values.seconds);

/** What one server did in one round. */
interface Measured extends Load {
  /** Microseconds of processor time per request. */
  readonly cpu: number;
}

async function measure(
  server: StartedServer,
  load: (url: string, seconds: number) => Promise<Load>,
): Promise<Measured> {
  const before = await server.cpuMicroseconds();
  const loaded = await load(server.url, seconds);
  if (loaded.failures !== 0 || loaded.requests === 0) {
    throw new Error(`${server.url} failed: ${JSON.stringify(loaded)}`);
  }
  const cpu = await server.cpuMicroseconds() - before;
  return { ...loaded, cpu: cpu / loaded.requests };
}

/** Asks for one token and verifies it. */
async function verifyOnce({ url }: StartedServer, jwk: KeyJwk): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: FORM,
  });
  const { access_token } = await response.json();
  const { d: _private, ...publicKey } = jwk;
  await jwtVerify(access_token, await importJWK(publicKey, alg), {
    issuer: ISSUER,
    audience: AUDIENCE,
    typ: "at+jwt",
  });
}

function print(title: string, rounds: ReadonlyMap<Kind, Measured[]>): void {
  const of = (kind: Kind, what: "perSecond" | "cpu") =>
    rounds.get(kind)!.map((measured) => measured[what]);
  const ratio = (above: Kind, below: Kind) =>
    of(above, "perSecond").map((value, round) =>
      value / of(below, "perSecond")[round]!
    );
  console.log(`\n${title}`);
  for (const kind of KINDS) {
    console.log(
      `  ${kind.padEnd(9)} ${spread(of(kind, "perSecond"), 0)} requests/s, ` +
        `${spread(of(kind, "cpu"), 1)} µs of processor per request`,
    );
  }
  const added = of("mintmark", "cpu").map((cpu, round) =>
    cpu - of("floor", "cpu")[round]!
  );
  console.log(`  floor to hello     ${spread(ratio("floor", "hello"), 2)}`);
  console.log(`  mintmark to floor  ${spread(ratio("mintmark", "floor"), 2)}`);
  console.log(`  mintmark adds      ${spread(added, 1)} µs of processor`);
}

const isPinned = navigator.hardwareConcurrency > 1 && await exists("taskset");
const pinTo = (processor: number) =>
  isPinned ? ["taskset", "-c", String(processor)] : [];
await using loader = await chooseLoader(pinTo(1));
const { name, load } = loader;
const jwk = await makeKey(alg);
await using project = await packedBench();

/** The executable of a runtime that npm delivers. */
async function fromNpm(name: string): Promise<string> {
  const path = await run(
    ...[".", "npx", "--yes", name] as const,
    ...["-e", "console.log(process.execPath)"],
  );
  return path.trim();
}

const chosen = values.runtimes.split(",");
const bun = values.bun ??
  (chosen.includes("bun") && await fromNpm("bun@1.4.5"));
const node = values.node ??
  (chosen.includes("node") && await fromNpm("node@24"));
const commands = new Map([
  ["deno", [Deno.execPath(), "run", "-A", "bench/servers/deno.ts"]],
  ["bun", [bun || "bun", "bench/servers/bun.ts"]],
  ["node", [node || "node", "bench/servers/node.ts"]],
]);

console.log(
  `${alg}, ${values.rounds} rounds of ${seconds} s, load by ${name}, ` +
    `${isPinned ? "" : "not "}pinned; median (minimum–maximum)`,
);
for (const runtime of chosen) {
  const command = commands.get(runtime);
  if (command === undefined || !await exists(command[0]!)) {
    console.log(`\n${runtime} is not here`);
    continue;
  }
  const version = await run(".", command[0]!, "--version");
  const servers = new Map<Kind, StartedServer>();
  try {
    for (const kind of KINDS) {
      const args = [...pinTo(0), ...command, kind, alg, JSON.stringify(jwk)];
      servers.set(kind, await startServer(args, project.directory));
    }
    await verifyOnce(servers.get("floor")!, jwk);
    await verifyOnce(servers.get("mintmark")!, jwk);
    for (const server of servers.values()) await load(server.url, 2);
    const rounds = new Map(KINDS.map((kind) => [kind, [] as Measured[]]));
    for (let round = 0; round < Number(values.rounds); round++) {
      for (let turn = 0; turn < KINDS.length; turn++) {
        const kind = KINDS[(round + turn) % KINDS.length]!;
        rounds.get(kind)!.push(await measure(servers.get(kind)!, load));
      }
    }
    print(`${runtime} ${version.split("\n")[0]}`, rounds);
  } finally {
    for (const server of servers.values()) await server.end();
  }
}
