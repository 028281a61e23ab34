/**
 * RFC 7518 §6: algorithms for keys.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { generateKeyPairSync } from "node:crypto";
import { assertEquals, assertRejects } from "@std/assert";
import {
  generatePrivateKey,
  importSigner,
  type JsonWebKey,
} from "@mintmark/oauth";
import type { Requirement } from "../requirement.ts";
import { RFC_7517_RSA } from "../vectors.ts";
import { published } from "../rfc7517/published.ts";
import { issueWith, RSA } from "./token.ts";

const bytesOf = (text: unknown): Uint8Array =>
  Buffer.from(text as string, "base64url");

/** The rows of §6. */
export const KEYS: readonly Requirement[] = [
  {
    section: "6.2.1",
    level: "MUST",
    requirement:
      "an EC key has `crv`, `x` and `y`, the coordinates in their full length",
    async check() {
      const lengths = [
        ["ES256", "P-256", 32],
        ["ES384", "P-384", 48],
        ["ES512", "P-521", 66],
      ] as const;
      for (const [alg, crv, length] of lengths) {
        const { privateKey } = generateKeyPairSync("ec", { namedCurve: crv });
        const { jwk } = await issueWith(alg, privateKey);
        assertEquals(
          [jwk.kty, jwk.crv, bytesOf(jwk.x).length, bytesOf(jwk.y).length],
          ["EC", crv, length, length],
        );
      }
    },
  },
  {
    section: "6.2.2",
    level: "MUST",
    requirement: "a private EC key has `d` as well, in its full length",
    async check() {
      for (
        const [alg, length] of [["ES256", 32], ["ES384", 48], ["ES512", 66]]
      ) {
        const { private_jwk, public_jwk } = await generatePrivateKey(
          alg as "ES256",
        );
        assertEquals(bytesOf(private_jwk.d).length, length);
        assertEquals("d" in public_jwk, false);
      }
    },
  },
  {
    section: "6.3.1",
    level: "MUST",
    requirement: "an RSA key has `n` and `e`, without leading zeros",
    async check() {
      const { jwk } = await issueWith("PS256", RSA);
      assertEquals([jwk.kty, jwk.e, bytesOf(jwk.n).length], [
        "RSA",
        "AQAB",
        256,
      ]);
      const n = Buffer.concat([new Uint8Array(1), bytesOf(RFC_7517_RSA.n)])
        .toString("base64url");
      const signer = await importSigner("RS256", { ...RFC_7517_RSA, n });
      assertEquals((await published({ signer }))[0]!.n, RFC_7517_RSA.n);
    },
  },
  {
    section: "6.3.2",
    level: "SHOULD",
    requirement: "a private RSA key has its factors beside `d`",
    choice: "It must have them: not every runtime imports one without.",
    async check() {
      const { n, e, d } = RFC_7517_RSA;
      await assertRejects(
        () => importSigner("RS256", { kty: "RSA", n, e, d } as JsonWebKey),
        TypeError,
        "not a valid JWK for RS256",
      );
    },
  },
  {
    section: "6.4",
    level: "defined",
    requirement: "a symmetric key is of type `oct`",
    choice: "Such a key signs nothing and is never published.",
    async check() {
      await assertRejects(
        () => importSigner("RS256", { kty: "oct", k: "AA" } as JsonWebKey),
        TypeError,
        "key is of type oct",
      );
    },
  },
];
