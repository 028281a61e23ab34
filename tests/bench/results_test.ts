import { assertEquals } from "@std/assert";
import { alike } from "../../bench/circumstances.ts";
import {
  type Circumstances,
  mergeRows,
  resultsText,
} from "../../bench/results.ts";

const HERE: Circumstances = {
  date: "2026-11-23T00:00:00Z",
  machine: {
    processor: "one",
    processors: 2,
    memoryMebibytes: 1_024,
    system: "Linux",
    load: 0.1,
  },
  versions: { deno: "2.9.6", bun: "1.4.5" },
  command: "deno task bench",
};

Deno.test("bench resultsText: JSON with a line for each row", () => {
  const results = {
    throughput: { circumstances: HERE, rows: [{ a: 1 }, { a: 2 }] },
    start: { circumstances: HERE, rows: [] },
  };
  const text = resultsText(results);
  assertEquals(JSON.parse(text), results);
  assertEquals(
    text.split("\n").filter((line) => line.includes('{"a"')).length,
    2,
  );
});

Deno.test("bench mergeRows: a new row takes the place of the older one", () => {
  assertEquals(
    mergeRows(
      [{ n: "a", v: 1 }, { n: "b", v: 1 }],
      [{ n: "a", v: 2 }],
      (row) => row.n,
    ),
    [{ n: "b", v: 1 }, { n: "a", v: 2 }],
  );
});

Deno.test("bench alike: another day is alike, another version or machine is not", () => {
  const { machine, versions } = HERE;
  assertEquals(alike(HERE, { ...HERE, date: "later", command: "x" }), true);
  assertEquals(
    alike(HERE, { ...HERE, machine: { ...machine, load: 2 } }),
    true,
  );
  assertEquals(
    alike(HERE, { ...HERE, versions: { bun: "1.4.5", deno: "2.9.6" } }),
    true,
  );
  assertEquals(
    alike(HERE, { ...HERE, versions: { deno: "2.9.6", node: "24" } }),
    true,
  );
  assertEquals(
    alike(HERE, { ...HERE, versions: { ...versions, deno: "2.9.7" } }),
    false,
  );
  assertEquals(
    alike(HERE, { ...HERE, machine: { ...machine, processors: 4 } }),
    false,
  );
});
