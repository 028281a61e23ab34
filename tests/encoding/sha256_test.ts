import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { sha256 } from "../../src/encoding/sha256.ts";
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

Deno.test("sha256: any bytes agree with WebCrypto", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (message) => {
      assertEquals(hex(sha256(message)), await platformSha256(message));
    }),
    { numRuns: RUNS },
  );
});

Deno.test("sha256: a view hashes its own bytes and no others", async () => {
  const whole = bytesOf(300, 4);
  const view = whole.subarray(7, 7 + 121);
  assertEquals(hex(sha256(view)), await platformSha256(view));
});

Deno.test("sha256: the message is left as it was", () => {
  const message = bytesOf(130, 9);
  sha256(message);
  assertEquals(message, bytesOf(130, 9));
});
