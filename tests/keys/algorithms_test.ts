import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  createPublicKey,
  verify,
  type VerifyKeyObjectInput,
} from "node:crypto";
import {
  algorithm,
  type AlgorithmEntry,
  ALGORITHMS,
} from "../../src/keys/algorithms.ts";
import { MINIMUM_RSA_BITS } from "../../src/keys/rsa_modulus.ts";

/** What RFC 7518 §3.1 and RFC 8037 §3.1 say of each algorithm. */
const FACTS: readonly Pick<
  AlgorithmEntry,
  "alg" | "kty" | "crv" | "keyName" | "keyHash"
>[] = [
  {
    alg: "RS256",
    kty: "RSA",
    crv: undefined,
    keyName: "RSASSA-PKCS1-v1_5",
    keyHash: "SHA-256",
  },
  {
    alg: "ES256",
    kty: "EC",
    crv: "P-256",
    keyName: "ECDSA",
    keyHash: undefined,
  },
  {
    alg: "EdDSA",
    kty: "OKP",
    crv: "Ed25519",
    keyName: "Ed25519",
    keyHash: undefined,
  },
];

/** How node:crypto verifies each of them. */
const VERIFYING: Readonly<
  Record<string, readonly [string | null, Partial<VerifyKeyObjectInput>]>
> = {
  RS256: ["sha256", {}],
  ES256: ["sha256", { dsaEncoding: "ieee-p1363" }],
  EdDSA: [null, {}],
};

Deno.test("the table has RS256, ES256 and EdDSA, in this order", () => {
  assertEquals([...ALGORITHMS.keys()], FACTS.map(({ alg }) => alg));
});

for (const facts of FACTS) {
  const { alg } = facts;

  Deno.test(`the facts of ${alg} are those of its RFC`, () => {
    const { kty, crv, keyName, keyHash, ...entry } = algorithm(alg);
    assertEquals({ alg: entry.alg, kty, crv, keyName, keyHash }, facts);
  });

  Deno.test(`keys that are made as the table says for ${alg} are of its type, and another implementation verifies what they sign`, async () => {
    const { generate, sign, kty, crv, keyName, keyHash } = algorithm(alg);
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
    const signature = await crypto.subtle.sign(sign, privateKey, data);
    const [hash, options] = VERIFYING[alg]!;
    const key = { key: createPublicKey({ key: { ...jwk }, format: "jwk" }) };
    const holds = (bytes: Uint8Array) =>
      verify(hash, bytes, { ...key, ...options }, new Uint8Array(signature));
    assertEquals(holds(data), true);
    assertEquals(holds(new TextEncoder().encode("header.other")), false);
  });
}

Deno.test("RFC 7518 §3.3: RSA keys have at least 2048 bits, and the usual exponent", () => {
  assertEquals(MINIMUM_RSA_BITS, 2048);
  const generate = algorithm("RS256").generate as RsaHashedKeyGenParams;
  assertEquals(generate.modulusLength, 2048);
  assertEquals([...generate.publicExponent], [1, 0, 1]);
});

for (
  const name of [
    "none",
    "HS256",
    "PS256",
    "ES384",
    "rs256",
    "Ed25519",
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
      /^alg must be one of RS256, ES256, EdDSA, not /,
    );
  });
}
