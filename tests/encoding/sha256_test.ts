import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { hmacSha256, sha256 } from "../../src/encoding/sha256.ts";
import { runs } from "../scale.ts";

const RUNS = runs(300, 20_000);

/** Around each place where a block or the room for the length runs out. */
const BORDERS = [
  ...[0, 1, 31, 32, 54, 55, 56, 57, 62, 63, 64, 65, 66],
  ...[118, 119, 120, 121, 127, 128, 129, 183, 184, 191, 192, 193],
];

const UTF8 = new TextEncoder();

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes that differ from one place to the next, and from seed to seed. */
function bytesOf(length: number, seed: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 17) & 0xff);
}

async function platformSha256(message: Uint8Array): Promise<string> {
  const copy = Uint8Array.from(message);
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", copy)));
}

async function platformHmac(
  key: Uint8Array,
  message: Uint8Array,
): Promise<string> {
  // WebCrypto takes no empty key; RFC 2104 §2 pads it with zeros, as this one.
  const raw = key.length === 0 ? new Uint8Array(1) : Uint8Array.from(key);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle
    .importKey("raw", raw, algorithm, false, ["sign"]);
  const code = await crypto.subtle
    .sign("HMAC", imported, Uint8Array.from(message));
  return hex(new Uint8Array(code));
}

Deno.test("sha256 FIPS 180-4: the published examples", () => {
  const rows = [
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
    [
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn" +
      "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
    ],
    [
      "a".repeat(1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    ],
  ] as const;
  for (const [message, digest] of rows) {
    assertEquals(hex(sha256(UTF8.encode(message))), digest);
  }
});

Deno.test("hmacSha256 RFC 4231: the published examples", () => {
  const filled = (length: number, byte: number) =>
    new Uint8Array(length).fill(byte);
  const rows = [
    [
      filled(20, 0x0b),
      UTF8.encode("Hi There"),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ],
    [
      UTF8.encode("Jefe"),
      UTF8.encode("what do ya want for nothing?"),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ],
    [
      filled(20, 0xaa),
      filled(50, 0xdd),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    ],
    [
      Uint8Array.from({ length: 25 }, (_, i) => i + 1),
      filled(50, 0xcd),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ],
    [
      filled(131, 0xaa),
      UTF8.encode("Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ],
    [
      filled(131, 0xaa),
      UTF8.encode(
        "This is a test using a larger than block-size key and a larger than " +
          "block-size data. The key needs to be hashed before being used by " +
          "the HMAC algorithm.",
      ),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ],
  ] as const;
  for (const [key, message, code] of rows) {
    assertEquals(hex(hmacSha256(key)(message)), code);
  }
});

Deno.test("sha256: every length around a border agrees with WebCrypto", async () => {
  for (const length of BORDERS) {
    const message = bytesOf(length, 1);
    assertEquals(
      hex(sha256(message)),
      await platformSha256(message),
      `${length} bytes`,
    );
  }
});

Deno.test("hmacSha256: keys and messages around the borders agree with WebCrypto", async () => {
  for (const keyLength of [0, 1, 32, 63, 64, 65, 128, 131]) {
    const key = bytesOf(keyLength, 2);
    const hmac = hmacSha256(key);
    for (const length of BORDERS) {
      const message = bytesOf(length, 3);
      assertEquals(
        hex(hmac(message)),
        await platformHmac(key, message),
        `key of ${keyLength}, message of ${length} bytes`,
      );
    }
  }
});

Deno.test("sha256: any bytes agree with WebCrypto", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (message) => {
      assertEquals(hex(sha256(message)), await platformSha256(message));
    }),
    { numRuns: RUNS },
  );
});

Deno.test("hmacSha256: any key and message agree with WebCrypto", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 150 }),
      fc.uint8Array({ maxLength: 300 }),
      async (key, message) => {
        assertEquals(
          hex(hmacSha256(key)(message)),
          await platformHmac(key, message),
        );
      },
    ),
    { numRuns: RUNS },
  );
});

Deno.test("sha256: a view hashes its own bytes and no others", async () => {
  const whole = bytesOf(300, 4);
  const view = whole.subarray(7, 7 + 121);
  assertEquals(hex(sha256(view)), await platformSha256(view));
});

Deno.test("hmacSha256: a function keeps its key, whatever is called in between", () => {
  const key = bytesOf(32, 5);
  const [first, second] = [hmacSha256(key), hmacSha256(bytesOf(32, 6))];
  const message = bytesOf(100, 7);
  const expected = hex(first(message));
  key.fill(0);
  second(message);
  sha256(message);
  assertEquals(hex(first(message)), expected);
});

Deno.test("sha256 and hmacSha256: the message and the key are left as they were", () => {
  const [key, message] = [bytesOf(70, 8), bytesOf(130, 9)];
  sha256(message);
  hmacSha256(key)(message);
  assertEquals(key, bytesOf(70, 8));
  assertEquals(message, bytesOf(130, 9));
});
