import { assertEquals } from "@std/assert";
import {
  aligned,
  groupTable,
  markdown,
} from "../../bench/report_throughput.ts";
import type { Measured } from "../../bench/results.ts";

const ROW: Measured = {
  runtime: "bun",
  alg: "EdDSA",
  server: "floor",
  secret: "sha256",
  perSecond: [100, 300, 200],
  cpuMicroseconds: [10, 10, 10],
  p50Milliseconds: [1, 1, 1],
  p99Milliseconds: [2, 2, 2],
  peakMebibytes: 50,
};

Deno.test("bench groupTable: costs are compared with the floor that is sent the same", () => {
  const cpuMicroseconds = [20, 20, 20];
  const table = groupTable([
    ROW,
    { ...ROW, server: "mintmark", cpuMicroseconds },
    { ...ROW, server: "mintmark", secret: "bcrypt", cpuMicroseconds },
    { ...ROW, server: "mintmark", secret: "private_key_jwt", cpuMicroseconds },
  ]);
  assertEquals(table.map((row) => row[3]), [
    "to the floor",
    "1.00 (1.00–1.00)",
    "0.50 (0.50–0.50)",
    "0.50 (0.50–0.50)",
    "",
  ]);
  assertEquals(table[1], [
    "floor, generated secret",
    "200",
    "10.0 (10.0–10.0) µs",
    "1.00 (1.00–1.00)",
    "1.0 ms",
    "2.0 ms",
    "50 MiB",
  ]);
});

Deno.test("bench tables: for a terminal and for a document", () => {
  const table = [["a", "long"], ["longer", ""]];
  assertEquals(aligned(table), "a       long\nlonger");
  assertEquals(markdown(table), "| a | long |\n| --- | --- |\n| longer |  |");
});
