/**
 * Measures the rows of one group, round by round.
 *
 * @module
 */

import { type BenchKeys, serverCommand, verifyOnce } from "./bench_servers.ts";
import type { Load, Loader } from "./load.ts";
import { type Group, PEERS, type Row } from "./matrix.ts";
import type { Measured } from "./results.ts";
import { rowName } from "./results.ts";
import type { RuntimeCommand } from "./runtimes.ts";
import { type StartedServer, startServer } from "./started_server.ts";

/** With what, how often and for how long. */
export interface MeasureOptions {
  /** The runtime of the group. */
  readonly runtime: RuntimeCommand;
  /** The command that pins a server to a processor; may be empty. */
  readonly pin: readonly string[];
  /** The directory of the packed project. */
  readonly directory: string;
  /** Keys and forms. */
  readonly keys: BenchKeys;
  /** What makes the load. */
  readonly loader: Loader;
  /** How many rounds. */
  readonly rounds: number;
  /** How long a sample takes. */
  readonly seconds: number;
}

/** How many assertions a second of a sample may take, at the most. */
export const ASSERTIONS_PER_SECOND = 10_000;

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 1;

/** Each request costs a bcrypt: twenty a second, and none beside another. */
const BCRYPT_EACH_TIME = { connections: 1, seconds: 2 };

/** A server under load, with its samples. */
interface Subject {
  readonly row: Row;
  readonly server: StartedServer;
  readonly samples: Sample[];
  /** The next assertion that this server has not seen. */
  next: number;
}

interface Sample extends Load {
  readonly cpu: number;
}

/**
 * Measures a group.
 *
 * @param group The group.
 * @param options With what.
 * @returns Its rows with what was measured.
 * @throws {Error} An answer was not 2xx, or a token does not verify.
 */
export async function measureGroup(
  group: Group,
  options: MeasureOptions,
): Promise<readonly Measured[]> {
  const subjects: Subject[] = [];
  try {
    for (const row of group.rows) subjects.push(await start(row, options));
    for (const subject of subjects) {
      await sample(subject, { ...options, seconds: WARM_UP_SECONDS });
    }
    for (let round = 0; round < options.rounds; round++) {
      for (let turn = 0; turn < subjects.length; turn++) {
        const subject = subjects[(round + turn) % subjects.length]!;
        subject.samples.push(await sample(subject, options));
      }
    }
    return await Promise.all(subjects.map(measured));
  } finally {
    for (const { server } of subjects) await server.end();
  }
}

async function start(row: Row, options: MeasureOptions): Promise<Subject> {
  const { runtime, pin, directory, keys } = options;
  const command = [...pin, ...serverCommand(row, runtime, keys)];
  const server = await startServer(command, directory);
  try {
    if (row.server !== "hello") {
      const form = await firstLine(keys.forms[row.secret]);
      await verifyOnce(server.url, form, row.alg, keys.signing[row.alg]);
    }
    return { row, server, samples: [], next: 1 };
  } catch (error) {
    await server.end();
    throw new Error(`${rowName(row)} does not work`, { cause: error });
  }
}

async function sample(
  subject: Subject,
  { keys, loader, seconds }: MeasureOptions,
): Promise<Sample> {
  const { row, server, next } = subject;
  const hasFresh = row.secret === "private_key_jwt";
  const isSlow = row.secret === "bcrypt" && PEERS.includes(row.server);
  const before = await server.cpuMicroseconds();
  const load = await loader.load({
    url: server.url,
    forms: keys.forms[row.secret],
    ...(hasFresh && { from: next }),
    seconds,
    connections: CONNECTIONS,
    ...(isSlow && BCRYPT_EACH_TIME),
  });
  subject.next += load.sent;
  if (hasFresh && subject.next > keys.assertions) {
    throw new Error(`${rowName(row)} took more assertions than there are`);
  }
  if (load.failures !== 0 || load.requests === 0) {
    throw new Error(`${rowName(row)} failed: ${JSON.stringify(load)}`);
  }
  const cpu = await server.cpuMicroseconds() - before;
  return { ...load, cpu: cpu / load.requests };
}

async function measured({ row, server, samples }: Subject): Promise<Measured> {
  const all = (of: (sample: Sample) => number, digits: number) =>
    samples.map((sample) => Number(of(sample).toFixed(digits)));
  return {
    ...row,
    perSecond: all(({ perSecond }) => perSecond, 0),
    cpuMicroseconds: all(({ cpu }) => cpu, 2),
    p50Milliseconds: all(({ p50 }) => p50, 3),
    p99Milliseconds: all(({ p99 }) => p99, 3),
    peakMebibytes: Math.round(await server.peakMebibytes()),
  };
}

async function firstLine(path: string): Promise<string> {
  using file = await Deno.open(path);
  const buffer = new Uint8Array(16_384);
  const text = new TextDecoder();
  const read = text.decode(buffer.subarray(0, await file.read(buffer) ?? 0));
  return read.slice(0, read.indexOf("\n"));
}
