/**
 * RFC 6749 §3.3: the scope of an access token.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { CLIENT, GOOD, testServer } from "../../fixtures.ts";
import { ask, assertRefused, issue } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

/** The rows of §3.3. */
export const SCOPE: readonly Requirement[] = [
  {
    section: "3.3",
    level: "defined",
    requirement: "scopes are case-sensitive",
    async check() {
      for (const scope of ["Orders.read", "ORDERS.READ"]) {
        const answer = await ask(testServer(), { ...GOOD, scope });
        assertRefused(answer, 400, "invalid_scope");
      }
    },
  },
  {
    section: "3.3",
    level: "defined",
    requirement:
      "scopes are separated by spaces, their order means nothing, and each adds to the others",
    async check() {
      for (
        const scope of [
          "orders.read",
          "orders.read orders.write",
          "orders.write orders.read",
        ]
      ) {
        const { body, claims } = await issue(testServer(), { ...GOOD, scope });
        assertEquals([body.scope, claims.scope], [scope, scope]);
      }
    },
  },
  {
    section: "3.3",
    level: "MAY",
    requirement: "a requested scope may be ignored in whole or in part",
    choice: "It is not: one scope too many and the request is refused. Only " +
      "the operator's `policy` narrows.",
    async check() {
      const scope = "orders.read orders.delete";
      const answer = await ask(testServer(), { ...GOOD, scope });
      assertRefused(answer, 400, "invalid_scope");
    },
  },
  {
    section: "3.3",
    level: "MUST",
    requirement: "the answer says the scope where it is not the requested one",
    async check() {
      const clients = [{ ...CLIENT, default_scope: "orders.read" }];
      assertEquals(
        (await issue(testServer({ clients }))).body.scope,
        "orders.read",
      );
      const narrowing = testServer({
        policy: () => ({ scope: "orders.write" }),
      });
      const form = { ...GOOD, scope: "orders.read orders.write" };
      const { body, claims } = await issue(narrowing, form);
      assertEquals([body.scope, claims.scope], [
        "orders.write",
        "orders.write",
      ]);
    },
  },
  {
    section: "3.3",
    level: "MUST",
    requirement:
      "the answer says so where nothing of the requested scope is granted",
    deviation: 'With `"scope":""`, which A.4 does not allow, and even with ' +
      '`emptyScope: "omit"`: an answer without the member would mean that ' +
      "everything was granted.",
    async check() {
      for (const emptyScope of ["include", "omit"] as const) {
        const server = testServer({
          emptyScope,
          policy: () => ({ scope: "" }),
        });
        const { body } = await issue(server, { ...GOOD, scope: "orders.read" });
        assertEquals(body.scope, "", emptyScope);
      }
    },
  },
  {
    section: "3.3",
    level: "MUST",
    requirement:
      "a request without a scope is processed with a default value or refused",
    choice:
      "The client's `default_scope`, and no scope at all where it has none.",
    async check() {
      const clients = [{ ...CLIENT, default_scope: "orders.read" }];
      const withDefault = await issue(testServer({ clients }));
      assertEquals(withDefault.claims.scope, "orders.read");
      const without = await issue(testServer());
      assertEquals("scope" in without.claims, false);
      assertEquals(without.body.scope, "");
    },
  },
];
