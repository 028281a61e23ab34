import { assert, assertEquals } from "@std/assert";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { generateSigner, type SigningAlgorithm } from "@mintmark/oauth";
import {
  createVerifier,
  type JsonWebKey,
} from "@mintmark/oauth/resource-server";
import { ALGORITHMS } from "../../src/keys/algorithms.ts";
import { CLIENT, GOOD, ISSUER, NOW, post, testServer } from "../fixtures.ts";
import { IS_FULL } from "../scale.ts";
import { API } from "./tokens.ts";

/** What every runtime has; making RSA keys takes long. */
const ALGS = IS_FULL
  ? [...ALGORITHMS.keys()].filter((alg) => !alg.startsWith("ML-DSA"))
  : ["EdDSA", "ES256", "ES384", "PS256"];

for (const alg of ALGS) {
  Deno.test(`verify: a token of our server, signed with ${alg}`, async () => {
    const signer = await generateSigner(alg as SigningAlgorithm);
    const server = testServer({
      signer,
      clients: [{ ...CLIENT, default_resource: API }],
    });
    const { verify } = createVerifier({
      issuer: server.issuer,
      audience: API,
      keys: server.keys,
      now: () => NOW,
    });
    const { body } = await post(server, { ...GOOD, scope: "orders.read" });
    const claims = await verify(body.access_token, { scope: "orders.read" });

    assertEquals(claims.client_id, "test-client");
    assertEquals(claims.exp - claims.iat, 3600);
    assert(claims.jti.length > 20);
  });

  Deno.test(`verify: a token of jose, signed with ${alg}`, async () => {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    const jwk = await exportJWK(publicKey) as JsonWebKey;
    const { verify } = createVerifier({
      issuer: ISSUER,
      audience: API,
      jwks: { keys: [{ ...jwk, kid: "2026-11" }] },
    });
    const text = await new SignJWT({ client_id: "c", scope: "a b" })
      .setProtectedHeader({ alg, typ: "at+jwt", kid: "2026-11" })
      .setIssuer(ISSUER).setSubject("s").setAudience(["x", API])
      .setIssuedAt().setExpirationTime("5m").setJti("j").sign(privateKey);

    assertEquals((await verify(text)).aud, ["x", API]);
  });
}
