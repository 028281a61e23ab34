import { assertEquals } from "@std/assert";
import { createPrivateKey, sign } from "node:crypto";
import fc from "fast-check";
import type { JsonWebKey } from "@mintmark/oauth";
import { decodeBase64Url } from "../../src/encoding/base64url.ts";
import {
  type VerificationKey,
  verificationKeys,
} from "../../src/keys/verification_keys.ts";
import { SIGNATURES } from "../conformance/vectors.ts";
import { runs } from "../scale.ts";

const UTF8 = new TextEncoder();

function keyFor(jwk: JsonWebKey, alg: string): VerificationKey {
  return verificationKeys({ keys: [jwk] }).candidates({ alg })[0]!;
}

for (const { alg, jwk, input, signature } of SIGNATURES) {
  const data = UTF8.encode(input);
  const good = decodeBase64Url(signature)!;

  Deno.test(`the ${alg} signature of the RFC is verified with the key of the RFC, even where that is published with its private members`, async () => {
    assertEquals(await keyFor(jwk, alg).verify(data, good), true);
    const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...rest } = jwk;
    assertEquals(await keyFor(rest, alg).verify(data, good), true);
  });

  Deno.test(`${alg}: another text, another key or another length is false`, async () => {
    const key = keyFor(jwk, alg);
    assertEquals(await key.verify(UTF8.encode(`${input}A`), good), false);
    assertEquals(await key.verify(data, new Uint8Array()), false);
    assertEquals(await key.verify(data, good.subarray(1)), false);
    assertEquals(await key.verify(data, new Uint8Array(good.length)), false);
    const longer = new Uint8Array([...good, 0]);
    assertEquals(await key.verify(data, longer), false);
    assertEquals(await key.verify(data, new Uint8Array([0, ...good])), false);
  });

  Deno.test(`${alg}: no signature with a changed byte is verified`, async () => {
    const key = keyFor(jwk, alg);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: good.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const changed = good.slice();
          changed[at]! ^= mask;
          assertEquals(await key.verify(data, changed), false);
        },
      ),
      { numRuns: runs(20, 2_000) },
    );
  });
}

Deno.test("RFC 7518 §3.4: an ECDSA signature in DER is none", async () => {
  const { jwk, input } = SIGNATURES.find(({ alg }) => alg === "ES256")!;
  const key = createPrivateKey({
    key: { ...jwk, key_ops: ["sign"] },
    format: "jwk",
  });
  const verify = keyFor(jwk, "ES256").verify;
  const data = UTF8.encode(input);
  const raw = sign("sha256", data, { key, dsaEncoding: "ieee-p1363" });
  assertEquals(await verify(data, raw), true);
  assertEquals(await verify(data, sign("sha256", data, key)), false);
});

/** A platform that counts imports, as long as `work` goes on. */
async function countImports(work: () => Promise<void>): Promise<number> {
  const original = SubtleCrypto.prototype.importKey;
  let count = 0;
  SubtleCrypto.prototype.importKey = function (...args: unknown[]) {
    count++;
    // deno-lint-ignore no-explicit-any
    return (original as any).apply(this, args);
  };
  try {
    await work();
  } finally {
    SubtleCrypto.prototype.importKey = original;
  }
  return count;
}

Deno.test("a key is imported when it is first needed, and once", async () => {
  const { alg, jwk, input, signature } = SIGNATURES[1]!;
  const data = UTF8.encode(input);
  const good = decodeBase64Url(signature)!;
  let key: VerificationKey;
  assertEquals(
    await countImports(async () => {
      key = keyFor(jwk, alg);
      assertEquals(await key.verify(data, good.subarray(1)), false);
    }),
    0,
  );
  const verifyTwice = async () => {
    for (const _ of [1, 2]) assertEquals(await key.verify(data, good), true);
  };
  assertEquals(await countImports(verifyTwice), 1);
  assertEquals(await countImports(verifyTwice), 0);
});

const UNUSABLE: readonly (readonly [string, object])[] = [
  ["ES256", { kty: "EC", crv: "P-256", x: "AA", y: "AA" }],
  ["ES256", { ...SIGNATURES[1]!.jwk, x: SIGNATURES[1]!.jwk.y }],
  ["ES256", { ...SIGNATURES[1]!.jwk, y: undefined }],
  ["ES256", { ...SIGNATURES[1]!.jwk, y: 7 }],
  ["EdDSA", { kty: "OKP", crv: "Ed25519", x: "AA" }],
  ["EdDSA", { kty: "OKP", crv: "Ed25519" }],
];

for (const [alg, jwk] of UNUSABLE) {
  Deno.test(`a key that cannot be imported verifies nothing and is not tried again: ${alg} ${Deno.inspect(jwk, { compact: true, breakLength: 999 }).slice(0, 60)}`, async () => {
    const key = keyFor(jwk, alg);
    const imports = await countImports(async () => {
      for (const _ of [1, 2, 3]) {
        const length = 64;
        assertEquals(
          await key.verify(new Uint8Array(3), new Uint8Array(length)),
          false,
        );
      }
    });
    assertEquals(imports, 1);
  });
}

Deno.test("a request whose import never ends does not hold up the next one", async () => {
  const { alg, jwk, input, signature } = SIGNATURES[1]!;
  const data = UTF8.encode(input);
  const good = decodeBase64Url(signature)!;
  const key = keyFor(jwk, alg);
  const original = SubtleCrypto.prototype.importKey;
  SubtleCrypto.prototype.importKey =
    (() => new Promise(() => {})) as typeof original;
  key.verify(data, good);
  SubtleCrypto.prototype.importKey = original;
  assertEquals(await key.verify(data, good), true);
});
