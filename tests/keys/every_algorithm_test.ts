/** Signatures that other libraries make of each algorithm, and ours theirs. */

import { assertEquals, assertRejects } from "@std/assert";
import {
  generatePrivateKey,
  importSigner,
  type JsonWebKey,
  type SigningAlgorithm,
} from "@mintmark/oauth";
import { CompactSign, compactVerify, importJWK, type JWK } from "jose";
import { decodeBase64Url } from "../../src/encoding/base64url.ts";
import { ALGORITHMS } from "../../src/keys/algorithms.ts";
import { verificationKeys } from "../../src/keys/verification_keys.ts";
import { EVERYWHERE, jwkOf, NODE_KEYS, POST_QUANTUM } from "./node_keys.ts";

const NEVER = new AbortController().signal;
const UTF8 = new TextEncoder();

/** A private key for each; those of RSA are one, which another library made. */
const KEYS: ReadonlyMap<SigningAlgorithm, JsonWebKey> = new Map([
  ...EVERYWHERE.map((alg) => [alg, jwkOf(NODE_KEYS[alg])] as const),
  ...await Promise.all(
    POST_QUANTUM.map(async (alg) =>
      [alg, (await generatePrivateKey(alg)).private_jwk] as const
    ),
  ),
]);

/** Signing input and signature of what jose signs. */
async function joseSigns(
  alg: string,
  jwk: JsonWebKey,
): Promise<readonly [Uint8Array, Uint8Array]> {
  const jws = await new CompactSign(UTF8.encode("payload"))
    .setProtectedHeader({ alg })
    .sign(await importJWK(jwk as JWK, alg));
  const [header, payload, signature] = jws.split(".");
  return [UTF8.encode(`${header}.${payload}`), decodeBase64Url(signature!)!];
}

Deno.test("there is a key for every algorithm of the table", () => {
  assertEquals([...KEYS.keys()].toSorted(), [...ALGORITHMS.keys()].toSorted());
});

for (const [alg, jwk] of KEYS) {
  const keys = verificationKeys({ keys: [jwk] });

  Deno.test(`what jose signs with ${alg} is verified, and nothing of another length`, async () => {
    const [data, signature] = await joseSigns(alg, jwk);
    const [key] = keys.candidates({ alg });
    assertEquals(await key!.verify(data, signature), true);
    assertEquals(await key!.verify(data.subarray(1), signature), false);
    for (const changed of [[...signature, 0], [0, ...signature]]) {
      assertEquals(await key!.verify(data, Uint8Array.from(changed)), false);
    }
    assertEquals(await key!.verify(data, signature.subarray(1)), false);
    const zeros = new Uint8Array(signature.length);
    assertEquals(await key!.verify(data, zeros), false);
  });

  Deno.test(`what is signed with ${alg}, jose verifies with the published key`, async () => {
    const signer = await importSigner(alg, jwk);
    const header = btoa(JSON.stringify({ alg })).replace(/=+$/, "");
    const input = `${header}.cGF5bG9hZA`;
    const signature = await signer.sign(UTF8.encode(input), NEVER);
    const jws = `${input}.${
      signature.toBase64({ alphabet: "base64url", omitPadding: true })
    }`;
    const published = await importJWK(signer.publicJwk as JWK);
    await compactVerify(jws, published, { algorithms: [alg] });
    await assertRejects(() => compactVerify(`${jws}A`, published));
  });

  Deno.test(`RFC 8725 §3.1: a signature of ${alg} is one of no other algorithm`, async () => {
    const [data, signature] = await joseSigns(alg, jwk);
    const same = ALGORITHMS.get(alg)!.keyAlgs;
    for (const other of ALGORITHMS.keys()) {
      const { alg: _, ...unmarked } = jwk;
      const [key] = verificationKeys({ keys: [unmarked, jwk] })
        .candidates({ alg: other });
      const isVerified = await key?.verify(data, signature) ?? false;
      assertEquals(isVerified, same.includes(other), other);
    }
  });

  Deno.test(`RFC 7517 §4.4: a key that is marked for ${alg} is a candidate of it alone`, () => {
    const marked = verificationKeys({ keys: [{ ...jwk, alg }] });
    assertEquals(
      [...ALGORITHMS.keys()].filter((other) =>
        marked.candidates({ alg: other }).length > 0
      ),
      ALGORITHMS.get(alg)!.keyAlgs,
    );
  });
}

Deno.test("RFC 9864 §2.2: a key for Ed25519 verifies under both names, whichever it is marked with", async () => {
  const jwk = KEYS.get("EdDSA")!;
  for (const marked of ["EdDSA", "Ed25519", undefined]) {
    for (const alg of ["EdDSA", "Ed25519"]) {
      const [data, signature] = await joseSigns(alg, jwk);
      const keys = verificationKeys({
        keys: [{ ...jwk, ...(marked && { alg: marked }) }],
      });
      const [key] = keys.candidates({ alg });
      assertEquals(await key!.verify(data, signature), true);
    }
  }
});

Deno.test("a key of type AKP that does not say its algorithm is no candidate", () => {
  const { alg: _, ...jwk } = KEYS.get("ML-DSA-65")!;
  const keys = verificationKeys({ keys: [jwk] });
  assertEquals(keys.candidates({ alg: "ML-DSA-65" }), []);
});
