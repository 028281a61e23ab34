import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { createPrivateKey, createPublicKey } from "node:crypto";
import {
  generatePrivateKey,
  importSigner,
  type JsonWebKey,
  privateKeyPem,
  type SigningAlgorithm,
} from "@mintmark/oauth";
import { modulusBits } from "../../src/keys/rsa_modulus.ts";
import { verificationKeys } from "../../src/keys/verification_keys.ts";
import { POST_QUANTUM } from "./node_keys.ts";

const NEVER = new AbortController().signal;
const DATA = new TextEncoder().encode("header.payload");

const RSA_MEMBERS = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];

/** The members of a private key of each algorithm. */
const MEMBERS: readonly (readonly [SigningAlgorithm, readonly string[]])[] = [
  ["RS256", RSA_MEMBERS],
  ["PS384", RSA_MEMBERS],
  ["ES256", ["crv", "x", "y", "d"]],
  ["ES384", ["crv", "x", "y", "d"]],
  ["ES512", ["crv", "x", "y", "d"]],
  ["EdDSA", ["crv", "x", "d"]],
  ["Ed25519", ["crv", "x", "d"]],
  ["ML-DSA-44", ["pub", "priv"]],
  ["ML-DSA-65", ["pub", "priv"]],
  ["ML-DSA-87", ["pub", "priv"]],
];

const PUBLIC = ["crv", "x", "y", "n", "e", "pub"];

for (const [alg, members] of MEMBERS) {
  const generated = await generatePrivateKey(alg);

  Deno.test(`a private key for ${alg} has its members, kid, alg and use, and its public half has no private one`, () => {
    const { kid, private_jwk, public_jwk } = generated;
    assertEquals(generated.alg, alg);
    assertEquals(
      Object.keys(private_jwk).toSorted(),
      ["kty", ...members, "kid", "alg", "use"].toSorted(),
    );
    assertEquals(
      public_jwk,
      Object.fromEntries(
        Object.entries(private_jwk).filter(([name]) =>
          [...PUBLIC, "kty", "kid", "alg", "use"].includes(name)
        ),
      ),
    );
    for (const jwk of [private_jwk, public_jwk]) {
      assertEquals([jwk.kid, jwk.alg, jwk.use], [kid, alg, "sig"]);
    }
  });

  Deno.test(`a private key for ${alg}, kept as JSON or PEM, signs, and its public half verifies`, async () => {
    const kept = JSON.parse(JSON.stringify(generated));
    const { kid, private_jwk, public_jwk } = kept;
    const pem = await privateKeyPem(private_jwk);
    for (const form of [private_jwk, pem]) {
      const signer = await importSigner(alg, form);
      assertEquals([signer.kid, signer.publicJwk], [kid, public_jwk]);
      const signature = await signer.sign(DATA, NEVER);
      const [candidate] = verificationKeys({ keys: [public_jwk] })
        .candidates({ alg, kid });
      assertEquals(await candidate!.verify(DATA, signature), true);
      assertEquals(
        await candidate!.verify(new Uint8Array(4), signature),
        false,
      );
    }
    // The node:crypto of Deno has no ML-DSA.
    if (POST_QUANTUM.includes(alg)) return;
    const { x, y, n } = createPublicKey(createPrivateKey(pem))
      .export({ format: "jwk" });
    assertEquals([x, y, n], [public_jwk.x, public_jwk.y, public_jwk.n]);
  });
}

Deno.test("every key that is made is another one", async () => {
  const keys = await Promise.all([1, 2].map(() => generatePrivateKey("ES256")));
  assertNotEquals(keys[0]!.kid, keys[1]!.kid);
  assertNotEquals(keys[0]!.private_jwk.d, keys[1]!.private_jwk.d);
});

Deno.test("a kid of one's own is that of both halves", async () => {
  const key = await generatePrivateKey("ES256", { kid: "2026-07" });
  assertEquals(
    [key.kid, key.private_jwk.kid, key.public_jwk.kid],
    ["2026-07", "2026-07", "2026-07"],
  );
});

Deno.test("an RSA key is as large as it is asked for", async () => {
  const { public_jwk } = await generatePrivateKey("RS256", {
    modulusLength: 2560,
  });
  assertEquals(modulusBits(public_jwk), 2560);
});

Deno.test("RFC 7518 §3.3: no RSA key is made with fewer than 2048 bits, nor one that no verifier here takes", async () => {
  for (const modulusLength of [1024, 2047, 2049, 8200, 16384, NaN, "2048"]) {
    await assertRejects(
      () =>
        generatePrivateKey("PS256", { modulusLength } as {
          modulusLength: number;
        }),
      TypeError,
      `modulusLength must be a multiple of 8 from 2048 to 8192, not ${modulusLength}`,
    );
  }
  await assertRejects(
    () => generatePrivateKey("ES256", { modulusLength: 2048 }),
    TypeError,
    "modulusLength is not an option of ES256",
  );
});

Deno.test("an unknown algorithm or an empty kid is a TypeError", async () => {
  await assertRejects(
    () => generatePrivateKey("HS256" as SigningAlgorithm),
    TypeError,
    'not "HS256"',
  );
  await assertRejects(
    () => generatePrivateKey("ES256", { kid: "" }),
    TypeError,
    "kid must not be empty",
  );
});

Deno.test("privateKeyPem: what is no private key with alg is refused, and nothing of it repeated", async () => {
  const { private_jwk, public_jwk } = await generatePrivateKey("ES256");
  const { d } = private_jwk;
  const { alg: _, ...nameless } = private_jwk;
  const rows: readonly (readonly [unknown, string])[] = [
    [undefined, "alg must be one of"],
    [nameless, "alg must be one of"],
    [public_jwk, "key is a public key"],
    [{ ...private_jwk, alg: "ES384" }, "needs P-384"],
    [{ ...private_jwk, d: "AA" }, "key is not a valid JWK for ES256"],
  ];
  for (const [jwk, message] of rows) {
    const error = await assertRejects(
      () => privateKeyPem(jwk as JsonWebKey),
      TypeError,
      message,
    );
    assertEquals(`${error.message} ${error.cause}`.includes(d!), false);
  }
});
