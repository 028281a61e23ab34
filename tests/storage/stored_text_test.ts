/** Texts as engines keep them. @module */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  originalText,
  sortableText,
  storableText,
} from "../../src/storage/stored_text.ts";
import { runs } from "../scale.ts";

/** Any code units, also halves of surrogate pairs, and NUL. */
const TEXT = fc.array(
  fc.oneof(
    fc.constantFrom(0, 0x30, 0x5c, 0x75, 0xd7ff, 0xd800, 0xdbff, 0xdc00),
    fc.constantFrom(0xdfff, 0xe000, 0xfffd, 0xffff),
    fc.integer({ min: 0, max: 0xffff }),
  ),
  { maxLength: 6 },
).map((units: readonly number[]) => String.fromCharCode(...units));

const OPTIONS = { numRuns: runs(300, 20_000) };

/** The order that engines have: that of the bytes of UTF-8. */
function compareBytes(a: string, b: string): number {
  const [first, second] = [a, b].map((text) => new TextEncoder().encode(text));
  const at = first!.findIndex((byte, i) => byte !== second![i]);
  return at < 0
    ? first!.length - second!.length
    : first![at]! - (second![at] ?? -1);
}

Deno.test("sortableText and storableText leave the texts of every day as they are", () => {
  for (
    const text of ["", "orders", "a b", "ä鍵", "\u200B", "\ud7ff", "{}$'\""]
  ) {
    assertEquals(sortableText(text), text);
    assertEquals(storableText(text), text);
  }
  assertEquals(storableText("😀"), "😀");
});

Deno.test("sortableText: bytes of UTF-8 are in the order of code units", () => {
  fc.assert(
    fc.property(TEXT, TEXT, (a: string, b: string) => {
      const order = compareBytes(sortableText(a), sortableText(b));
      assertEquals(Math.sign(order), a < b ? -1 : a > b ? 1 : 0);
      assert(sortableText(a).isWellFormed());
    }),
    OPTIONS,
  );
});

Deno.test("storableText: every engine can hold it, and originalText gives the text back", () => {
  fc.assert(
    fc.property(TEXT, (text: string) => {
      const stored = storableText(text);
      assert(stored.isWellFormed() && !stored.includes("\0"));
      assertEquals(originalText(stored), text);
      const bytes = (text: string) => new TextEncoder().encode(text).length;
      assert(bytes(stored) <= 2 * bytes(text));
    }),
    OPTIONS,
  );
});
