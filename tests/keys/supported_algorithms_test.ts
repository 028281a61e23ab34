import { assertEquals, assertRejects } from "@std/assert";
import {
  generatePrivateKey,
  generateSigner,
  importSigner,
  isSupportedAlgorithm,
  type SigningAlgorithm,
} from "@mintmark/oauth";
import { ALGORITHMS } from "../../src/keys/algorithms.ts";

type GenerateKey = (...args: unknown[]) => Promise<unknown>;

/** Runs something on a runtime that makes keys as `generate` says. */
async function withGenerateKey<T>(
  generate: GenerateKey,
  work: () => Promise<T>,
): Promise<T> {
  const original = SubtleCrypto.prototype.generateKey;
  SubtleCrypto.prototype.generateKey = generate as typeof original;
  try {
    return await work();
  } finally {
    SubtleCrypto.prototype.generateKey = original;
  }
}

const lacking: GenerateKey = () =>
  Promise.reject(new DOMException("unknown", "NotSupportedError"));

// First, since what is found out is kept.
Deno.test("importing a key makes no other one to try its algorithm out", async () => {
  const refusing = () => Promise.reject(new Error("a key was made"));
  const signer = await withGenerateKey(
    refusing,
    () =>
      importSigner("EdDSA", {
        kty: "OKP",
        crv: "Ed25519",
        d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
      }),
  );
  assertEquals(signer.alg, "EdDSA");
});

// Before the others, since what is found out is kept.
Deno.test("a runtime without an algorithm says so in a sentence, wherever a key for it is made or imported", async () => {
  const alg = "ML-DSA-87";
  await withGenerateKey(lacking, async () => {
    assertEquals(await isSupportedAlgorithm(alg), false);
  });
  for (
    const work of [
      () => generateSigner(alg),
      () => generatePrivateKey(alg),
      () => importSigner(alg, { kty: "AKP", alg, pub: "AA", priv: "AA" }),
    ]
  ) {
    await assertRejects(
      work,
      TypeError,
      "alg ML-DSA-87 is not in the WebCrypto of this runtime: choose another one, or a newer runtime",
    );
  }
});

Deno.test("a runtime that makes no keys at the moment is asked again", async () => {
  const refusing = () => Promise.reject(new Error("not in the global scope"));
  await assertRejects(
    () =>
      withGenerateKey(refusing, async () => {
        await isSupportedAlgorithm("ML-DSA-44");
      }),
    Error,
    "not in the global scope",
  );
  assertEquals(await isSupportedAlgorithm("ML-DSA-44"), true);
});

Deno.test("what a runtime can do is tried out once, and not at all for RSA", async () => {
  let count = 0;
  const { generateKey } = crypto.subtle;
  await withGenerateKey(
    function (this: unknown, ...args) {
      count++;
      return (generateKey as GenerateKey).apply(this, args);
    },
    async () => {
      for (const _ of [1, 2]) {
        for (const alg of ["RS256", "PS512", "ES384", "EdDSA", "Ed25519"]) {
          assertEquals(
            await isSupportedAlgorithm(alg as SigningAlgorithm),
            true,
          );
        }
      }
    },
  );
  assertEquals(count, 2);
});

Deno.test("this runtime has every algorithm of the table", async () => {
  for (const alg of ALGORITHMS.keys()) {
    if (alg === "ML-DSA-87") continue;
    assertEquals(
      await isSupportedAlgorithm(alg as SigningAlgorithm),
      true,
      alg,
    );
  }
});

Deno.test("an algorithm that no runtime could be asked for is a TypeError", async () => {
  await assertRejects(
    () => isSupportedAlgorithm("none" as SigningAlgorithm),
    TypeError,
    'not "none"',
  );
});
