import { assertEquals } from "@std/assert";
import { encodeBase64Url } from "../../src/encoding/base64url.ts";
import { isSoundRsaKey, modulusBits } from "../../src/keys/rsa_modulus.ts";

/** A modulus of so many bits, after so many zero bytes. */
function modulus(bits: number, zeros = 0): string {
  const bytes = new Uint8Array(zeros + Math.ceil(bits / 8)).fill(0xff, zeros);
  if (bits > 0) bytes[zeros] = 0xff >> ((8 - bits % 8) % 8);
  return encodeBase64Url(bytes);
}

Deno.test("modulusBits: the bits are counted from the highest that is set", () => {
  for (const bits of [1, 7, 8, 9, 1023, 1024, 2047, 2048, 2049, 4096, 8192]) {
    assertEquals(modulusBits({ n: modulus(bits) }), bits);
    assertEquals(modulusBits({ n: modulus(bits, 1) }), bits);
  }
});

Deno.test("modulusBits: what is no modulus, or one of absurd length, has none", () => {
  const rows = [undefined, 5, "", "AA", "AAAA", "A", "~~~~", modulus(9_000)];
  for (const n of rows) {
    assertEquals(modulusBits({ n } as { n: string }), undefined, String(n));
  }
});

Deno.test("RFC 7518 §3.3: a key of less than 2048 bits is not sound, nor one of more than 8192", () => {
  const rows = [[2047, false], [2048, true], [8192, true], [8193, false]];
  for (const [bits, isSound] of rows) {
    const n = modulus(bits as number);
    assertEquals(isSoundRsaKey({ n, e: "AQAB" }), isSound, String(bits));
  }
});

Deno.test("an RSA exponent is odd, at least 3 and short", () => {
  const rows: readonly (readonly [unknown, boolean])[] = [
    ["Aw", true],
    ["AAM", true],
    ["AQAB", true],
    ["_____w", true],
    ["AQ", false],
    ["Ag", false],
    ["AA", false],
    ["", false],
    ["AQAC", false],
    ["AQAAAAE", false],
    ["AQAB".repeat(400), false],
    ["AQA", false],
    ["A+A=", false],
    [undefined, false],
    [65537, false],
  ];
  for (const [e, isSound] of rows) {
    const jwk = { n: modulus(2048), e: e as string };
    assertEquals(isSoundRsaKey(jwk), isSound, String(e));
  }
});
