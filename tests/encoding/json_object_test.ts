import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseJsonObject } from "../../src/encoding/json_object.ts";
import { runs } from "../scale.ts";

const UTF8 = new TextEncoder();

function failureOf(text: string | readonly number[]): string | undefined {
  const bytes = typeof text === "string"
    ? UTF8.encode(text)
    : Uint8Array.from(text);
  const result = parseJsonObject(bytes);
  return "failure" in result ? result.failure : undefined;
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  const result = parseJsonObject(UTF8.encode(text));
  if ("failure" in result) throw new Error(`${result.failure}: ${text}`);
  return result.object;
}

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

const REFUSED: readonly (readonly [string | readonly number[], string])[] = [
  [[0x7b, 0xff, 0x7d], "not_utf8"],
  // An overlong slash, and a surrogate of its own.
  [[0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d], "not_utf8"],
  [[0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d], "not_utf8"],
  ["\ufeff{}", "not_json"],
  ["", "not_json"],
  ["{", "not_json"],
  ["{}{}", "not_json"],
  ["{'a':1}", "not_json"],
  ['{"a":1,}', "not_json"],
  ['{"a":NaN}', "not_json"],
  ['{"a":"\\', "not_json"],
  ['{"a":01}', "not_json"],
  ["{}\u0000", "not_json"],
  ["[]", "not_an_object"],
  ["null", "not_an_object"],
  ['"{}"', "not_an_object"],
  ["1", "not_an_object"],
  ['{"a":1,"a":1}', "duplicate_member"],
  ['{"a":1,"b":2,"a":3}', "duplicate_member"],
  ['{"a":1, "\\u0061" : 2}', "duplicate_member"],
  ['{"a":{"b":1,"b":2}}', "duplicate_member"],
  ['{"a":[1,{"b":1,"b":2}]}', "duplicate_member"],
  ['{"a":[],"b":{},"a":1}', "duplicate_member"],
  ['{"__proto__":1,"__proto__":2}', "duplicate_member"],
  ['{"":1,"":2}', "duplicate_member"],
  [`{"a":${nested(32)}}`, "nested_too_deeply"],
  ["[".repeat(100_000), "nested_too_deeply"],
];

for (const [text, expected] of REFUSED) {
  const shown = String(text).slice(0, 40);
  Deno.test(`parseJsonObject refuses ${JSON.stringify(shown)}: ${expected}`, () => {
    assertEquals(failureOf(text), expected);
  });
}

Deno.test("RFC 8259 §4: names may repeat in different objects, and as values", () => {
  const rows = [
    '{"a":"a"}',
    '{"a":["a","a"],"b":"a"}',
    '{"a":{"a":{"a":1}},"b":{"a":2}}',
    '{"a":[{"b":1},{"b":2}]}',
    '{"a":"x\\",\\"a\\":1"}',
    '{"a\\"":1,"a":2}',
    '{"a":1,"A":2}',
    `{"a":${nested(31)}}`,
    `{"a":"${nested(100)}"}`,
  ];
  for (const text of rows) {
    assertEquals(objectOf(text), JSON.parse(text));
  }
});

Deno.test("parseJsonObject reads every object that JSON.stringify writes", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()),
      fc.integer({ min: 0, max: 3 }),
      (value, space) => {
        const text = JSON.stringify(value, null, space);
        assertEquals(JSON.stringify(objectOf(text)), JSON.stringify(value));
      },
    ),
    { numRuns: runs(200, 20_000) },
  );
});

Deno.test("parseJsonObject never throws, and refuses every object with a member added again", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      parseJsonObject(bytes);
    }),
    { numRuns: runs(300, 50_000) },
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
      fc.nat(),
      fc.jsonValue(),
      (value, which, again) => {
        const names = Object.keys(value);
        const name = names[which % names.length]!;
        const text = `${JSON.stringify(value).slice(0, -1)},${
          JSON.stringify(name)
        }:${JSON.stringify(again)}}`;
        assertEquals(failureOf(text), "duplicate_member", text);
      },
    ),
    { numRuns: runs(200, 20_000) },
  );
});
