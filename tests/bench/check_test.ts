import { assertEquals } from "@std/assert";
import { barsOf, check, floorsDiffer } from "../../bench/check.ts";
import { EVERYTHING, groups, type Row } from "../../bench/matrix.ts";
import { type Measured, rowName } from "../../bench/results.ts";

const ROW: Row = {
  runtime: "node",
  alg: "ES256",
  server: "mintmark",
  secret: "sha256",
};

/** A row that costs so many microseconds in each round. */
function measured(
  row: Partial<Row>,
  cpuMicroseconds: readonly number[],
): Measured {
  const nothing = cpuMicroseconds.map(() => 1);
  return {
    ...ROW,
    ...row,
    cpuMicroseconds,
    perSecond: nothing,
    p50Milliseconds: nothing,
    p99Milliseconds: nothing,
    peakMebibytes: 1,
  };
}

const FLOORS = [
  measured({ server: "floor" }, [100, 100, 100]),
  measured({ server: "floor2" }, [101, 99, 100]),
];

const verdict = (atLeast: number, rows: readonly Measured[]) =>
  check([{ row: ROW, against: { ...ROW, server: "floor" }, atLeast }], rows)
    .map(({ is }) => is);

Deno.test("bench check: a bar within the interval is met, and one above it is missed", () => {
  const rows = [...FLOORS, measured({}, [110, 125, 115])];
  assertEquals(verdict(0.85, rows), ["met"]);
  assertEquals(verdict(0.9, rows), ["met"]);
  assertEquals(verdict(0.92, rows), ["missed"]);
});

Deno.test("bench check: ratios are made within a round", () => {
  const rows = [
    measured({ server: "floor" }, [100, 1_000, 10]),
    measured({ server: "floor2" }, [100, 1_000, 10]),
    measured({}, [200, 2_000, 20]),
  ];
  const [found] = check(
    [{ row: ROW, against: { ...ROW, server: "floor" }, atLeast: 1 }],
    rows,
  );
  assertEquals(found?.ratio, { low: 0.5, median: 0.5, high: 0.5 });
});

Deno.test("bench check: floors that differ by more than 0.05 prove nothing", () => {
  const noisy = [
    measured({ server: "floor" }, [100, 100, 100]),
    measured({ server: "floor2" }, [106, 106, 106]),
  ];
  const ours = measured({}, [100, 100, 100]);
  assertEquals(verdict(0.5, [...noisy, ours]), ["noise"]);
  assertEquals(floorsDiffer(noisy, "node", "ES256"), true);
  assertEquals(floorsDiffer(noisy, "node", "EdDSA"), false);
  assertEquals(floorsDiffer(FLOORS, "node", "ES256"), false);
});

Deno.test("bench check: what was not measured is not met", () => {
  assertEquals(verdict(0.5, FLOORS), ["not measured"]);
});

Deno.test("bench barsOf: what is held to which bar", () => {
  const rows = groups(EVERYTHING).flatMap(({ rows }) => rows);
  assertEquals(
    barsOf(rows).map(({ row, against, atLeast }) =>
      `${rowName(row)} / ${against.server} ${atLeast}`
    ).sort(),
    [
      "bun ES256 mintmark sha256 / floor 0.9",
      "bun EdDSA mintmark bcrypt / floor 0.9",
      "bun EdDSA mintmark sha256 / floor 0.9",
      "bun RS256 mintmark-reuse sha256 / floor 1.5",
      "bun RS256 mintmark-reuse sha256 / hello 0.5",
      "deno EdDSA mintmark bcrypt / floor 0.9",
      "deno EdDSA mintmark sha256 / floor 0.9",
      "deno RS256 mintmark-reuse sha256 / floor 1.5",
      "deno RS256 mintmark-reuse sha256 / hello 0.35",
      "node ES256 mintmark bcrypt / @jmondi/oauth2-server 100",
      "node ES256 mintmark bcrypt / @node-oauth/oauth2-server 100",
      "node ES256 mintmark bcrypt / floor 0.85",
      "node ES256 mintmark sha256 / @hono/node-server 1",
      "node ES256 mintmark sha256 / @jmondi/oauth2-server 1.4",
      "node ES256 mintmark sha256 / @node-oauth/oauth2-server 1.4",
      "node ES256 mintmark sha256 / floor 0.85",
      "node ES256 mintmark sha256 / oidc-provider 1.4",
      "node EdDSA mintmark bcrypt / floor 0.8",
      "node EdDSA mintmark sha256 / @hono/node-server 1",
      "node EdDSA mintmark sha256 / floor 0.8",
      "node RS256 mintmark sha256 / @hono/node-server 1",
      "node RS256 mintmark-reuse sha256 / floor 1.5",
      "node RS256 mintmark-reuse sha256 / hello 0.5",
    ],
  );
});

Deno.test("bench barsOf: a token that is handed out again is held to hello and to the EdDSA floor", () => {
  const reuse = { runtime: "deno", alg: "RS256", server: "mintmark-reuse" };
  assertEquals(
    barsOf([{ ...reuse, secret: "sha256" } as Row]).map((
      { against, atLeast },
    ) => `${rowName(against)} ${atLeast}`),
    ["deno RS256 hello sha256 0.35", "deno EdDSA floor sha256 1.5"],
  );
});
