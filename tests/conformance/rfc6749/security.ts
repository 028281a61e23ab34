/**
 * RFC 6749 §10: security considerations that a test can see.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { createLocalJWKSet, errors, jwtVerify } from "jose";
import type { Grant } from "@mintmark/oauth";
import { CLIENT, GOOD, testServer } from "../../fixtures.ts";
import { ask, assertRefused, issue, visit } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

/** A grant that does not need a client. */
const OPEN: Grant = {
  grant_type: "urn:example:open",
  client: "optional",
  entitle: () => ({ subject: "anybody", client_id: "anybody" }),
};

/** The rows of §10. */
export const SECURITY: readonly Requirement[] = [
  {
    section: "10.2",
    level: "MUST",
    requirement: "a client is authenticated whenever that is possible",
    choice:
      "A credential that fails is refused even where the grant needs none.",
    async check() {
      const server = testServer({
        clients: [{ ...CLIENT, grant_types: [OPEN.grant_type] }],
        grants: [OPEN],
      });
      const { grant_type } = OPEN;
      await issue(server, { grant_type });
      await issue(server, { ...GOOD, grant_type });
      assertRefused(
        await ask(server, { ...GOOD, grant_type, client_secret: "wrong" }),
        401,
        "invalid_client",
      );
    },
  },
  {
    section: "10.3",
    level: "MUST",
    requirement: "tokens are kept confidential in storage",
    choice: "They are not stored, and no event carries one, or a secret.",
    async check() {
      const server = testServer();
      const { token } = await issue(server);
      await ask(server, { ...GOOD, client_secret: "hunter2" });
      const said = JSON.stringify(server.events);
      assertEquals(server.events.map(({ type }) => type), [
        "warning",
        "warning",
        "issued",
        "refused",
      ]);
      for (const secret of [token, token.split(".")[2]!, "foobar", "hunter2"]) {
        assert(!said.includes(secret));
      }
    },
  },
  {
    section: "10.3",
    level: "MUST",
    requirement: "a token cannot be modified",
    async check() {
      const server = testServer();
      const { token } = await issue(server);
      const keys = createLocalJWKSet((await visit(server, "/jwks")).body);
      const currentDate = new Date(1_700_000_000_000);
      await jwtVerify(token, keys, { currentDate });
      const [header, payload, signature] = token.split(".");
      const forged = btoa(atob(payload!).replace("test-client", "root-client"))
        .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
      await assertRejects(
        () =>
          jwtVerify(`${header}.${forged}.${signature}`, keys, { currentDate }),
        errors.JWSSignatureVerificationFailed,
      );
    },
  },
  {
    section: "10.3",
    level: "SHOULD",
    requirement: "the scope that is granted depends on the client",
    async check() {
      const server = testServer({
        clients: [CLIENT, {
          ...CLIENT,
          client_id: "reader",
          scope: "orders.read",
        }],
      });
      const form = { ...GOOD, scope: "orders.write" };
      await issue(server, form);
      assertRefused(
        await ask(server, { ...form, client_id: "reader" }),
        400,
        "invalid_scope",
      );
    },
  },
  {
    section: "10.10",
    level: "MUST",
    requirement: "a token is guessed with a probability of at most 2^-128",
    choice:
      "It cannot be made without the signing key, and has an identifier of 128 random bits.",
    async check() {
      const server = testServer();
      const ids = new Set<string>();
      for (let i = 0; i < 50; i++) {
        const { token, claims } = await issue(server);
        assert(token.split(".")[2]!.length >= 86);
        const bytes = atob(
          claims.jti.replaceAll("-", "+").replaceAll("_", "/"),
        );
        assertEquals(bytes.length, 16);
        ids.add(claims.jti);
      }
      assertEquals(ids.size, 50);
    },
  },
  {
    section: "10.14",
    level: "MUST",
    requirement: "values that are received are validated and sanitized",
    choice:
      "An answer repeats nothing but a scope, and that only after it was found to keep to its grammar.",
    async check() {
      const hostile = "<pwned>\r\nX: 1";
      const requests: [Record<string, string>, Record<string, string>][] = [
        [{ ...GOOD, grant_type: hostile }, {}],
        [{ ...GOOD, client_id: hostile }, {}],
        [{ ...GOOD, scope: hostile }, {}],
        [{ ...GOOD, resource: hostile }, {}],
        [{ ...GOOD, audience: hostile }, {}],
        [GOOD, { "content-type": "<pwned>" }],
        [GOOD, { authorization: "<pwned>" }],
      ];
      for (const [form, headers] of requests) {
        const answer = await ask(testServer(), form, headers);
        assert(answer.status >= 400);
        const text = JSON.stringify([answer.body, ...answer.headers]);
        assert(!text.includes("pwned"), text);
      }
    },
  },
  {
    section: "10.15",
    level: "defined",
    requirement: "no endpoint is an open redirector",
    async check() {
      const server = testServer();
      const query = "?redirect_uri=https%3A%2F%2Fevil.example%2F";
      for (const path of ["/authorize", "/token", "/jwks", "/nowhere"]) {
        const { status, headers } = await visit(server, path + query);
        assert(status < 300 || status >= 400);
        assertEquals(headers.get("location"), null);
      }
    },
  },
];
