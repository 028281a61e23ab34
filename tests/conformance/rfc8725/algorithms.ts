/**
 * RFC 8725 §3.1 to §3.7: algorithms, keys and bytes.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";
import { generateSigner, type JsonWebKey } from "@mintmark/oauth";
import { encodeBase64Url } from "../../../src/encoding/base64url.ts";
import { SIGNER } from "../../fixtures.ts";
import {
  CLAIMS,
  HEADER,
  testVerifier,
  token,
} from "../../resource_server/tokens.ts";
import type { Requirement } from "../requirement.ts";
import { assertInvalid, assertValid } from "../resource_server.ts";

const KEY = SIGNER.publicJwk;

const withKey = (jwk: JsonWebKey) => ({ jwks: { keys: [jwk] } });

/** A token whose signature is the HMAC of it under the public key. */
async function confused(): Promise<string> {
  const secret = new TextEncoder().encode(JSON.stringify(KEY));
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret, hmac, false, [
    "sign",
  ]);
  return await token({}, { alg: "HS256" }, {
    sign: async (data) =>
      new Uint8Array(
        await crypto.subtle.sign(hmac, key, data as Uint8Array<ArrayBuffer>),
      ),
  });
}

/** The rows of §3.1 to §3.7. */
export const ALGORITHMS: readonly Requirement[] = [
  {
    section: "3.1",
    level: "MUST",
    requirement: "the caller names the algorithms, and no other is used",
    choice: "By default all that the library knows: no symmetric one.",
    async check() {
      const text = await token();
      await assertValid(text, { algorithms: ["ES256"] });
      await assertInvalid(text, "algorithm_not_allowed", {
        algorithms: ["EdDSA", "RS256"],
      });
      await assertInvalid(await confused(), "algorithm_not_allowed");
      assertThrows(() => testVerifier({ algorithms: ["HS256"] }), TypeError);
    },
  },
  {
    section: "3.1",
    level: "MUST",
    requirement: "the algorithm in the header is the one that is used",
    async check() {
      await assertInvalid(await token({}, { alg: "EdDSA" }), "unknown_key");
    },
  },
  {
    section: "3.1",
    level: "MUST",
    requirement: "a key is used with one algorithm, which is checked",
    choice:
      "With the `alg` of the key; where it has none, with those that its `kty` and `crv` allow.",
    async check() {
      const { alg: _, ...unnamed } = KEY;
      await assertValid(await token(), withKey(unnamed));
      for (
        const jwk of [
          { ...KEY, alg: "ES384" },
          { ...KEY, use: "enc" },
          { ...KEY, key_ops: ["encrypt"] },
          { ...KEY, kty: "RSA" },
        ]
      ) await assertInvalid(await token(), "unknown_key", withKey(jwk));
    },
  },
  {
    section: "3.2",
    level: "SHOULD NOT",
    requirement: "a library accepts `none`",
    async check() {
      const text = await token({}, { alg: "none" });
      const unsigned = text.slice(0, text.lastIndexOf(".") + 1);
      await assertInvalid(text, "algorithm_not_allowed");
      await assertInvalid(unsigned, "algorithm_not_allowed");
      assertThrows(() => testVerifier({ algorithms: ["none"] }), TypeError);
    },
  },
  {
    section: "3.3",
    level: "MUST",
    requirement: "the whole JWT is refused where one operation fails",
    async check() {
      const [header, payload, signature] = (await token()).split(".");
      const zeros = encodeBase64Url(new Uint8Array(64));
      const short = signature!.slice(0, -2);
      for (const wrong of [zeros, short]) {
        await assertInvalid(
          `${header}.${payload}.${wrong}`,
          "wrong_signature",
        );
      }
    },
  },
  {
    section: "3.4",
    level: "MUST",
    requirement: "inputs such as points of a curve are validated",
    choice: "By WebCrypto: a key that it does not import verifies nothing.",
    async check() {
      const off = { ...KEY, y: KEY.x! };
      await assertInvalid(await token(), "wrong_signature", withKey(off));
    },
  },
  {
    section: "3.5",
    level: "MUST",
    requirement: "keys have enough entropy: no passwords",
    choice: "Symmetric keys are not used at all, nor RSA below 2048 bits.",
    async check() {
      const k = encodeBase64Url(new TextEncoder().encode("password"));
      const oct = { kty: "oct", kid: SIGNER.kid, k } as JsonWebKey;
      await assertInvalid(await token(), "unknown_key", withKey(oct));
      const n = encodeBase64Url(new Uint8Array(128).fill(0xff));
      const weak = { kty: "RSA", kid: SIGNER.kid, n, e: "AQAB" };
      const text = await token({}, { alg: "RS256" });
      await assertInvalid(text, "unknown_key", withKey(weak));
    },
  },
  {
    section: "3.7",
    level: "MUST",
    requirement: "header and payload are UTF-8",
    async check() {
      const signer = await generateSigner("ES256");
      const [header] = (await token({}, { kid: signer.kid }, signer))
        .split(".");
      const latin1 = JSON.stringify({ ...CLAIMS, name: "Zo\xeb" });
      const payload = encodeBase64Url(
        Uint8Array.from(latin1, (character) => character.charCodeAt(0)),
      );
      const input = new TextEncoder().encode(`${header}.${payload}`);
      const signature = await signer.sign(input, new AbortController().signal);
      const options = withKey(signer.publicJwk);
      assertEquals(HEADER.alg, signer.alg);
      const text = `${header}.${payload}.${encodeBase64Url(signature)}`;
      await assertMalformed(text, options);
    },
  },
];

/** Refused for its form, whatever the reason is called. */
async function assertMalformed(
  text: string,
  options: ReturnType<typeof withKey>,
): Promise<void> {
  const { refuse, verify } = testVerifier(options);
  const error = await verify(text).then(() => undefined, (error) => error);
  const response = refuse(error);
  assertEquals(response.status, 401);
  assertEquals(
    (await response.json()).error_description,
    "The access token is malformed.",
  );
}
