import { assertEquals, assertThrows } from "@std/assert";
import {
  generatePrivateKey,
  type JsonWebKey,
  type SigningAlgorithm,
  thumbprint,
} from "@mintmark/oauth";
import { calculateJwkThumbprint, type JWK } from "jose";
import {
  RFC_7517_EC,
  RFC_7517_RSA,
  RFC_7638_THUMBPRINT,
  RFC_8037,
  RFC_8037_THUMBPRINT,
} from "../conformance/vectors.ts";

Deno.test("RFC 7638 §3.1, RFC 8037 §A.3: the thumbprints of the RFCs", () => {
  assertEquals(thumbprint(RFC_7517_RSA), RFC_7638_THUMBPRINT);
  assertEquals(thumbprint(RFC_8037.jwk), RFC_8037_THUMBPRINT);
});

for (
  const alg of [
    "ES384",
    "ES512",
    "Ed25519",
    "ML-DSA-44",
    "ML-DSA-87",
  ] as readonly SigningAlgorithm[]
) {
  Deno.test(`the thumbprint of a key for ${alg} is what jose makes of it, for both its halves`, async () => {
    const { private_jwk, public_jwk } = await generatePrivateKey(alg);
    const expected = await calculateJwkThumbprint(public_jwk as JWK);
    assertEquals(thumbprint(public_jwk), expected);
    assertEquals(thumbprint(private_jwk), expected);
  });
}

Deno.test("RFC 7638 §3.2: what a key says besides does not count, nor the order in which", () => {
  const { n, e, kty } = RFC_7517_RSA;
  for (const jwk of [{ n, e, kty }, { kty, e, n, use: "sig", alg: "PS256" }]) {
    assertEquals(thumbprint(jwk as JsonWebKey), RFC_7638_THUMBPRINT);
  }
});

const { kty, crv, x } = RFC_7517_EC;
const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ["a symmetric key", { kty: "oct", k: "c2VjcmV0" }, "RSA, EC, OKP, AKP"],
  ["a key without type", { n: "AQAB", e: "AQAB" }, "RSA, EC, OKP, AKP"],
  ["nothing", undefined, "RSA, EC, OKP, AKP"],
  ["a point without y", { kty, crv, x }, "jwk must have y, a text"],
  ["an exponent that is a number", { kty: "RSA", e: 3 }, "jwk must have e"],
  ["AKP without alg", { kty: "AKP", pub: "AA" }, "jwk must have alg"],
];

for (const [name, jwk, message] of REFUSED) {
  Deno.test(`${name} has no thumbprint`, () => {
    assertThrows(() => thumbprint(jwk as JsonWebKey), TypeError, message);
  });
}
