/**
 * RFC 6749 §3.2: the token endpoint and its parameters.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { memoryStorage } from "@mintmark/oauth";
import { basic, CLIENT, GOOD, testServer } from "../../fixtures.ts";
import { ask, assertRefused, issue, visit } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

/** The rows of §3.2. */
export const TOKEN_ENDPOINT: readonly Requirement[] = [
  {
    section: "3.2",
    level: "MUST NOT",
    requirement: "the URI of the token endpoint has no fragment",
    async check() {
      const { body } = await visit(
        testServer(),
        "/.well-known/oauth-authorization-server",
      );
      assertEquals(body.token_endpoint, "https://as.example.com/token");
    },
  },
  {
    section: "3.2",
    level: "MAY",
    requirement: "the URI of the token endpoint may have a query",
    choice:
      "It is tolerated, and what is in it is never read as a parameter of the request.",
    async check() {
      const server = testServer();
      const init = { method: "POST", body: new URLSearchParams(GOOD) };
      const { status, body } = await visit(
        server,
        "/token?tenant=1&scope=orders.read&grant_type=x",
        init,
      );
      assertEquals([status, body.scope], [200, ""]);
      const { grant_type: _, ...incomplete } = GOOD;
      assertRefused(
        await visit(server, "/token?grant_type=client_credentials", {
          method: "POST",
          body: new URLSearchParams(incomplete),
        }),
        400,
        "invalid_request",
      );
    },
  },
  {
    section: "3.2",
    level: "MUST",
    requirement: "the client uses POST; other methods are refused",
    async check() {
      for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE"]) {
        const server = testServer();
        const query = new URLSearchParams(GOOD);
        const { status } = await visit(server, `/token?${query}`, { method });
        assertEquals(status, 405, method);
        assertEquals(server.events.map(({ type }) => type), ["refused"]);
      }
    },
  },
  {
    section: "3.2",
    level: "MUST",
    requirement: "a parameter without a value is treated as omitted",
    async check() {
      const server = testServer({
        clients: [{
          ...CLIENT,
          default_scope: "orders.read",
          default_resource: "https://api.example.com/",
        }],
      });
      const { body, claims } = await issue(server, {
        ...GOOD,
        scope: "",
        resource: "",
        audience: "",
        client_assertion: "",
      });
      assertEquals(body.scope, "orders.read");
      assertEquals(claims.aud, "https://api.example.com/");
      for (const pair of ["grant_type=", "grant_type"]) {
        assertRefused(
          await ask(server, `${pair}&client_id=a&client_secret=b`),
          400,
          "invalid_request",
        );
      }
    },
  },
  {
    section: "3.2",
    level: "MUST",
    requirement: "unrecognised parameters are ignored",
    async check() {
      const unknown = "foo=bar&response_type=code&__proto__=1&constructor=1";
      await issue(testServer(), `${new URLSearchParams(GOOD)}&${unknown}`);
    },
  },
  {
    section: "3.2",
    level: "MUST NOT",
    requirement: "a parameter of a request does not occur more than once",
    choice:
      "Refused, also for unrecognised parameters and for ones without a value.",
    async check() {
      const repeated = [
        ["grant_type", "client_credentials"],
        ["client_id", "test-client"],
        ["client_secret", "foobar"],
        ["client_secret", ""],
        ["foo", "bar"],
        ["scope", ""],
      ] as const;
      const once = [...Object.entries(GOOD), ["foo", "1"], ["scope", ""]];
      for (const pair of repeated) {
        const pairs = [...once, pair] as [string, string][];
        assertRefused(await ask(testServer(), pairs), 400, "invalid_request");
      }
    },
  },
  {
    section: "3.2",
    level: "MUST NOT",
    requirement: "`resource` and `audience` do not occur more than once",
    deviation:
      "They may: RFC 8707 §2 and RFC 8693 §2.1, which define them, say so.",
    async check() {
      const resources = ["https://a.example/", "https://b.example/"];
      const server = testServer({
        clients: [{ ...CLIENT, resources }],
        multipleResources: true,
      });
      for (const name of ["resource", "audience"]) {
        const { claims } = await issue(server, [
          ...Object.entries(GOOD),
          ...resources.map((value): [string, string] => [name, value]),
        ]);
        assertEquals(claims.aud, resources);
      }
    },
  },
  {
    section: "3.2",
    level: "MUST NOT",
    requirement: "a parameter of an answer does not occur more than once",
    async check() {
      for (const form of [GOOD, { ...GOOD, client_secret: "wrong" }]) {
        const response = await testServer().fetch(
          new Request("https://as.example.com/token", {
            method: "POST",
            body: new URLSearchParams(form),
          }),
        );
        const text = await response.text();
        assertEquals(JSON.stringify(JSON.parse(text)), text);
      }
    },
  },
  {
    section: "3.2.1",
    level: "MUST",
    requirement: "a confidential client authenticates at the token endpoint",
    async check() {
      const form = { grant_type: "client_credentials" };
      assertRefused(await ask(testServer(), form), 401, "invalid_client");
    },
  },
  {
    section: "3.2.1",
    level: "MAY",
    requirement:
      "a client may name itself with `client_id` beside its credential",
    choice: "Where both are there they must agree.",
    async check() {
      const headers = { authorization: basic("test-client", "foobar") };
      const form = {
        grant_type: "client_credentials",
        client_id: "test-client",
      };
      await issue(testServer(), form, headers);
      assertRefused(
        await ask(testServer(), { ...form, client_id: "other" }, headers),
        400,
        "invalid_request",
      );
    },
  },
  {
    section: "3.2.1",
    level: "defined",
    requirement:
      "disabling a client, or changing its credentials, shuts out who has stolen them",
    choice:
      "At the next request, although verified secrets are remembered. Several secrets can be valid during a rotation, each until its own moment.",
    async check() {
      const storage = memoryStorage({ clients: [CLIENT] });
      const server = testServer({ storage });
      await issue(server);
      await storage.clients.put({
        ...CLIENT,
        client_secrets: [
          { hash: "$test$foobar", expires_at: 1_699_999_999 },
          { hash: "$test$new" },
        ],
      });
      assertRefused(await ask(server), 401, "invalid_client");
      await issue(server, { ...GOOD, client_secret: "new" });
      await storage.clients.put({ ...CLIENT, disabled: true });
      assertRefused(await ask(server), 401, "invalid_client");
    },
  },
];
