import { assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { sipHash } from "../../src/encoding/sip_hash.ts";
import { runs } from "../scale.ts";

const RUNS = runs(300, 20_000);

/** The key of the published examples: 00 01 02 … 0f. */
const KEY = Uint32Array.from(
  [0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c],
);

function hex(words: Uint32Array): string {
  const bytes = new DataView(new ArrayBuffer(16));
  words.forEach((word, i) => bytes.setUint32(4 * i, word, true));
  return [...new Uint8Array(bytes.buffer)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const MASK = (1n << 64n) - 1n;

const rotated = (word: bigint, by: bigint) =>
  (word << by | word >> (64n - by)) & MASK;

/** SipHash-2-4-128 as the paper writes it, in words of 64 bits. */
function reference(key: Uint32Array, text: string): string {
  const [k0, k1] = [key.subarray(0, 2), key.subarray(2)].map(([low, high]) =>
    BigInt(high!) << 32n | BigInt(low!)
  ) as [bigint, bigint];
  let v0 = k0 ^ 0x736f6d6570736575n;
  let v1 = k1 ^ 0x646f72616e646f6dn ^ 0xeen;
  let v2 = k0 ^ 0x6c7967656e657261n;
  let v3 = k1 ^ 0x7465646279746573n;
  const rounds = (count: number) => {
    for (let i = 0; i < count; i++) {
      v0 = (v0 + v1) & MASK;
      v1 = rotated(v1, 13n) ^ v0;
      v0 = rotated(v0, 32n);
      v2 = (v2 + v3) & MASK;
      v3 = rotated(v3, 16n) ^ v2;
      v0 = (v0 + v3) & MASK;
      v3 = rotated(v3, 21n) ^ v0;
      v2 = (v2 + v1) & MASK;
      v1 = rotated(v1, 17n) ^ v2;
      v2 = rotated(v2, 32n);
    }
  };
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    bytes.push(text.charCodeAt(i) & 0xff, text.charCodeAt(i) >> 8);
  }
  const length = bytes.length;
  while (bytes.length % 8 !== 7) bytes.push(0);
  bytes.push(length & 0xff);
  for (let i = 0; i < bytes.length; i += 8) {
    const word = bytes.slice(i, i + 8)
      .reduceRight((word, byte) => word << 8n | BigInt(byte), 0n);
    v3 ^= word;
    rounds(2);
    v0 ^= word;
  }
  const half = () => v0 ^ v1 ^ v2 ^ v3;
  v2 ^= 0xeen;
  rounds(4);
  const first = half();
  v1 ^= 0xddn;
  rounds(4);
  const words = [first, half()].flatMap((half) => [
    Number(half & 0xffffffffn),
    Number(half >> 32n),
  ]);
  return hex(Uint32Array.from(words));
}

Deno.test("sipHash: the first two published examples that UTF-16 can write", () => {
  const digest = sipHash(KEY);
  assertEquals(hex(digest("")), "a3817f04ba25a8e66df67214c7550293");
  // The bytes 00 01.
  assertEquals(hex(digest("\u0100")), "8177228da4a45dc7fca38bdef60affe4");
});

Deno.test("sipHash: agrees with another implementation about every length around a border", () => {
  const digest = sipHash(KEY);
  for (let length = 0; length < 300; length++) {
    const text = String.fromCharCode(
      ...Array.from({ length }, (_, i) => (i * 0x9e37 + length) & 0xffff),
    );
    assertEquals(hex(digest(text)), reference(KEY, text), `length ${length}`);
  }
});

Deno.test("sipHash: agrees with another implementation about every key and text", () => {
  const word = fc.nat(0xffffffff);
  fc.assert(
    fc.property(
      fc.tuple(word, word, word, word),
      fc.string({ unit: "binary", maxLength: 200 }),
      (words, text) => {
        const key = Uint32Array.from(words);
        assertEquals(hex(sipHash(key)(text)), reference(key, text));
      },
    ),
    { numRuns: RUNS },
  );
});

Deno.test("sipHash: every bit of the key and of the text counts", () => {
  const text = "11:test-clientsecret";
  const digests = new Set([hex(sipHash(KEY)(text))]);
  for (let bit = 0; bit < 128; bit++) {
    const key = KEY.slice();
    key[bit >> 5]! ^= 1 << (bit & 31);
    digests.add(hex(sipHash(key)(text)));
  }
  for (let bit = 0; bit < 16 * text.length; bit++) {
    const at = bit >> 4;
    const changed = text.charCodeAt(at) ^ 1 << (bit & 15);
    digests.add(hex(
      sipHash(KEY)(
        text.slice(0, at) + String.fromCharCode(changed) + text.slice(at + 1),
      ),
    ));
  }
  assertEquals(digests.size, 1 + 128 + 16 * text.length);
  assertNotEquals(hex(sipHash(KEY)("a")), hex(sipHash(KEY)("a\0")));
});
