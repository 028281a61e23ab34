/**
 * RFC 7518 §3: algorithms for signatures.
 *
 * @module
 */

import { generateKeyPairSync } from "node:crypto";
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  generateSigner,
  importSigner,
  type JsonWebKey,
  type SigningAlgorithm,
} from "@mintmark/oauth";
import type { Requirement } from "../requirement.ts";
import { RFC_7515_A2 } from "../vectors.ts";
import { issueWith, RSA } from "./token.ts";

const RSA_ALGORITHMS = [
  ...["RS256", "RS384", "RS512"] as const,
  ...["PS256", "PS384", "PS512"] as const,
];

/** The rows of §3. */
export const SIGNATURES: readonly Requirement[] = [
  {
    section: "3.1",
    level: "MUST",
    requirement: "HS256 is implemented",
    deviation:
      "No HMAC is: whoever can verify with it can sign with it, and a token service has many verifiers.",
    async check() {
      for (const alg of ["HS256", "HS384", "HS512"] as string[]) {
        await assertRejects(
          () => generateSigner(alg as SigningAlgorithm),
          TypeError,
          "alg must be one of",
        );
      }
    },
  },
  {
    section: "3.1",
    level: "SHOULD",
    requirement: "RS256 and ES256 are implemented",
    async check() {
      assert((await issueWith("RS256", RSA)).holds("RS256"));
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      assert((await issueWith("ES256", privateKey)).holds("ES256"));
    },
  },
  {
    section: "3.1",
    level: "MAY",
    requirement:
      "RS384, RS512, ES384, ES512, PS256, PS384 and PS512 are implemented",
    choice: "All are.",
    async check() {
      for (const alg of RSA_ALGORITHMS) {
        const { holds } = await issueWith(alg, RSA);
        assertEquals(RSA_ALGORITHMS.filter(holds), [alg]);
      }
    },
  },
  {
    section: "3.3",
    level: "MUST",
    requirement: "RSA keys have 2048 bits or more, for PSS too (3.5)",
    choice: "And 8192 or fewer: more would only cost the verifiers time.",
    async check() {
      for (const modulusLength of [1024, 2040]) {
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength });
        for (const alg of ["RS256", "PS256"] as const) {
          const jwk = privateKey.export({ format: "jwk" }) as JsonWebKey;
          await assertRejects(
            () => importSigner(alg, jwk),
            TypeError,
            `key has ${modulusLength} bits: RSA needs 2048 to 8192`,
          );
        }
      }
    },
  },
  {
    section: "3.4",
    level: "defined",
    requirement:
      "an ECDSA signature is `r` and `s`, each as long as the order of the curve",
    async check() {
      const lengths = [
        ["ES256", "P-256", 64],
        ["ES384", "P-384", 96],
        ["ES512", "P-521", 132],
      ] as const;
      for (const [alg, namedCurve, length] of lengths) {
        const { privateKey } = generateKeyPairSync("ec", { namedCurve });
        const { signature, holds } = await issueWith(alg, privateKey);
        assertEquals([signature.length, holds(alg)], [length, true]);
      }
    },
  },
  {
    section: "3.5",
    level: "defined",
    requirement:
      "a PSS signature has MGF1 with the same hash, and a salt as long as the hash",
    async check() {
      // OpenSSL is told which salt it must find.
      for (const alg of ["PS256", "PS384", "PS512"] as const) {
        assert((await issueWith(alg, RSA)).holds(alg), alg);
      }
    },
  },
  {
    section: "3.6",
    level: "MUST NOT",
    requirement: "what is not secured (`none`) is not taken for valid",
    choice: "There is no signer of it either.",
    async check() {
      await assertRejects(
        () => importSigner("none" as "RS256", RFC_7515_A2.jwk),
        TypeError,
        "alg must be one of",
      );
    },
  },
];
