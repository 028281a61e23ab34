import {
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { encodeBase64Url } from "../../src/encoding/base64url.ts";
import { keyVault } from "../../src/keys/key_vault.ts";
import { keyWrapping, type WrappingKey } from "../../src/keys/key_wrapping.ts";
import type { StoredKey } from "@mintmark/oauth";

const random = () =>
  encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
const [OLD, NEW] = [random(), random()];
const IDENTITY = { kid: "k1", alg: "ES256" };
const JWK = { kty: "EC", crv: "P-256", d: "private" };

const aesKey = (usages: KeyUsage[]) =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, usages);

for (
  const [name, key] of [
    ["32 bytes in base64url", NEW],
    ["an unextractable CryptoKey", await aesKey(["encrypt", "decrypt"])],
  ] as const
) {
  Deno.test(`wrapping with ${name}: back comes what went in, and each time it looks different`, async () => {
    const wrapping = keyWrapping([key]);
    const wrapped = await wrapping.wrap(JWK, IDENTITY);
    assertEquals(wrapped.includes("private"), false);
    assertNotEquals(await wrapping.wrap(JWK, IDENTITY), wrapped);
    assertEquals(await wrapping.unwrap(wrapped, IDENTITY), JWK);
  });
}

Deno.test("the first wrapping key wraps, all unwrap: so one can be replaced", async () => {
  const [before, both, after] = [[OLD], [NEW, OLD], [NEW]].map(keyWrapping);
  const wrappedBefore = await before!.wrap(JWK, IDENTITY);
  assertEquals(await both!.unwrap(wrappedBefore, IDENTITY), JWK);
  const wrapped = await both!.wrap(JWK, IDENTITY);
  assertEquals(await after!.unwrap(wrapped, IDENTITY), JWK);
  await assertRejects(
    () => after!.unwrap(wrappedBefore, IDENTITY),
    Error,
    "no wrapping key fits",
  );
});

for (
  const [name, identity] of [
    ["another id", { ...IDENTITY, kid: "k2" }],
    ["another algorithm", { ...IDENTITY, alg: "ES384" }],
  ] as const
) {
  Deno.test(`a wrapped key does not unwrap under ${name}`, async () => {
    const wrapping = keyWrapping([NEW]);
    const wrapped = await wrapping.wrap(JWK, IDENTITY);
    await assertRejects(
      () => wrapping.unwrap(wrapped, identity),
      Error,
      "or the stored key was exchanged",
    );
  });
}

Deno.test("a wrapped key that was changed anywhere does not unwrap", async () => {
  const wrapping = keyWrapping([NEW]);
  const wrapped = await wrapping.wrap(JWK, IDENTITY);
  for (let i = 0; i < wrapped.length; i++) {
    const other = wrapped[i] === "A" ? "B" : "A";
    const changed = wrapped.slice(0, i) + other + wrapped.slice(i + 1);
    await assertRejects(() => wrapping.unwrap(changed, IDENTITY), Error);
  }
  for (const text of ["", "A256GCM", `${wrapped}.`, wrapped.slice(0, -40)]) {
    await assertRejects(() => wrapping.unwrap(text, IDENTITY), Error);
  }
});

for (
  const [name, keys, message] of [
    ["no array", NEW, "wrappingKeys must be an array of 1 to 5 keys"],
    ["none", [], "wrappingKeys must be an array of 1 to 5 keys"],
    ["six", Array(6).fill(NEW), "wrappingKeys must be an array of 1 to 5 keys"],
    ["16 bytes", [NEW, NEW.slice(0, 22)], "wrappingKeys[1] must be 32 bytes"],
    ["padded base64", [`${NEW}=`], "wrappingKeys[0] must be 32 bytes"],
    ["a number", [7], "wrappingKeys[0] must be a CryptoKey for AES-GCM"],
    [
      "a CryptoKey that only encrypts",
      [await aesKey(["encrypt"])],
      "with encrypt and decrypt",
    ],
  ] as const
) {
  Deno.test(`wrapping keys are refused with a sentence that repeats none: ${name}`, () => {
    const error = assertThrows(
      () => keyWrapping(keys as readonly WrappingKey[]),
      TypeError,
      message,
    );
    assertEquals(error.message.includes(NEW.slice(0, 8)), false);
  });
}

async function made(
  keys: readonly WrappingKey[] | undefined,
  alg = "ES256",
): Promise<StoredKey> {
  const key = await keyVault(keys && keyWrapping(keys)).make(alg);
  return { ...key, created_at: 0 };
}

for (const alg of ["RS256", "ES256", "EdDSA"]) {
  for (const keys of [undefined, [NEW]]) {
    const how = keys === undefined ? "in clear" : "wrapped";
    Deno.test(`a ${alg} key that was stored ${how} signs, and its public key verifies`, async () => {
      const key = await made(keys, alg);
      assertEquals("private_jwk" in key, keys === undefined);
      assertEquals("wrapped_private_jwk" in key, keys !== undefined);
      assertEquals("d" in key.public_jwk, false);
      const signer = await keyVault(keys && keyWrapping(keys)).open(key);
      assertEquals([signer.kid, signer.alg], [key.kid, alg]);
      const { x, y, n } = signer.publicJwk;
      assertEquals([x, y, n], [
        key.public_jwk.x,
        key.public_jwk.y,
        key.public_jwk.n,
      ]);
    });
  }
}

Deno.test("a stored key is not opened without its wrapping key, without its private key, or beside another public key", async () => {
  const [clear, wrapped, other] = [
    await made(undefined),
    await made([NEW]),
    await made(undefined),
  ];
  const { private_jwk: _, ...bare } = clear;
  for (
    const [key, message] of [
      [wrapped, "it is wrapped, and there are no wrappingKeys"],
      [bare, "its private key is not in the store"],
      [
        { ...clear, public_jwk: other.public_jwk },
        "the public key beside it belongs to another key",
      ],
    ] as const
  ) {
    await assertRejects(() => keyVault().open(key), Error, message);
  }
});
