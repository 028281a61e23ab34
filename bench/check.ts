/**
 * The bars that measurements of `http.ts` must reach, and whether they do.
 *
 * All compare processor time of the server per request, within each round. A
 * bar is missed where even the upper end of the 95 % interval lies below it. A
 * group whose two floors differ by more than 0.05 proves nothing.
 *
 * @module
 */

import { type Algorithm, PEERS, type Row, type Runtime } from "./matrix.ts";
import { type Measured, rowName } from "./results.ts";
import { bootstrap, type Estimate, median, paired } from "./statistics.ts";

/** What is asked of one row. */
export interface Bar {
  /** What must be cheap. */
  readonly row: Row;
  /** What it is measured against: how often its cost is ours. */
  readonly against: Row;
  /** How often at least. */
  readonly atLeast: number;
}

/** A bar with what was measured. */
export interface Verdict extends Bar {
  /** Whether it is met; `noise` where the floors differ too much. */
  readonly is: "met" | "missed" | "noise" | "not measured";
  /** How often the cost is ours, where it was measured. */
  readonly ratio?: Estimate;
}

/** How much the two floors of a group may differ. */
const NOISE = 0.05;

/**
 * How near ours must come to the floor with a client that has a secret;
 * elsewhere it is reported only.
 */
const FLOORS: ReadonlyMap<string, number> = new Map([
  ["deno EdDSA", 0.9],
  ["bun EdDSA", 0.9],
  ["node EdDSA", 0.8],
  ["bun ES256", 0.9],
  ["node ES256", 0.85],
]);

const TO_PEERS = 1.4;
const TO_BCRYPT_EACH_TIME = 100;
const TO_FETCH_ON_NODE = 1;

/** How near to a constant answer a token must come that is handed out again. */
const REUSE_TO_HELLO: Readonly<Record<Runtime, number>> = {
  deno: 0.35,
  bun: 0.5,
  node: 0.5,
};

const REUSE_TO_EDDSA_FLOOR = 1.5;

/**
 * The bars that rows are held to.
 *
 * @param rows What is to be measured, or was.
 * @returns The bars.
 */
export function barsOf(rows: readonly Row[]): readonly Bar[] {
  return rows.flatMap((row) => {
    switch (row.server) {
      case "mintmark":
        return [...floorBars(row), ...peerBars(row, rows)];
      case "mintmark-reuse":
        return [
          bar(row, { server: "hello" }, REUSE_TO_HELLO[row.runtime]),
          bar(row, { server: "floor", alg: "EdDSA" }, REUSE_TO_EDDSA_FLOOR),
        ];
      default:
        return [];
    }
  });
}

function bar(row: Row, against: Partial<Row>, atLeast: number): Bar {
  const { runtime, alg, server, secret } = { ...row, ...against };
  return { row, against: { runtime, alg, server, secret }, atLeast };
}

function floorBars(row: Row): readonly Bar[] {
  const atLeast = FLOORS.get(`${row.runtime} ${row.alg}`);
  if (atLeast === undefined || row.secret === "private_key_jwt") return [];
  // The floor does nothing with the secret, however it is stored.
  return [bar(row, { server: "floor", secret: "sha256" }, atLeast)];
}

function peerBars(row: Row, rows: readonly Row[]): readonly Bar[] {
  const beside = rows.filter((other) =>
    other.runtime === row.runtime && other.alg === row.alg &&
    other.secret === row.secret
  ).map(({ server }) => server);
  const peers = PEERS.filter((server) => beside.includes(server));
  switch (row.secret) {
    case "bcrypt":
      return peers.map((server) => bar(row, { server }, TO_BCRYPT_EACH_TIME));
    case "sha256":
      return [
        ...peers.filter(() => row.runtime === "node" && row.alg === "ES256")
          .map((server) => bar(row, { server }, TO_PEERS)),
        ...(beside.includes("@hono/node-server")
          ? [bar(row, { server: "@hono/node-server" }, TO_FETCH_ON_NODE)]
          : []),
      ];
    case "private_key_jwt":
      return [];
  }
}

/**
 * Holds measurements to bars.
 *
 * @param bars The bars.
 * @param measured What was measured.
 * @returns A verdict on each bar.
 */
export function check(
  bars: readonly Bar[],
  measured: readonly Measured[],
): readonly Verdict[] {
  const found = new Map(measured.map((row) => [rowName(row), row]));
  return bars.map((bar) => {
    const ours = found.get(rowName(bar.row));
    const theirs = found.get(rowName(bar.against));
    if (ours === undefined || theirs === undefined) {
      return { ...bar, is: "not measured" };
    }
    const ratio = bootstrap(
      paired(theirs.cpuMicroseconds, ours.cpuMicroseconds),
    );
    const isNoise = floorsDiffer(measured, bar.row.runtime, bar.row.alg);
    const is = isNoise ? "noise" : ratio.high < bar.atLeast ? "missed" : "met";
    return { ...bar, is, ratio };
  });
}

/**
 * Whether a group proves nothing: its two floors, which are the same program,
 * cost differently.
 *
 * @param measured What was measured.
 * @param runtime The runtime of the group.
 * @param alg The algorithm of the group.
 * @returns Whether they differ by more than 0.05.
 */
export function floorsDiffer(
  measured: readonly Measured[],
  runtime: Runtime,
  alg: Algorithm,
): boolean {
  const cpuOf = (server: string) =>
    measured.find((row) =>
      row.runtime === runtime && row.alg === alg && row.server === server &&
      row.secret === "sha256"
    )?.cpuMicroseconds;
  const [one, other] = [cpuOf("floor"), cpuOf("floor2")];
  if (one === undefined || other === undefined) return false;
  return Math.abs(median(paired(one, other)) - 1) > NOISE;
}
