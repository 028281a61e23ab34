import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { equalInConstantTime } from "../../src/encoding/constant_time.ts";
import { runs } from "../scale.ts";

const RUNS = runs(500, 20_000);

Deno.test("equalInConstantTime: the same bytes are equal, other ones are not", () => {
  const rows: [number[], number[], boolean][] = [
    [[], [], true],
    [[0], [0], true],
    [[0], [], false],
    [[], [0], false],
    [[1, 2, 3], [1, 2, 3], true],
    [[1, 2, 3], [1, 2], false],
    [[1, 2], [1, 2, 3], false],
    [[1, 2, 3], [3, 2, 1], false],
    [[1, 2, 0], [1, 2], false],
    // Differences that cancel each other out in a sum or a plain XOR.
    [[1, 2], [2, 1], false],
    [[5, 5], [6, 6], false],
  ];
  for (const [a, b, expected] of rows) {
    assertEquals(
      equalInConstantTime(Uint8Array.from(a), Uint8Array.from(b)),
      expected,
      `${a} | ${b}`,
    );
  }
});

Deno.test("equalInConstantTime: every single bit counts, at every place", () => {
  const a = Uint8Array.from({ length: 32 }, (_, i) => i * 7);
  for (let place = 0; place < a.length; place++) {
    for (let bit = 0; bit < 8; bit++) {
      const b = a.slice();
      b[place]! ^= 1 << bit;
      assertFalse(equalInConstantTime(a, b), `byte ${place}, bit ${bit}`);
    }
  }
});

Deno.test("equalInConstantTime: agrees with a comparison byte by byte", () => {
  const bytes = fc.uint8Array({ max: 2, maxLength: 4 });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      assertEquals(equalInConstantTime(a, b), a.join() === b.join());
      assert(equalInConstantTime(a, a.slice()));
    }),
    { numRuns: RUNS },
  );
});
