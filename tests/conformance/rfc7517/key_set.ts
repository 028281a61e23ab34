/**
 * RFC 7517 §5 and after: key sets, and what must not be in them.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { createLocalJWKSet, jwtVerify } from "jose";
import { importSigner, type JsonWebKey, type KeyRing } from "@mintmark/oauth";
import { NOW, SIGNER, testServer } from "../../fixtures.ts";
import { issue, visit } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";
import { RFC_7515_A3, RFC_7517_EC, RFC_7517_RSA } from "../vectors.ts";
import { published, ringOf } from "./published.ts";

const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** The rows of §5 and after. */
export const KEY_SET: readonly Requirement[] = [
  {
    section: "5",
    level: "MUST",
    requirement: "a JWK Set is an object with an array `keys`",
    async check() {
      const { body } = await visit(testServer(), "/jwks");
      assertEquals(Object.keys(body), ["keys"]);
      assertEquals(body.keys.length, 1);
    },
  },
  {
    section: "5.1",
    level: "defined",
    requirement: "the order of the keys of a set means nothing",
    choice: "A token names its key by `kid`, wherever it stands.",
    async check() {
      const first = await importSigner("ES256", RFC_7515_A3.jwk);
      for (const keys of [ringOf(first, SIGNER), ringOf(SIGNER, first)]) {
        const server = testServer({ keys });
        const { token, header } = await issue(server);
        assertEquals(header.kid, keys.signer(NOW).kid);
        await jwtVerify(
          token,
          createLocalJWKSet((await visit(server, "/jwks")).body),
          { currentDate: new Date(NOW * 1000) },
        );
      }
    },
  },
  {
    section: "8.5.2",
    level: "defined",
    requirement: "the media type of a JWK Set is `application/jwk-set+json`",
    deviation:
      "`application/json`, as authorization servers send it by custom: a JWK Set is JSON in any case.",
    async check() {
      const { headers } = await visit(testServer(), "/jwks");
      assertEquals(
        headers.get("content-type"),
        "application/json;charset=UTF-8",
      );
    },
  },
  {
    section: "9.2",
    level: "MUST",
    requirement: "private and symmetric keys are not disclosed",
    choice:
      "A list of public members is what gets out, so that a ring or signer that hands over a private key by mistake discloses nothing.",
    async check() {
      const leaking: KeyRing = {
        signer: () => SIGNER,
        published: () => ({
          keys: [
            RFC_7517_RSA,
            RFC_7517_EC,
            { ...RFC_7517_RSA, oth: [{ r: "x", d: "x", t: "x" }] },
            { kty: "oct", k: "c2VjcmV0", kid: "s" },
          ],
          maxAge: 60,
        }),
      };
      const mistaken = { ...SIGNER, publicJwk: RFC_7515_A3.jwk };
      const imported = await importSigner("RS256", RFC_7517_RSA);
      for (
        const options of [
          { keys: leaking },
          { signer: mistaken },
          { signer: imported },
        ]
      ) {
        for (const key of await published(options)) {
          assertEquals(PRIVATE.filter((member) => member in key), []);
        }
      }
    },
  },
  {
    section: "A.2",
    level: "defined",
    requirement:
      "of the private keys of the example, the public ones of A.1 are published",
    async check() {
      const { kty, n, e, alg, kid } = RFC_7517_RSA;
      const rsa = await importSigner("RS256", RFC_7517_RSA);
      assertEquals(await published({ signer: rsa }), [
        { kty, n, e, kid, alg, use: "sig" } as JsonWebKey,
      ]);
      const { d: _, use: _use, ...ec } = RFC_7517_EC;
      const signer = await importSigner("ES256", {
        ...RFC_7517_EC,
        use: "sig",
      });
      assertEquals(await published({ signer }), [
        { ...ec, alg: "ES256", use: "sig" },
      ]);
    },
  },
];
