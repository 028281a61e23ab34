import { assert, assertEquals, assertRejects } from "@std/assert";
import { generatePrivateKey, importSigner } from "@mintmark/oauth";
import { isNative, nativeSign } from "../../src/adapters/native_sign.ts";
import { ALGORITHMS } from "../../src/keys/algorithms.ts";

const DATA = new TextEncoder().encode("header.payload");

const { signal } = new AbortController();

const { private_jwk } = await generatePrivateKey("EdDSA");
const alone = await importSigner("EdDSA", private_jwk);

Deno.test("isNative: on Deno the algorithms of Ed25519 alone", () => {
  const native = [...ALGORITHMS.values()].map(({ alg }) => alg).filter(
    isNative,
  );
  assertEquals(native, ["EdDSA", "Ed25519"]);
});

Deno.test("nativeSign: as many as are asked for at once, each its own", async () => {
  const sign = await nativeSign("EdDSA", private_jwk);
  const texts = Array.from(
    { length: 100 },
    (_, i) => new TextEncoder().encode(`header.${i}`),
  );
  const signatures = await Promise.all(texts.map(sign));
  for (const [i, text] of texts.entries()) {
    assertEquals(
      Uint8Array.from(signatures[i]!),
      Uint8Array.from(await alone.sign(text, signal)),
    );
  }
});

Deno.test("nativeSign: no more than sixteen signatures are made in a row", async () => {
  const sign = await nativeSign("EdDSA", private_jwk);
  let made = 0;
  const all = Array.from({ length: 40 }, () => sign(DATA).then(() => made++));
  const seen = new Set([0]);
  while (made < 40) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    seen.add(made);
  }
  await Promise.all(all);
  assertEquals([...seen], [0, 16, 32, 40]);
});

Deno.test("nativeSign: what fails to be signed fails alone", async () => {
  const sign = await nativeSign("EdDSA", private_jwk);
  const wrong = sign(7 as unknown as Uint8Array);
  const right = sign(DATA);
  await assertRejects(() => wrong);
  assert((await right).length === 64);
});
