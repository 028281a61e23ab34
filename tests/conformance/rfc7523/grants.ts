/**
 * RFC 7523 §2.1 and §3.1: assertions as grants.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { platformToken } from "../../trust/external_issuer.ts";
import { exchange } from "../assertion_grants.ts";
import type { Requirement } from "../requirement.ts";

/** The rows about requests. */
export const REQUEST_ROWS: readonly Requirement[] = [
  {
    section: "2.1",
    level: "MUST",
    requirement:
      "`grant_type` is `urn:ietf:params:oauth:grant-type:jwt-bearer`, and `assertion` a single JWT",
    async check() {
      const token = await platformToken();
      assertEquals((await exchange(token)).status, 200);
      for (const two of [`${token} ${token}`, `${token},${token}`]) {
        assertEquals((await exchange(two)).body.error, "invalid_grant");
      }
      const { body } = await exchange("");
      assertEquals(body.error, "invalid_request");
    },
  },
  {
    section: "2.1",
    level: "MAY",
    requirement: "`scope` may be there",
    async check() {
      const token = await platformToken();
      const some = await exchange(token, { scope: "orders.write" });
      assertEquals(some.body.scope, "orders.write");
      const more = await exchange(token, { scope: "admin" });
      assertEquals(more.body.error, "invalid_scope");
    },
  },
];

/** The rows about refusals. */
export const ERROR_ROWS: readonly Requirement[] = [
  {
    section: "3.1",
    level: "MUST",
    requirement: "what is wrong with a grant is `invalid_grant`",
    async check() {
      for (
        const claims of [
          { iss: "https://other.example.com" },
          { sub: undefined },
          { sub: "somebody" },
          { aud: "https://other.example.com" },
          { exp: undefined },
          { exp: 1 },
        ]
      ) {
        const { status, body } = await exchange(await platformToken(claims));
        assertEquals([status, body.error], [400, "invalid_grant"]);
      }
    },
  },
];
