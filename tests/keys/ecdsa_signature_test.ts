import { assertEquals, assertThrows } from "@std/assert";
import { sign } from "node:crypto";
import fc from "fast-check";
import { ecdsaSignatureFromDer } from "@mintmark/oauth";
import { verifyBytes } from "../interop/node_crypto.js";
import { runs } from "../scale.ts";
import { jwkOf, NODE_KEYS } from "./node_keys.ts";

const CURVES = [["ES256", 32], ["ES384", 48], ["ES512", 66]] as const;
const HASHES = { ES256: "sha256", ES384: "sha384", ES512: "sha512" };

/** An INTEGER of DER (X.690 §8.3): the shortest form, not negative. */
function integer(value: bigint): readonly number[] {
  let hex = value.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  const bytes = hex.match(/../g)!.map((byte) => parseInt(byte, 16));
  if (bytes[0]! >= 0x80) bytes.unshift(0);
  return [2, bytes.length, ...bytes];
}

function der(...content: readonly number[]): Uint8Array {
  const { length } = content;
  const size = length < 0x80 ? [length] : [0x81, length];
  return Uint8Array.of(0x30, ...size, ...content);
}

for (const [alg, half] of CURVES) {
  Deno.test(`ecdsaSignatureFromDer: what OpenSSL signs in DER verifies as ${alg}`, () => {
    const key = NODE_KEYS[alg];
    for (let i = 0; i < runs(20, 2_000); i++) {
      const data = new TextEncoder().encode(`${i}`);
      const signature = ecdsaSignatureFromDer(
        sign(HASHES[alg], data, key),
        alg,
      );
      assertEquals(signature.length, 2 * half);
      assertEquals(
        verifyBytes({ alg, jwk: jwkOf(key), data, signature }),
        true,
      );
    }
  });

  Deno.test(`ecdsaSignatureFromDer: r and s of ${alg} are padded, however short`, () => {
    const number = fc.bigInt({ min: 0n, max: 256n ** BigInt(half) - 1n });
    const short = fc.bigInt({ min: 0n, max: 70_000n });
    fc.assert(
      fc.property(fc.oneof(number, short), fc.oneof(number, short), (r, s) => {
        const signature = ecdsaSignatureFromDer(
          der(...integer(r), ...integer(s)),
          alg,
        );
        const hex = [r, s].map((value) =>
          value.toString(16).padStart(2 * half, "0")
        );
        assertEquals(signature.toHex(), hex.join(""));
      }),
      { numRuns: runs(200, 10_000) },
    );
  });

  Deno.test(`ecdsaSignatureFromDer: a number that is too long for ${alg} is refused`, () => {
    const tooLong = integer(256n ** BigInt(half));
    for (const content of [[...tooLong, 2, 1, 1], [2, 1, 1, ...tooLong]]) {
      assertThrows(
        () => ecdsaSignatureFromDer(der(...content), alg),
        TypeError,
      );
    }
  });
}

const REFUSED: Readonly<Record<string, readonly number[]>> = {
  "nothing": [],
  "another tag": [0x31, 6, 2, 1, 5, 2, 1, 7],
  "another tag for r": [0x30, 6, 3, 1, 5, 2, 1, 7],
  "another tag for s": [0x30, 6, 2, 1, 5, 3, 1, 7],
  "no s": [0x30, 3, 2, 1, 5],
  "three numbers": [0x30, 9, 2, 1, 5, 2, 1, 7, 2, 1, 7],
  "bytes behind it": [0x30, 6, 2, 1, 5, 2, 1, 7, 0],
  "an end that is missing": [0x30, 6, 2, 1, 5, 2, 1],
  "a number beyond the sequence": [0x30, 6, 2, 1, 5, 2, 2, 7],
  "a sequence that is too short": [0x30, 5, 2, 1, 5, 2, 1, 7],
  "a negative number": [0x30, 6, 2, 1, 0x85, 2, 1, 7],
  "a number with a zero too much": [0x30, 7, 2, 2, 0, 5, 2, 1, 7],
  "a number without digits": [0x30, 5, 2, 0, 2, 1, 7],
  "a long length for a short one": [0x30, 0x81, 6, 2, 1, 5, 2, 1, 7],
  "an indefinite length": [0x30, 0x80, 2, 1, 5, 2, 1, 7, 0, 0],
  "a length of two bytes": [0x30, 0x82, 0, 6, 2, 1, 5, 2, 1, 7],
  "a length that is missing": [0x30],
  "a long length that is missing": [0x30, 0x81],
};

for (const [name, bytes] of Object.entries(REFUSED)) {
  Deno.test(`ecdsaSignatureFromDer: not strict DER: ${name}`, () => {
    assertThrows(
      () => ecdsaSignatureFromDer(Uint8Array.from(bytes), "ES256"),
      TypeError,
      "der is not an ECDSA signature in DER",
    );
  });
}

Deno.test("ecdsaSignatureFromDer: any bytes are a signature or a TypeError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      try {
        assertEquals(ecdsaSignatureFromDer(bytes, "ES256").length, 64);
      } catch (error) {
        assertEquals(error instanceof TypeError, true);
      }
    }),
    { numRuns: runs(300, 20_000) },
  );
});

Deno.test("ecdsaSignatureFromDer: an algorithm that is not ECDSA is a TypeError", () => {
  for (const alg of ["EdDSA", "RS256", "ES256K"]) {
    assertThrows(
      () => ecdsaSignatureFromDer(der(2, 1, 5, 2, 1, 7), alg as "ES256"),
      TypeError,
      "alg must be",
    );
  }
});
