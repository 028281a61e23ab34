import { assert, assertEquals } from "@std/assert";
import {
  bootstrap,
  estimateText,
  median,
  paired,
} from "../../bench/statistics.ts";

Deno.test("bench median: the middle one, or between the middle two", () => {
  assertEquals(median([3, 1, 2]), 2);
  assertEquals(median([4, 1, 2, 3]), 2.5);
  assertEquals(median([10]), 10);
});

Deno.test("bench paired: a slow round slows both, and their ratio stays", () => {
  assertEquals(paired([10, 30, 20], [20, 60, 40]), [0.5, 0.5, 0.5]);
});

Deno.test("bench paired: a round that only one has is left out", () => {
  assertEquals(paired([1, 2, 3], [2, 2]), [0.5, 1]);
});

Deno.test("bench bootstrap: the interval lies around the median, within what was measured", () => {
  const values = Array.from({ length: 15 }, (_, i) => 1 + i / 100);
  const { low, median, high } = bootstrap(values);
  assertEquals(median, 1.07);
  assert(1 < low && low < median && median < high && high < 1.14);
});

Deno.test("bench bootstrap: more rounds narrow the interval", () => {
  const width = (rounds: number) => {
    const values = Array.from({ length: rounds }, (_, i) => (i * 7) % 10);
    const { low, high } = bootstrap(values);
    return high - low;
  };
  assert(width(150) < width(15));
});

Deno.test("bench bootstrap: numbers that do not vary leave nothing open, and the draws never vary", () => {
  assertEquals(bootstrap([2, 2, 2]), { low: 2, median: 2, high: 2 });
  const values = [5, 1, 4, 2, 8, 6];
  assertEquals(bootstrap(values), bootstrap(values));
});

Deno.test("bench estimateText: median and interval", () => {
  assertEquals(
    estimateText({ low: 0.8, median: 0.9, high: 1 }, 2),
    "0.90 (0.80–1.00)",
  );
});
