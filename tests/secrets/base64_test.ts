/** Base64 as PHC strings have it. @module */

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromBase64, toBase64 } from "../../src/secrets/base64.ts";
import { runs } from "../scale.ts";

Deno.test("base64 agrees with the platform on all bytes, without padding", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const text = Buffer.from(bytes).toString("base64").replace(/=+$/, "");
      assertEquals(toBase64(bytes), text);
      assertEquals(fromBase64(text), Uint8Array.from(bytes));
    }),
    { numRuns: runs(200, 20_000) },
  );
});

Deno.test("base64 has one text for the same bytes: no padding, no other alphabet, no bits to spare", () => {
  const rows = ["-_-_", "ab-d", "ab_d", "AA==", "AB", "AAB", "A", "AA A", "é"];
  for (const text of rows) assertEquals(fromBase64(text), undefined, text);
});
