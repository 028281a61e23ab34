/**
 * RFC 9068 §3: which resources a token is for.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { CLIENT, GOOD, ISSUER, testServer } from "../../fixtures.ts";
import { ask, assertRefused, issue } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";
import { API, FOR_API } from "./validate.ts";

/** The rows of §3. */
export const AUDIENCE: readonly Requirement[] = [
  {
    section: "3",
    level: "SHOULD",
    requirement: "`aud` has the same value as `resource`",
    deviation:
      'The spelling that is registered, which resource servers know, where the requested one means the same or, with `resourceMatching: "prefix"`, lies below it (RFC 8707 §2 allows both).',
    async check() {
      assertEquals((await issue(testServer(), FOR_API)).claims.aud, API);
      const resource = "HTTPS://api.example.com:443";
      const spelled = await issue(testServer(), { ...GOOD, resource });
      assertEquals(spelled.claims.aud, API);
      const below = await issue(
        testServer({ resourceMatching: "prefix" }),
        { ...GOOD, resource: `${API}orders/7` },
      );
      assertEquals(below.claims.aud, API);
    },
  },
  {
    section: "3",
    level: "MUST NOT",
    requirement: "no token is issued whose authorization is ambiguous",
    async check() {
      const resources = [
        { resource: "https://a.example/", scope: "orders.read" },
        { resource: "https://b.example/", scope: "orders.write" },
      ];
      const server = testServer({
        clients: [{
          ...CLIENT,
          resources: resources.map(({ resource }) => resource),
        }],
        resources,
        multipleResources: true,
      });
      const answer = await ask(server, [
        ...Object.entries({ ...GOOD, scope: "orders.read orders.write" }),
        ["resource", "https://a.example/"],
        ["resource", "https://b.example/"],
      ]);
      assertRefused(answer, 400, "invalid_scope");
    },
  },
  {
    section: "3",
    level: "MUST",
    requirement: "without `resource`, `aud` is a default resource indicator",
    deviation:
      "The client's `default_resource` or the server's `defaultAudience`; where the operator has set neither, the issuer, so that `aud` is never empty, and an event says so.",
    async check() {
      const clients = [{ ...CLIENT, default_resource: API }];
      assertEquals((await issue(testServer({ clients }))).claims.aud, API);
      const byServer = testServer({ defaultAudience: "urn:example:all" });
      assertEquals((await issue(byServer)).claims.aud, "urn:example:all");
      const server = testServer();
      assertEquals((await issue(server)).claims.aud, ISSUER);
      assert(
        server.events.some((event) =>
          event.type === "warning" && event.warning === "audience_is_issuer"
        ),
      );
    },
  },
  {
    section: "3",
    level: "SHOULD",
    requirement: "a default resource is inferred from the requested scope",
    deviation:
      "It is not: a scope can be defined by several resources, and a token for a guessed one is worse than a default that is set, or `invalid_target`.",
    async check() {
      const resources = [
        { resource: API, scope: "orders.read" },
        { resource: "https://b.example/", scope: "other" },
      ];
      const form = { ...GOOD, scope: "orders.read" };
      assertRefused(
        await ask(testServer({ resources }), form),
        400,
        "invalid_target",
      );
      const server = testServer({ resources, defaultAudience: API });
      assertEquals((await issue(server, form)).claims.aud, API);
    },
  },
];
