import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  algorithm,
  type AlgorithmEntry,
  ALGORITHMS,
} from "../../src/keys/algorithms.ts";
import { MINIMUM_RSA_BITS } from "../../src/keys/rsa_modulus.ts";
import { verifyBytes } from "../interop/node_crypto.js";

type Facts = readonly [
  alg: string,
  kty: AlgorithmEntry["kty"],
  crv: string | undefined,
  keyName: string,
  keyHash: string | undefined,
  signatureBytes: number,
];

const PKCS1 = "RSASSA-PKCS1-v1_5";

/** What RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2 and FIPS 204 say. */
const FACTS: readonly Facts[] = [
  ["RS256", "RSA", undefined, PKCS1, "SHA-256", 256],
  ["RS384", "RSA", undefined, PKCS1, "SHA-384", 256],
  ["RS512", "RSA", undefined, PKCS1, "SHA-512", 256],
  ["PS256", "RSA", undefined, "RSA-PSS", "SHA-256", 256],
  ["PS384", "RSA", undefined, "RSA-PSS", "SHA-384", 256],
  ["PS512", "RSA", undefined, "RSA-PSS", "SHA-512", 256],
  ["ES256", "EC", "P-256", "ECDSA", undefined, 64],
  ["ES384", "EC", "P-384", "ECDSA", undefined, 96],
  ["ES512", "EC", "P-521", "ECDSA", undefined, 132],
  ["EdDSA", "OKP", "Ed25519", "Ed25519", undefined, 64],
  ["Ed25519", "OKP", "Ed25519", "Ed25519", undefined, 64],
  ["ML-DSA-44", "AKP", undefined, "ML-DSA-44", undefined, 2420],
  ["ML-DSA-65", "AKP", undefined, "ML-DSA-65", undefined, 3309],
  ["ML-DSA-87", "AKP", undefined, "ML-DSA-87", undefined, 4627],
];

Deno.test("the table has these algorithms, in this order", () => {
  assertEquals([...ALGORITHMS.keys()], FACTS.map(([alg]) => alg));
});

for (const [alg, kty, crv, keyName, keyHash, signatureBytes] of FACTS) {
  Deno.test(`the facts of ${alg} are those of its RFC`, () => {
    const entry = algorithm(alg);
    assertEquals(
      [entry.alg, entry.kty, entry.crv, entry.keyName, entry.keyHash],
      [alg, kty, crv, keyName, keyHash],
    );
    assertEquals(
      entry.signatureBytes,
      kty === "RSA" ? undefined : signatureBytes,
    );
  });

  Deno.test(`keys that are made as the table says for ${alg} are of its type, and another implementation verifies what they sign`, async () => {
    const { generate, sign } = algorithm(alg);
    const { privateKey, publicKey } = await crypto.subtle.generateKey(
      generate,
      false,
      ["sign", "verify"],
    ) as CryptoKeyPair;
    const details = publicKey.algorithm as { name: string; hash?: Algorithm };
    assertEquals([details.name, details.hash?.name], [keyName, keyHash]);
    const jwk = await crypto.subtle.exportKey("jwk", publicKey);
    assertEquals([jwk.kty, jwk.crv], [kty, crv]);

    const data = new TextEncoder().encode("header.payload");
    const signature = new Uint8Array(
      await crypto.subtle.sign(sign, privateKey, data),
    );
    assertEquals(signature.length, signatureBytes);
    // The node:crypto of Deno has no ML-DSA: see tests/interop.
    if (kty === "AKP") return;
    const holds = (data: Uint8Array) =>
      verifyBytes({ alg, jwk, data, signature });
    assertEquals(holds(data), true);
    assertEquals(holds(new TextEncoder().encode("header.other")), false);
  });
}

Deno.test("RFC 9864 §2.2: EdDSA and Ed25519 are names of one algorithm, every other has one", () => {
  for (const { alg, keyAlgs } of ALGORITHMS.values()) {
    const both = ["EdDSA", "Ed25519"];
    assertEquals(keyAlgs, both.includes(alg) ? both : [alg]);
  }
});

Deno.test("RFC 7518 §3.3, §3.5: RSA keys have at least 2048 bits and the usual exponent, and the salt of PSS is as long as the hash", () => {
  assertEquals(MINIMUM_RSA_BITS, 2048);
  const salts = { PS256: 32, PS384: 48, PS512: 64 } as Record<string, number>;
  for (const { alg, kty, generate, sign } of ALGORITHMS.values()) {
    if (kty !== "RSA") continue;
    const { modulusLength, publicExponent } = generate as RsaHashedKeyGenParams;
    assertEquals([modulusLength, ...publicExponent], [2048, 1, 0, 1]);
    assertEquals((sign as { saltLength?: number }).saltLength, salts[alg]);
  }
});

for (
  const name of [
    "none",
    "HS256",
    "RSA-OAEP",
    "ES256K",
    "Ed448",
    "ML-DSA",
    "rs256",
    "",
    "__proto__",
    "constructor",
    undefined,
  ]
) {
  Deno.test(`${name} is no algorithm that keys can be made for, and the message says which are`, () => {
    const error = assertThrows(() => algorithm(name as string), TypeError);
    assertMatch(
      error.message,
      /^alg must be one of RS256, .*, ES512, EdDSA, Ed25519, ML-DSA-44, .*, not /,
    );
  });
}
