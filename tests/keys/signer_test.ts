import {
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { createHash } from "node:crypto";
import { generateSigner, type SigningAlgorithm } from "@mintmark/oauth";
import { algorithm } from "../../src/keys/algorithms.ts";
import { signerOf } from "../../src/keys/signer.ts";

const NEVER = new AbortController().signal;

/** RFC 7638 §3: the required members in lexicographic order, hashed. */
function thumbprint(jwk: object, ...members: readonly string[]): string {
  const canonical = JSON.stringify(jwk, members as string[]);
  return createHash("sha256").update(canonical).digest("base64url");
}

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  RS256: ["e", "kty", "n"],
  ES256: ["crv", "kty", "x", "y"],
  ES512: ["crv", "kty", "x", "y"],
  EdDSA: ["crv", "kty", "x"],
  Ed25519: ["crv", "kty", "x"],
  "ML-DSA-44": ["alg", "kty", "pub"],
};

for (const [alg, members] of Object.entries(REQUIRED)) {
  Deno.test(`RFC 7638 §3: the kid of a generated ${alg} signer is the thumbprint of its key`, async () => {
    const { kid, publicJwk } = await generateSigner(alg as SigningAlgorithm);
    assertEquals(kid, thumbprint(publicJwk, ...members));
  });

  Deno.test(`RFC 7517 §4: the public key of a generated ${alg} signer has its public members, kid, alg and use, and nothing else`, async () => {
    const { kid, publicJwk } = await generateSigner(alg as SigningAlgorithm);
    assertEquals(
      new Set(Object.keys(publicJwk)),
      new Set([...members, "kid", "alg", "use"]),
    );
    assertEquals([publicJwk.kid, publicJwk.alg, publicJwk.use], [
      kid,
      alg,
      "sig",
    ]);
  });

  Deno.test(`a generated ${alg} signer signs so that its published key verifies`, async () => {
    const signer = await generateSigner(alg as SigningAlgorithm);
    const { generate, sign } = algorithm(alg);
    // WebCrypto and JOSE differ in what they call EdDSA.
    const jwk = signer.publicJwk as object as globalThis.JsonWebKey;
    const key = await crypto.subtle.importKey(
      "jwk",
      { ...jwk, ...(jwk.kty === "OKP" && { alg: "Ed25519" }) },
      generate,
      true,
      ["verify"],
    );
    const data = crypto.getRandomValues(new Uint8Array(100));
    const signature = await signer.sign(data, NEVER) as Uint8Array<ArrayBuffer>;
    assertEquals(await crypto.subtle.verify(sign, key, signature, data), true);
    data[0]! ^= 1;
    assertEquals(await crypto.subtle.verify(sign, key, signature, data), false);
  });
}

Deno.test("RFC 7518 §3.4: an ES256 signature is r and s, 64 bytes, not DER", async () => {
  const signer = await generateSigner("ES256");
  const signature = await signer.sign(new Uint8Array(3), NEVER);
  assertEquals(signature.constructor, Uint8Array);
  assertEquals(signature.length, 64);
});

Deno.test("RFC 7518 §3.3: a generated RSA key has 2048 bits", async () => {
  const { publicJwk } = await generateSigner("RS256");
  const modulus = (publicJwk.n as string).replaceAll("-", "+")
    .replaceAll("_", "/");
  assertEquals(atob(modulus).length, 2048 / 8);
  assertEquals(publicJwk.e, "AQAB");
});

Deno.test("a kid of one's own replaces the thumbprint, also in the published key", async () => {
  const signer = await generateSigner("ES256", { kid: "2026-07" });
  assertEquals([signer.kid, signer.publicJwk.kid], ["2026-07", "2026-07"]);
});

Deno.test("each generated signer has a key of its own, is marked ephemeral, and cannot be changed", async () => {
  const [one, other] = await Promise.all([
    generateSigner("ES256"),
    generateSigner("ES256"),
  ]);
  assertNotEquals(one.kid, other.kid);
  assertEquals(one.ephemeral, true);
  assertThrows(() => {
    (one as { kid: string }).kid = "other";
  }, TypeError);
  assertThrows(() => {
    (one.publicJwk as { x: string }).x = "other";
  }, TypeError);
});

Deno.test("the private key of a generated signer cannot be exported", async () => {
  const original = SubtleCrypto.prototype.generateKey;
  const seen: CryptoKey[] = [];
  // deno-lint-ignore no-explicit-any -- every overload at once
  SubtleCrypto.prototype.generateKey = async function (...args: any[]) {
    // deno-lint-ignore no-explicit-any -- every overload at once
    const pair = await (original as any).apply(this, args);
    seen.push(pair.privateKey);
    return pair;
  };
  try {
    for (const alg of Object.keys(REQUIRED)) {
      await generateSigner(alg as SigningAlgorithm);
    }
  } finally {
    SubtleCrypto.prototype.generateKey = original;
  }
  assertEquals(seen.length, Object.keys(REQUIRED).length);
  for (const { type, extractable } of seen) {
    assertEquals([type, extractable], ["private", false]);
  }
});

Deno.test("an unknown algorithm is a TypeError that says which are known", async () => {
  await assertRejects(
    () => generateSigner("HS256" as SigningAlgorithm),
    TypeError,
    'not "HS256"',
  );
});

Deno.test("RFC 7638 §3.1: the thumbprint of the key of the RFC", async () => {
  const n =
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
  const entry = algorithm("RS256");
  const publicKey = await crypto.subtle.importKey(
    "jwk",
    { kty: "RSA", n, e: "AQAB" },
    entry.generate,
    true,
    ["verify"],
  );
  // The RFC has no private part; the kid is only of the public one.
  const { privateKey } = await crypto.subtle.generateKey(
    entry.generate,
    false,
    ["sign", "verify"],
  ) as CryptoKeyPair;
  const { kid } = await signerOf(entry, privateKey, publicKey, {});
  assertEquals(kid, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
});

Deno.test("a key has an id that is not empty", async () => {
  await assertRejects(
    () => generateSigner("ES256", { kid: "" }),
    TypeError,
    "kid must not be empty",
  );
});
