import { assertEquals, assertThrows } from "@std/assert";
import { createPublicKey } from "node:crypto";
import {
  importSigner,
  type JsonWebKey,
  type PrivateKey,
} from "@mintmark/oauth";
import { calculateJwkThumbprint, type JWK } from "jose";
import { algorithm } from "../../src/keys/algorithms.ts";
import { verifyBytes } from "../interop/node_crypto.js";
import {
  EVERYWHERE,
  type EverywhereAlgorithm,
  jwkOf,
  NODE_KEYS as KEYS,
  pemOf,
} from "./node_keys.ts";

const NEVER = new AbortController().signal;
const DATA = new TextEncoder().encode("header.payload");

async function cryptoKeyOf(
  alg: EverywhereAlgorithm,
  extractable: boolean,
): Promise<CryptoKey> {
  return await crypto.subtle.importKey(
    "pkcs8",
    new Uint8Array(KEYS[alg].export({ type: "pkcs8", format: "der" })),
    algorithm(alg).generate,
    extractable,
    ["sign"],
  );
}

async function pairOf(alg: EverywhereAlgorithm): Promise<CryptoKeyPair> {
  const { alg: _alg, ...jwk } = createPublicKey(KEYS[alg])
    .export({ format: "jwk" });
  return {
    privateKey: await cryptoKeyOf(alg, false),
    publicKey: await crypto.subtle.importKey(
      "jwk",
      jwk as globalThis.JsonWebKey,
      algorithm(alg).generate,
      true,
      ["verify"],
    ),
  };
}

const FORMS: Readonly<
  Record<string, (alg: EverywhereAlgorithm) => PrivateKey | Promise<PrivateKey>>
> = {
  "PKCS#8 in PEM": (alg) => pemOf(KEYS[alg]),
  "PKCS#8 in PEM among blank lines": (alg) => `\n\n${pemOf(KEYS[alg])}\n  `,
  "PKCS#8 in PEM with CRLF": (alg) => pemOf(KEYS[alg]).replaceAll("\n", "\r\n"),
  "PKCS#8 in PEM with line ends as environment files write them": (alg) =>
    pemOf(KEYS[alg]).replaceAll("\n", "\\n"),
  "PKCS#8 in PEM after the attributes that openssl writes": (alg) =>
    `Bag Attributes\n  friendlyName: key\n${pemOf(KEYS[alg])}`,
  "a private JWK": (alg) => jwkOf(KEYS[alg]),
  "a private JWK that says what it is for": (alg) => ({
    ...jwkOf(KEYS[alg]),
    alg,
    use: "sig",
    key_ops: ["sign"],
    ext: false,
  }),
  "an extractable CryptoKey": (alg) => cryptoKeyOf(alg, true),
  "a CryptoKeyPair with an unextractable private key": (alg) => pairOf(alg),
};

for (const alg of EVERYWHERE) {
  const published = createPublicKey(KEYS[alg]).export({ format: "jwk" });

  for (const [form, make] of Object.entries(FORMS)) {
    Deno.test(`${alg} of ${form}: signs, and its published key is the key's public half`, async () => {
      const signer = await importSigner(alg, await make(alg));
      const kid = await calculateJwkThumbprint(published as JWK);
      assertEquals(signer.alg, alg);
      assertEquals(signer.kid, kid);
      assertEquals(signer.publicJwk, { ...published, kid, alg, use: "sig" });

      const signature = await signer.sign(DATA, NEVER);
      const evidence = { alg, jwk: published, data: DATA, signature };
      assertEquals(verifyBytes(evidence), true);
    });
  }
}

Deno.test("RFC 8037 §A: the example key has the thumbprint and makes the signature of the RFC", async () => {
  const signer = await importSigner("EdDSA", {
    kty: "OKP",
    crv: "Ed25519",
    d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
  });
  assertEquals(signer.kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  const signature = await signer.sign(
    new TextEncoder().encode(
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
    ),
    NEVER,
  );
  assertEquals(
    signature.toBase64({ alphabet: "base64url", omitPadding: true }),
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
  );
});

Deno.test("the kid is the given one, else the JWK's, else the thumbprint", async () => {
  const jwk = { ...jwkOf(KEYS.ES256), kid: "of-the-jwk" };
  const given = await importSigner("ES256", jwk, { kid: "given" });
  assertEquals([given.kid, given.publicJwk.kid], ["given", "given"]);
  const own = await importSigner("ES256", jwk);
  assertEquals([own.kid, own.publicJwk.kid], ["of-the-jwk", "of-the-jwk"]);
  for (const form of Object.values(FORMS)) {
    const key = await form("ES256");
    assertEquals((await importSigner("ES256", key, { kid: "k" })).kid, "k");
  }
});

Deno.test("RFC 8037 §3.1, RFC 9864: an Ed25519 JWK may call its algorithm EdDSA or Ed25519", async () => {
  for (const alg of ["EdDSA", "Ed25519"] as const) {
    for (const marked of ["EdDSA", "Ed25519"]) {
      const jwk = { ...jwkOf(KEYS.EdDSA), alg: marked };
      const signer = await importSigner(alg, jwk);
      assertEquals([signer.alg, signer.publicJwk.alg], [alg, alg]);
    }
  }
});

Deno.test("an imported signer is not marked ephemeral, and cannot be changed", async () => {
  const signer = await importSigner("ES256", jwkOf(KEYS.ES256));
  assertEquals(signer.ephemeral, undefined);
  assertThrows(() => {
    (signer as { kid: string }).kid = "other";
  }, TypeError);
});

Deno.test("what the caller does to a JWK afterwards does not reach the signer", async () => {
  const jwk: { -readonly [K in keyof JsonWebKey]: JsonWebKey[K] } = {
    ...jwkOf(KEYS.ES256),
  };
  const { x } = jwk;
  const signer = await importSigner("ES256", jwk);
  jwk.x = "changed";
  assertEquals(signer.publicJwk.x, x);
});

Deno.test("the private key of an imported signer cannot be exported, whatever it was imported from", async () => {
  const original = SubtleCrypto.prototype.importKey;
  for (const form of ["PKCS#8 in PEM", "a private JWK"]) {
    const key = await FORMS[form]!("ES256");
    const seen: CryptoKey[] = [];
    // deno-lint-ignore no-explicit-any -- every overload at once
    SubtleCrypto.prototype.importKey = async function (...args: any[]) {
      // deno-lint-ignore no-explicit-any -- every overload at once
      const imported = await (original as any).apply(this, args);
      seen.push(imported);
      return imported;
    };
    try {
      await importSigner("ES256", key);
    } finally {
      SubtleCrypto.prototype.importKey = original;
    }
    // What signs is the last private key: a PEM is read through another one.
    const signing = seen.filter(({ type }) => type === "private").at(-1);
    assertEquals(signing?.extractable, false);
  }
});
