/** For how long an answer is fresh. @module */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { freshSeconds } from "../../src/trust/freshness.ts";
import { runs } from "../scale.ts";

const BOUNDS = {
  minFreshSeconds: 30,
  maxFreshSeconds: 3600,
  defaultFreshSeconds: 600,
};

const CASES: readonly [
  cacheControl: string | null,
  age: string | null,
  seconds: number,
][] = [
  [null, null, 600],
  ["", null, 600],
  ["public", null, 600],
  ["public", "500", 600],
  ["max-age=900", null, 900],
  ["public, max-age=900, must-revalidate", null, 900],
  ["Max-Age = 900", null, 900],
  ['max-age="900"', null, 900],
  ["max-age=900", "100", 800],
  ["max-age=900", " 100 ", 800],
  ["max-age=900", "1000", 30],
  ["max-age=900", "soon", 900],
  ["max-age=900", "-100", 900],
  ["max-age=900, max-age=60", null, 60],
  ["max-age=60, max-age=900", null, 60],
  ["max-age=5", null, 30],
  ["max-age=0", null, 30],
  ["max-age=21600", null, 3600],
  ["max-age=99999999999999999999999", null, 3600],
  ["max-age=-1", null, 30],
  ["max-age=soon", null, 30],
  ["max-age", null, 30],
  ["no-store", null, 30],
  ["no-cache", null, 30],
  ["max-age=900, no-cache", null, 30],
  ["max-age=900, NO-STORE", null, 30],
  ["s-maxage=900", null, 600],
  ["x-max-age=900", null, 600],
  ["stale-if-error=900", null, 600],
];

Deno.test("freshSeconds: RFC 9111 §4.2.1, §5.2.2: what a host says, within bounds", () => {
  for (const [cacheControl, age, seconds] of CASES) {
    assertEquals(
      freshSeconds(cacheControl, age, BOUNDS),
      seconds,
      `${cacheControl} ${age}`,
    );
  }
});

Deno.test("freshSeconds: stays within its bounds for whatever a host says", () => {
  const header = fc.option(fc.oneof(
    fc.string(),
    fc.array(
      fc.constantFrom("max-age", "=", ",", " ", '"', "9", "no-cache", "-"),
    ).map((pieces) => pieces.join("")),
  ));
  fc.assert(
    fc.property(header, header, (cacheControl, age) => {
      const seconds = freshSeconds(cacheControl, age, BOUNDS);
      assert(seconds >= 30 && seconds <= 3600);
    }),
    { numRuns: runs(500, 50_000) },
  );
});
