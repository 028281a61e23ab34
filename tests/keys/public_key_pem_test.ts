import { assertEquals, assertRejects } from "@std/assert";
import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { publicJwkFromPem, thumbprint } from "@mintmark/oauth";
import { EVERYWHERE, jwkOf, NODE_KEYS, pemOf } from "./node_keys.ts";

const spkiOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: "spki", format: "pem" }) as string;

for (const alg of EVERYWHERE) {
  Deno.test(`publicJwkFromPem: a public key for ${alg}, with its thumbprint`, async () => {
    const key = NODE_KEYS[alg];
    const jwk = jwkOf(createPublicKey(key));
    const expected = { ...jwk, kid: thumbprint(jwk), alg, use: "sig" };
    assertEquals(await publicJwkFromPem(alg, spkiOf(key)), expected);
    const oneLine = spkiOf(key).replaceAll("\n", "\\n");
    assertEquals(await publicJwkFromPem(alg, oneLine), expected);
  });
}

const SHORT = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;

const REFUSED = [
  ["a key of another type", "RS256", spkiOf(NODE_KEYS.ES256), /for RS256/],
  ["a key of another curve", "ES384", spkiOf(NODE_KEYS.ES256), /for ES384/],
  ["a private key", "ES256", pemOf(NODE_KEYS.ES256), /public key for ES256/],
  ["no PEM", "ES256", "MFkw", /public key for ES256/],
  [
    "a PEM that is cut off",
    "ES256",
    spkiOf(NODE_KEYS.ES256).slice(0, 60),
    /ES256/,
  ],
  ["RSA with 1024 bits", "PS256", spkiOf(SHORT), /^pem has 1024 bits/],
] as const;

for (const [name, alg, pem, message] of REFUSED) {
  Deno.test(`publicJwkFromPem: a TypeError for ${name}`, async () => {
    const error = await assertRejects(
      () => publicJwkFromPem(alg, pem),
      TypeError,
    );
    assertEquals(message.test(error.message), true, error.message);
  });
}
