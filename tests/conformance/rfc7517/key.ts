/**
 * RFC 7517 §4: the members of a key.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { importSigner } from "@mintmark/oauth";
import { ISSUER, SIGNER, testServer } from "../../fixtures.ts";
import type { Requirement } from "../requirement.ts";
import {
  RFC_7515_A2,
  RFC_7515_A3,
  RFC_7517_EC,
  RFC_8037,
  SIGNATURES,
} from "../vectors.ts";
import { published, ringOf } from "./published.ts";

/** The rows of §4. */
export const KEY: readonly Requirement[] = [
  {
    section: "4",
    level: "MUST",
    requirement: "the member names of a key are unique",
    async check() {
      const response = await testServer().fetch(
        new Request(`${ISSUER}/jwks`),
      );
      const text = await response.text();
      assertEquals(JSON.stringify(JSON.parse(text)), text);
    },
  },
  {
    section: "4.1",
    level: "MUST",
    requirement: "`kty` is there, with the members of its type",
    async check() {
      const members = [
        [RFC_7515_A2, ["alg", "e", "kid", "kty", "n", "use"]],
        [RFC_7515_A3, ["alg", "crv", "kid", "kty", "use", "x", "y"]],
        [RFC_8037, ["alg", "crv", "kid", "kty", "use", "x"]],
      ] as const;
      for (const [{ alg, jwk }, names] of members) {
        const signer = await importSigner(alg, jwk);
        const [key] = await published({ signer });
        assertEquals(Object.keys(key!).toSorted(), [...names]);
        for (const name of ["kty", "crv", "n", "e", "x", "y"] as const) {
          assertEquals(key![name], jwk[name]);
        }
      }
    },
  },
  {
    section: "4.2",
    level: "MAY",
    requirement: "`use` says what a key is for",
    choice: "Always `sig`. A key marked for encryption cannot be a signer.",
    async check() {
      assertEquals((await published())[0]!.use, "sig");
      await assertRejects(
        () => importSigner("ES256", RFC_7517_EC),
        TypeError,
        "key has use enc",
      );
    },
  },
  {
    section: "4.3",
    level: "SHOULD NOT",
    requirement: "`use` and `key_ops` are not there together",
    choice: "`key_ops` never is, even where the private key has it.",
    async check() {
      const signer = await importSigner("ES256", {
        ...RFC_7515_A3.jwk,
        key_ops: ["sign"],
        ext: true,
      });
      const [key] = await published({ signer });
      assertEquals([key!.use, "key_ops" in key!], ["sig", false]);
    },
  },
  {
    section: "4.4",
    level: "MAY",
    requirement: "`alg` says which algorithm a key is for",
    choice: "Always there.",
    async check() {
      for (const { alg, jwk } of SIGNATURES) {
        const signer = await importSigner(alg, jwk);
        assertEquals((await published({ signer }))[0]!.alg, alg);
      }
    },
  },
  {
    section: "4.5",
    level: "SHOULD",
    requirement: "different keys of a set have different `kid`s",
    choice: "By default a `kid` is the thumbprint of its key (RFC 7638).",
    async check() {
      const keys = await published({
        keys: ringOf(
          SIGNER,
          await importSigner("EdDSA", RFC_8037.jwk),
          await importSigner("ES256", RFC_7515_A3.jwk),
        ),
      });
      assertEquals(new Set(keys.map(({ kid }) => kid)).size, 3);
    },
  },
  {
    section: "4.6",
    level: "MAY",
    requirement: "a key may point to or hold certificates (4.6 to 4.9)",
    choice: "Never published, even where the key has them.",
    async check() {
      const publicJwk = {
        ...SIGNER.publicJwk,
        x5u: "https://keys.example/",
        x5c: ["MII="],
        x5t: "x",
        "x5t#S256": "x",
      };
      for (
        const options of [
          { signer: { ...SIGNER, publicJwk } },
          { keys: ringOf({ ...SIGNER, publicJwk }) },
        ]
      ) {
        const [key] = await published(options);
        assertEquals(key, { ...SIGNER.publicJwk });
      }
    },
  },
];
