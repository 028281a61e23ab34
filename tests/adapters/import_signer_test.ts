import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  generatePrivateKey,
  importSigner as importWebCryptoSigner,
  privateKeyPem,
  type SigningAlgorithm,
} from "@mintmark/oauth";
import { importSigner } from "../../src/adapters/import_signer.ts";
import { algorithm } from "../../src/keys/algorithms.ts";
import { importJwk } from "../../src/keys/crypto_keys.ts";
import type { Signer } from "../../src/keys/signer.ts";

const DATA = new TextEncoder().encode("header.payload");

const { signal } = new AbortController();

const bytes = (signature: Uint8Array) => Uint8Array.from(signature);

async function verifies(signer: Signer, data: Uint8Array): Promise<boolean> {
  const entry = algorithm(signer.alg);
  const key = await importJwk(entry, signer.publicJwk, {
    usage: "verify",
    extractable: true,
  });
  const signature = await signer.sign(data, signal);
  return await crypto.subtle.verify(
    entry.sign,
    key,
    Uint8Array.from(signature),
    Uint8Array.from(data),
  );
}

const ALGORITHMS: readonly SigningAlgorithm[] = [
  "EdDSA",
  "Ed25519",
  "ES256",
  "ES384",
  "RS256",
];

for (const alg of ALGORITHMS) {
  Deno.test(`importSigner of the runtime: ${alg} is the signer of the main entry in every form of the key`, async () => {
    const { private_jwk } = await generatePrivateKey(alg);
    const expected = await importWebCryptoSigner(alg, private_jwk);
    const keys = [private_jwk, await privateKeyPem(private_jwk)];
    for (const key of keys) {
      const signer = await importSigner(alg, key);
      const { kid, publicJwk } = signer;
      assertEquals(signer.alg, alg);
      assertEquals({ ...publicJwk, kid }, { ...expected.publicJwk, kid });
      assert(await verifies(signer, DATA));
    }
    const named = await importSigner(alg, private_jwk, { kid: "one" });
    assertEquals([named.kid, named.publicJwk.kid], ["one", "one"]);
  });
}

Deno.test("importSigner of the runtime RFC 8032 §5.1.6: an Ed25519 signature is the same, whoever makes it", async () => {
  const { private_jwk } = await generatePrivateKey("EdDSA");
  const [one, other] = await Promise.all(
    [importSigner, importWebCryptoSigner].map(async (importKey) =>
      (await importKey("EdDSA", private_jwk)).sign(DATA, signal)
    ),
  );
  assertEquals(Uint8Array.from(one!), Uint8Array.from(other!));
});

Deno.test("importSigner of the runtime: a CryptoKeyPair that cannot be exported signs", async () => {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, false, [
    "sign",
    "verify",
  ]) as CryptoKeyPair;
  assert(await verifies(await importSigner("EdDSA", pair), DATA));
});

Deno.test("importSigner of the runtime: before, while and after it loads what signs, each signature is right", async () => {
  const { private_jwk } = await generatePrivateKey("EdDSA");
  const signer = await importSigner("EdDSA", private_jwk);
  const alone = await importWebCryptoSigner("EdDSA", private_jwk);
  for (let turn = 0; turn < 20; turn++) {
    const texts = Array.from(
      { length: 10 },
      (_, i) => new TextEncoder().encode(`header.${turn}-${i}`),
    );
    const [these, those] = await Promise.all(
      [signer, alone].map((each) =>
        Promise.all(texts.map((text) => each.sign(text, signal)))
      ),
    );
    assertEquals(these!.map(bytes), those!.map(bytes));
  }
});

Deno.test("importSigner of the runtime: a key of another type is refused as by the main entry", async () => {
  const { private_jwk, public_jwk } = await generatePrivateKey("ES256");
  for (const key of [private_jwk, public_jwk, "no PEM"]) {
    const [one, other] = await Promise.all(
      [importSigner, importWebCryptoSigner].map((importKey) =>
        assertRejects(() => importKey("EdDSA", key), TypeError)
      ),
    );
    assertEquals(one!.message, other!.message);
  }
});
