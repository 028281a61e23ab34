/**
 * RFC 6750 §4 and §5: what tokens are like.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { testServer } from "../../fixtures.ts";
import { issue } from "../black_box.ts";
import { token } from "../../resource_server/tokens.ts";
import type { Requirement } from "../requirement.ts";
import { assertInvalid, assertValid } from "../resource_server.ts";

/** The rows of §4 and §5. */
export const TOKENS: readonly Requirement[] = [
  {
    section: "4",
    level: "defined",
    requirement: "the answer with a token says that its type is Bearer",
    choice: "In lower case: types are compared without case (RFC 6749 §5.1).",
    async check() {
      const { body } = await issue(testServer());
      assertEquals(body.token_type, "bearer");
    },
  },
  {
    section: "5.2",
    level: "MUST",
    requirement: "what a token says is protected against changes",
    async check() {
      const [header, , signature] = (await token()).split(".");
      const [, payload] = (await token({ sub: "root" })).split(".");
      await assertInvalid(
        [header, payload, signature].join("."),
        "wrong_signature",
      );
    },
  },
  {
    section: "5.2",
    level: "MUST",
    requirement: "the lifetime of a token is limited",
    async check() {
      const { claims } = await issue(testServer());
      assert(claims.exp - claims.iat <= 86_400);
      await assertInvalid(await token({ exp: undefined }), "missing_claim");
    },
  },
  {
    section: "5.3",
    level: "SHOULD",
    requirement: "tokens live for one hour or less",
    choice: "One hour by default.",
    async check() {
      const { body } = await issue(testServer());
      assertEquals(body.expires_in, 3600);
    },
  },
  {
    section: "5.3",
    level: "SHOULD",
    requirement: "tokens are for one resource server or a few",
    choice: "A token without audience, or for another one, is refused.",
    async check() {
      assert("aud" in (await issue(testServer())).claims);
      await assertValid(await token());
      await assertInvalid(await token({ aud: undefined }), "missing_claim");
      await assertInvalid(
        await token({ aud: "https://b.example/" }),
        "wrong_audience",
      );
    },
  },
];
