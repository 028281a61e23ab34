/**
 * RFC 7515 §2 to §4: encoding, serialization and header.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { importSigner, type JsonWebKey, type Policy } from "@mintmark/oauth";
import { testServer } from "../../fixtures.ts";
import { issue, visit } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";
import { RFC_7515_A2, SIGNATURES } from "../vectors.ts";

/** A claim whose encoding has the letters in which base64url differs. */
export const policy: Policy = () => ({ claims: { text: "?>?>~~ ÿÿ🗝" } });

/** The text that a part of a token encodes. */
export function textOf(part: string | undefined): string {
  return Buffer.from(part!, "base64url").toString();
}

/** The rows of §2 to §4. */
export const SERIALIZATION: readonly Requirement[] = [
  {
    section: "2",
    level: "defined",
    requirement: "base64url has no padding, line breaks or other characters",
    async check() {
      const { token } = await issue(testServer({ policy }));
      const parts = token.split(".");
      assertMatch(parts[1]!, /[-_]/);
      for (const part of parts) {
        assertEquals(
          Buffer.from(part, "base64url").toString("base64url"),
          part,
        );
      }
    },
  },
  {
    section: "3.1",
    level: "defined",
    requirement:
      "the compact serialization is header, payload and signature, joined by periods",
    async check() {
      const { token } = await issue(testServer());
      const [header, payload, signature, ...more] = token.split(".");
      assertEquals(typeof JSON.parse(textOf(header)), "object");
      assertEquals(typeof JSON.parse(textOf(payload)), "object");
      assertEquals(Buffer.from(signature!, "base64url").length, 64);
      assertEquals(more, []);
    },
  },
  {
    section: "4",
    level: "MUST",
    requirement: "the header is a JSON object whose names are unique",
    async check() {
      const { token } = await issue(testServer());
      const text = textOf(token.split(".")[0]);
      assertEquals(JSON.stringify(JSON.parse(text)), text);
    },
  },
  {
    section: "4.1",
    level: "MAY",
    requirement: "a header may have further parameters",
    choice:
      "`alg`, `typ` and `kid`, and never a key or the address of one (`jku`, `jwk`, `x5u`, `x5c`): keys are in the JWK Set.",
    async check() {
      const { header } = await issue(testServer());
      assertEquals(Object.keys(header).toSorted(), ["alg", "kid", "typ"]);
    },
  },
  {
    section: "4.1.1",
    level: "MUST",
    requirement: "`alg` names the algorithm of the signature",
    choice:
      "RSA, PSS, ECDSA, Ed25519 and ML-DSA; what is symmetric or unsigned is not there.",
    async check() {
      for (const { alg, jwk } of SIGNATURES) {
        const signer = await importSigner(alg, jwk);
        assertEquals((await issue(testServer({ signer }))).header.alg, alg);
      }
      for (const alg of ["HS256", "none", "RS1"]) {
        await assertRejects(
          () => importSigner(alg as "RS256", RFC_7515_A2.jwk),
          TypeError,
          "alg must be one of RS256, ",
        );
      }
    },
  },
  {
    section: "4.1.4",
    level: "MAY",
    requirement: "`kid` says which key signed",
    choice: "Always there, and the `kid` of a key in the JWK Set.",
    async check() {
      const server = testServer();
      const { header } = await issue(server);
      const { body } = await visit(server, "/jwks");
      assertEquals(typeof header.kid, "string");
      assertEquals(
        body.keys.map(({ kid }: JsonWebKey) => kid),
        [header.kid],
      );
    },
  },
  {
    section: "4.1.9",
    level: "SHOULD",
    requirement: "`typ` leaves out the prefix `application/`",
    async check() {
      assertEquals((await issue(testServer())).header.typ, "at+jwt");
    },
  },
];
