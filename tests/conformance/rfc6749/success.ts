/**
 * RFC 6749 §5.1: the answer with a token.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { GOOD, NOW, testServer } from "../../fixtures.ts";
import { ask, assertRefused, issue } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

/** The rows of §5.1. */
export const SUCCESS: readonly Requirement[] = [
  {
    section: "5.1",
    level: "defined",
    requirement: "the status is 200",
    async check() {
      assertEquals((await ask(testServer())).status, 200);
    },
  },
  {
    section: "5.1",
    level: "MUST",
    requirement: "`access_token` and `token_type` are there, as strings",
    async check() {
      const { body } = await issue(testServer());
      assertEquals(typeof body.access_token, "string");
      assertEquals(body.token_type.toLowerCase(), "bearer");
    },
  },
  {
    section: "5.1",
    level: "defined",
    requirement: "`token_type` is read without regard to case",
    choice:
      "It is written `bearer`, in lower case, as in RFC 6749; RFC 6750 writes `Bearer`.",
    async check() {
      assertEquals((await issue(testServer())).body.token_type, "bearer");
    },
  },
  {
    section: "5.1",
    level: "SHOULD",
    requirement: "`expires_in` says the lifetime in seconds",
    choice: "Always there, and exactly `exp` − `iat` of the token.",
    async check() {
      const server = testServer({ accessTokenSeconds: 1800 });
      const { body, claims } = await issue(server);
      assertEquals(body.expires_in, 1800);
      assertEquals([claims.iat, claims.exp], [NOW, NOW + 1800]);
    },
  },
  {
    section: "5.1",
    level: "MUST",
    requirement: "`scope` is there where it is not the requested one",
    choice: "It is there in every answer, by default.",
    async check() {
      const scope = "orders.read";
      const { body } = await issue(testServer(), { ...GOOD, scope });
      assertEquals(body.scope, scope);
    },
  },
  {
    section: "5.1",
    level: "defined",
    requirement: "the parameters are members of one JSON object",
    choice:
      "`application/json;charset=UTF-8`, as the RFC's examples write it, with these four members and no more.",
    async check() {
      const { headers, body } = await issue(testServer());
      assertEquals(
        headers.get("content-type"),
        "application/json;charset=UTF-8",
      );
      assertEquals(Object.keys(body).toSorted(), [
        "access_token",
        "expires_in",
        "scope",
        "token_type",
      ]);
    },
  },
  {
    section: "5.1",
    level: "MUST",
    requirement: "an answer with a token has `Cache-Control: no-store`",
    choice: "Errors have it as well.",
    async check() {
      for (const form of [GOOD, { ...GOOD, client_secret: "wrong" }]) {
        const { headers } = await ask(testServer(), form);
        assertEquals(headers.get("cache-control"), "no-store");
      }
    },
  },
  {
    section: "5.1",
    level: "MUST",
    requirement: "an answer with a token has `Pragma: no-cache`",
    choice:
      "Sent, on errors as well, although RFC 9111 §5.4 has since declared the field obsolete.",
    async check() {
      for (const form of [GOOD, { ...GOOD, client_secret: "wrong" }]) {
        const { headers } = await ask(testServer(), form);
        assertEquals(headers.get("pragma"), "no-cache");
      }
    },
  },
  {
    section: "5.1",
    level: "SHOULD",
    requirement: "the size of issued values is documented",
    choice:
      "A token grows with its scope and audience; claims that a `policy` or a grant adds may have 8,192 characters, beyond which no token is issued.",
    async check() {
      const adding = (length: number) =>
        testServer({ policy: () => ({ claims: { x: "a".repeat(length) } }) });
      await issue(adding(8_192 - '{"x":""}'.length));
      assertRefused(
        await ask(adding(8_193 - '{"x":""}'.length)),
        500,
        "server_error",
      );
    },
  },
];
