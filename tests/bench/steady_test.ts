import { assertEquals } from "@std/assert";
import {
  addedMilliseconds,
  growth,
  isFlat,
  p99Ratio,
  soakTable,
} from "../../bench/report_steady.ts";

Deno.test("bench isFlat: warm-up may grow, what comes after it may not", () => {
  const warmUp = [10, 20, 30, 40, 50, 60];
  const steady = Array.from({ length: 24 }, (_, i) => 100 + i % 3);
  assertEquals(isFlat([...warmUp, ...steady]), true);
  const growing = Array.from({ length: 24 }, (_, i) => 100 + i);
  assertEquals(isFlat([...warmUp, ...growing]), false);
});

Deno.test("bench isFlat: a few mebibytes of a small heap are no growth", () => {
  assertEquals(isFlat([2, 3, 4, 5, 6, 6]), true);
  assertEquals(isFlat([2, 2, 2, 2, 7, 7]), false);
});

Deno.test("bench growth: medians of the first and the last third after warm-up", () => {
  assertEquals(growth([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 900, 10, 11, 12]), {
    before: 2.5,
    after: 11.5,
  });
});

Deno.test("bench addedMilliseconds: the difference within each round", () => {
  const floor = {
    runtime: "bun",
    server: "floor",
    milliseconds: [10, 100, 20],
    pageFaults: [1_000, 1_100, 1_050],
  };
  const milliseconds = [25, 115, 35];
  const fifteen = { low: 15, median: 15, high: 15 };
  assertEquals(
    addedMilliseconds([floor, { ...floor, server: "mintmark", milliseconds }]),
    [{ runtime: "bun", added: fifteen }],
  );
  assertEquals(addedMilliseconds([floor]), []);
});

Deno.test("bench p99Ratio: ours to the floor, within each round", () => {
  const floor = {
    ...{ runtime: "node", server: "floor", rate: 100 },
    ...{ p50Milliseconds: [1, 1], p99Milliseconds: [2, 4] },
  };
  const mintmark = { ...floor, server: "mintmark", p99Milliseconds: [3, 6] };
  assertEquals(p99Ratio([floor, mintmark]), [
    { runtime: "node", ratio: { low: 1.5, median: 1.5, high: 1.5 } },
  ]);
});

Deno.test("bench soakTable: what became of memory, and how the process ended", () => {
  const row = {
    ...{ runtime: "deno", requests: 1_000_000, refused: 100_000, givenUp: 9 },
    ...{ heapMebibytes: [1, 2, 2, 2], residentMebibytes: [80, 90, 90, 91] },
    ...{ exitCode: 0, endedMilliseconds: 300 },
  };
  assertEquals(soakTable([row])[1], [
    ...["deno", "1,000,000", "100,000", "9"],
    ...["1.5 → 2.0 MiB", "85.0 → 90.5 MiB", "with 0 after 300 ms"],
  ]);
});
