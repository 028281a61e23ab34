import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  decodeBase64Url,
  encodeBase64Url,
  encodePortably,
  encodeTextBase64Url,
} from "../../src/encoding/base64url.ts";
import { runs } from "../scale.ts";

const RUNS = runs(500, 20_000);

/** The native one, where the platform has it, and the loop beside it. */
const ENCODERS = [
  ["encodeBase64Url", encodeBase64Url],
  ["encodePortably", encodePortably],
] as const;

const UTF8 = new TextEncoder();

/** What the platform makes of it by way of base64. */
function reference(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

for (const [name, encode] of ENCODERS) {
  Deno.test(`${name} RFC 4648 §10: the vectors, without padding`, () => {
    const rows = [
      ["", ""],
      ["f", "Zg"],
      ["fo", "Zm8"],
      ["foo", "Zm9v"],
      ["foob", "Zm9vYg"],
      ["fooba", "Zm9vYmE"],
      ["foobar", "Zm9vYmFy"],
    ] as const;
    for (const [text, expected] of rows) {
      assertEquals(encode(UTF8.encode(text)), expected, text);
    }
  });

  Deno.test(`${name} RFC 4648 §5: 62 and 63 are - and _`, () => {
    assertEquals(encode(Uint8Array.of(0xfb, 0xff)), "-_8");
    // RFC 7515, appendix C.
    assertEquals(encode(Uint8Array.of(3, 236, 255, 224, 193)), "A-z_4ME");
  });

  Deno.test(`${name}: any bytes are what base64 makes of them, renamed`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assertEquals(encode(bytes), reference(bytes));
      }),
      { numRuns: RUNS },
    );
  });

  Deno.test(`${name}: a view encodes its own bytes and no others`, () => {
    const whole = Uint8Array.from({ length: 64 }, (_, i) => 255 - i);
    for (let length = 0; length < 8; length++) {
      const view = whole.subarray(5, 5 + length);
      assertEquals(encode(view), reference(view.slice()));
    }
  });
}

Deno.test("encodeTextBase64Url: the text is encoded as UTF-8", () => {
  const rows = [
    ["", ""],
    ["a", "YQ"],
    ["ü", "w7w"],
    ["€", "4oKs"],
    ["😀", "8J-YgA"],
    // A lone surrogate has no UTF-8: it becomes U+FFFD.
    ["\ud800", "77-9"],
  ] as const;
  for (const [text, expected] of rows) {
    assertEquals(encodeTextBase64Url(text), expected, JSON.stringify(text));
  }
});

Deno.test("decodeBase64Url: gives back any bytes that were encoded", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assertEquals(decodeBase64Url(encodePortably(bytes)), bytes);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("decodeBase64Url RFC 4648 §3.5, §5: one value has one text, and every other is refused", () => {
  const rows = [
    "A",
    "AAAAA",
    "Zg==",
    "Zg=",
    "+_8A",
    "-/8A",
    "Zm9v ",
    "Zm 9v",
    "Zm9v\n",
    "Zh",
    "Zm9",
    "Zü8v",
    "Zm\u{1F600}v",
    "\u0100AAA",
  ];
  for (const text of rows) {
    assertEquals(decodeBase64Url(text), undefined, JSON.stringify(text));
  }
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), (text) => {
      const bytes = decodeBase64Url(text);
      if (bytes !== undefined) assertEquals(encodePortably(bytes), text);
    }),
    { numRuns: RUNS },
  );
});
