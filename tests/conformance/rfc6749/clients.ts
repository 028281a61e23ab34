/**
 * RFC 6749 §2.2 and §2.3: clients and their authentication.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";
import { memoryStorage } from "@mintmark/oauth";
import { basic, CLIENT, GOOD, testServer } from "../../fixtures.ts";
import { ask, assertRefused, GRANT, issue } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

/** The rows of §2.2 and §2.3. */
export const CLIENTS: readonly Requirement[] = [
  {
    section: "2.2",
    level: "MUST NOT",
    requirement: "a client identifier alone does not authenticate a client",
    async check() {
      const answer = await ask(testServer(), {
        ...GRANT,
        client_id: "test-client",
      });
      assertRefused(answer, 401, "invalid_client");
    },
  },
  {
    section: "2.2",
    level: "defined",
    requirement: "a client identifier is unique to the server",
    choice: "Identifiers are compared byte for byte, with regard to case; a " +
      "store refuses one that occurs twice.",
    async check() {
      assertThrows(
        () => memoryStorage({ clients: [CLIENT, CLIENT] }),
        TypeError,
        'clients must not have "test-client" twice',
      );
      const server = testServer({
        clients: [CLIENT, {
          ...CLIENT,
          client_id: "Test-Client",
          client_secrets: [{ hash: "$test$other" }],
        }],
      });
      await issue(server);
      // A store that folds case must not make one client of two.
      const folding = testServer({
        storage: { clients: { get: () => Promise.resolve(CLIENT) } },
      });
      for (const { fetch } of [server, folding]) {
        assertRefused(
          await ask({ fetch }, { ...GOOD, client_id: "Test-Client" }),
          401,
          "invalid_client",
        );
      }
    },
  },
  {
    section: "2.2",
    level: "SHOULD",
    requirement: "the size of client identifiers is documented",
    choice: "1 to 255 bytes of UTF-8. A store refuses to register any other.",
    async check() {
      const client_id = "é".repeat(127) + "x";
      const server = testServer({ clients: [{ ...CLIENT, client_id }] });
      const { claims } = await issue(server, { ...GOOD, client_id });
      assertEquals(claims.client_id, client_id);
      for (const bad of ["", "é".repeat(128)]) {
        assertThrows(
          () => memoryStorage({ clients: [{ client_id: bad }] }),
          TypeError,
          "client_id must be a text of 1 to 255 bytes",
        );
      }
    },
  },
  {
    section: "2.3",
    level: "MUST NOT",
    requirement: "a request uses only one method of client authentication",
    async check() {
      const authorization = basic("test-client", "foobar");
      const server = testServer();
      const several: [Record<string, string>, Record<string, string>][] = [
        [GOOD, { authorization }],
        [{ ...GRANT, client_assertion: "a.b.c" }, { authorization }],
        [{ ...GOOD, client_assertion: "a.b.c" }, {}],
        [{ ...GOOD, client_assertion_type: "urn:example" }, {}],
      ];
      for (const [form, headers] of several) {
        assertRefused(
          await ask(server, form, headers),
          400,
          "invalid_request",
        );
      }
    },
  },
  {
    section: "2.3",
    level: "MUST NOT",
    requirement:
      "the server does not rely on the authentication of public clients to identify them",
    choice:
      "A client registered with the method `none` can present no secret, not even a stored one.",
    async check() {
      const server = testServer({
        clients: [{ ...CLIENT, token_endpoint_auth_method: "none" }],
      });
      assertRefused(await ask(server), 401, "invalid_client");
    },
  },
];
