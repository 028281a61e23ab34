/**
 * RFC 7515 §5 and after: signing, and the published examples.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { generateKeyPairSync } from "node:crypto";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createLocalJWKSet, jwtVerify } from "jose";
import { importSigner, type JsonWebKey, type Signer } from "@mintmark/oauth";
import { NOW, SIGNER, testServer } from "../../fixtures.ts";
import { issue, visit } from "../black_box.ts";
import { verifyBytes } from "../../interop/node_crypto.js";
import type { Requirement } from "../requirement.ts";
import { policy, textOf } from "./serialization.ts";
import {
  RFC_7515_A2,
  RFC_7515_A3,
  RFC_7515_A4,
  RFC_8037,
  SIGNATURES,
  type SignatureVector,
} from "../vectors.ts";

/** Verifies with OpenSSL, which shares no code with what signs. */
function isSignature(
  { alg, jwk }: Pick<SignatureVector, "alg" | "jwk">,
  input: string,
  signature: string,
): boolean {
  return verifyBytes({
    alg,
    jwk,
    data: Buffer.from(input),
    signature: Buffer.from(signature, "base64url"),
  });
}

/** What a signer makes of a vector, base64url. */
async function sign({ alg, jwk, input }: SignatureVector): Promise<string> {
  const signer = await importSigner(alg, jwk);
  const { signal } = new AbortController();
  const signature = await signer.sign(new TextEncoder().encode(input), signal);
  return Buffer.from(signature).toString("base64url");
}

/** The rows of §5 and after. */
export const SIGNATURE: readonly Requirement[] = [
  {
    section: "5.1",
    level: "defined",
    requirement: "what is signed is the first two parts as they are sent",
    async check() {
      let input = "";
      const signer: Signer = {
        ...SIGNER,
        sign(data, signal) {
          input = new TextDecoder().decode(data);
          return SIGNER.sign(data, signal);
        },
      };
      const { token } = await issue(testServer({ signer, policy }));
      assertEquals(input, token.slice(0, token.lastIndexOf(".")));
    },
  },
  {
    section: "5.2",
    level: "defined",
    requirement: "the signature validates with the key of the server",
    choice: "Tested with `node:crypto` and with jose, for every algorithm.",
    async check() {
      for (const { alg, jwk } of SIGNATURES) {
        const server = testServer({
          signer: await importSigner(alg, jwk),
          policy,
        });
        const { token } = await issue(server);
        const at = token.lastIndexOf(".");
        const published = (await visit(server, "/jwks")).body;
        assert(isSignature(
          { alg, jwk: published.keys[0] },
          token.slice(0, at),
          token.slice(at + 1),
        ));
        const { payload } = await jwtVerify(
          token,
          createLocalJWKSet(published),
          { algorithms: [alg], currentDate: new Date(NOW * 1000) },
        );
        assertEquals(payload.text, "?>?>~~ ÿÿ🗝");
      }
    },
  },
  {
    section: "7.1",
    level: "defined",
    requirement: "the compact serialization can be put in a URL as it is",
    async check() {
      const { token } = await issue(testServer({ policy }));
      assertEquals(encodeURIComponent(token), token);
    },
  },
  {
    section: "7.2",
    level: "MAY",
    requirement: "a JWS may be serialized as JSON",
    choice: "It is not: RFC 9068 tokens are JWTs, which are compact.",
    async check() {
      assertMatch((await issue(testServer())).token, /^[\w-]+(\.[\w-]+){2}$/);
    },
  },
  {
    section: "10.1",
    level: "defined",
    requirement: "keys are strong enough",
    choice: "RSA keys of less than 2,048 bits (RFC 7518 §3.3) are refused.",
    async check() {
      const { privateKey } = generateKeyPairSync("rsa", {
        modulusLength: 1024,
      });
      const weak = privateKey.export({ format: "jwk" }) as JsonWebKey;
      await assertRejects(
        () => importSigner("RS256", weak),
        TypeError,
        "key has 1024 bits",
      );
    },
  },
  {
    section: "10.7",
    level: "defined",
    requirement: "a key is used with the algorithm that it is for",
    async check() {
      const mismatched: [SignatureVector["alg"], JsonWebKey][] = [
        ["ES256", RFC_7515_A2.jwk],
        ["RS256", RFC_7515_A3.jwk],
        ["ES256", RFC_8037.jwk],
        ["RS256", { ...RFC_7515_A2.jwk, alg: "PS256" }],
      ];
      for (const [alg, jwk] of mismatched) {
        await assertRejects(() => importSigner(alg, jwk), TypeError, "key is");
      }
    },
  },
  {
    section: "10.12",
    level: "defined",
    requirement: "a name does not occur twice in JSON that is signed",
    choice:
      "Nor in claims (RFC 7519 §4): what is added cannot repeat or replace those of the server.",
    async check() {
      const names = ["iss", "sub", "aud", "client_id", "scope", "iat", "exp"];
      const claims = Object.fromEntries(
        [...names, "nbf", "jti", "cnf", "tenant"].map((name) => [name, "x"]),
      );
      const server = testServer({ policy: () => ({ claims }) });
      const { token } = await issue(server);
      const text = textOf(token.split(".")[1]);
      const signed = JSON.parse(text);
      assertEquals(JSON.stringify(signed), text);
      assertEquals(
        Object.keys(signed).filter((name) => signed[name] === "x"),
        ["tenant"],
      );
    },
  },
  {
    section: "A.2",
    level: "defined",
    requirement: "the key of the example makes its RS256 signature",
    async check() {
      assertEquals(await sign(RFC_7515_A2), RFC_7515_A2.signature);
      // The same for EdDSA, of which RFC 8037 A.4 has the example.
      assertEquals(await sign(RFC_8037), RFC_8037.signature);
    },
  },
  {
    section: "A.3",
    level: "defined",
    requirement:
      "the key of the example makes ES256 signatures, which are `r` and `s`",
    async check() {
      const signature = await sign(RFC_7515_A3);
      assertEquals(Buffer.from(signature, "base64url").length, 64);
      assert(isSignature(RFC_7515_A3, RFC_7515_A3.input, signature));
      assert(isSignature(
        RFC_7515_A3,
        RFC_7515_A3.input,
        RFC_7515_A3.signature,
      ));
    },
  },
  {
    section: "A.4",
    level: "defined",
    requirement:
      "the key of the example makes ES512 signatures, which are `r` and `s` of 66 bytes each",
    async check() {
      const signature = await sign(RFC_7515_A4);
      assertEquals(Buffer.from(signature, "base64url").length, 132);
      for (const made of [signature, RFC_7515_A4.signature]) {
        assert(isSignature(RFC_7515_A4, RFC_7515_A4.input, made));
      }
    },
  },
  {
    section: "C",
    level: "defined",
    requirement: "the example bytes have the example encoding",
    async check() {
      const signer: Signer = {
        ...SIGNER,
        sign: () => Promise.resolve(new Uint8Array([3, 236, 255, 224, 193])),
      };
      const { token } = await issue(testServer({ signer }));
      assertEquals(token.split(".")[2], "A-z_4ME");
    },
  },
];
