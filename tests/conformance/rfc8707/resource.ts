/**
 * RFC 8707 §2: the `resource` parameter.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { testServer } from "../../fixtures.ts";
import { ask, assertRefused, issue } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";
import { API, asking, DESCRIBED, describing, serverFor } from "./asking.ts";

/** The rows of §2. */
export const RESOURCE: readonly Requirement[] = [
  {
    section: "2",
    level: "MUST",
    requirement: "`resource` is an absolute URI",
    async check() {
      const relative = ["orders", "/orders", "//api.example.com/", "a b:c"];
      for (const resource of relative) {
        const server = serverFor([API, ...relative]);
        assertRefused(
          await ask(server, asking([resource])),
          400,
          "invalid_target",
        );
      }
    },
  },
  {
    section: "2",
    level: "MUST NOT",
    requirement: "`resource` has no fragment",
    async check() {
      for (
        const resource of [`${API}#`, `${API}#orders`, "urn:example:a#b"]
      ) {
        const answer = await ask(
          serverFor([API, resource]),
          asking([resource]),
        );
        assertRefused(answer, 400, "invalid_target");
      }
    },
  },
  {
    section: "2",
    level: "SHOULD NOT",
    requirement: "`resource` has no query",
    choice: "One that the client is registered for with its query is granted.",
    async check() {
      const resource = "https://api.example.com/?tenant=1";
      const { claims } = await issue(
        serverFor([resource]),
        asking([resource]),
      );
      assertEquals(claims.aud, resource);
      for (const other of [API, "https://api.example.com/?tenant=2"]) {
        const answer = await ask(serverFor([resource]), asking([other]));
        assertRefused(answer, 400, "invalid_target");
      }
    },
  },
  {
    section: "2",
    level: "MAY",
    requirement: "`resource` may be a locator or an abstract identifier",
    async check() {
      for (const resource of ["urn:example:orders", "spiffe://org/orders"]) {
        const server = serverFor([resource]);
        const { claims } = await issue(server, asking([resource]));
        assertEquals(claims.aud, resource);
      }
    },
  },
  {
    section: "2",
    level: "defined",
    requirement: "how resources are compared is left to the server",
    choice:
      "As RFC 3986 §6.2.2.1 and §6.2.3 call equivalent: case of scheme and host, default port, empty path. What a URL parser would change beyond that, and userinfo, is refused, so that no two servers read it differently.",
    async check() {
      const different = [
        "https://api.example.com/A",
        "https://api.example.com/a/",
        "https://api.example.com:8443/",
        "http://api.example.com/",
      ];
      const ambiguous = [
        "https://api.example.com/a/../a",
        "https://api.example.com/%2e/a",
        "https://api.example.com/.",
        "https://api.example.com\\a",
        "https://user@api.example.com/",
        "https://api.example.com/a b",
      ];
      // Registering what is ambiguous does not make it clear.
      const server = serverFor([
        API,
        "https://api.example.com/a",
        ...ambiguous,
      ]);
      for (
        const same of [
          "https://api.example.com",
          "HTTPS://API.example.com/",
          "https://api.example.com:443/",
        ]
      ) {
        assertEquals((await issue(server, asking([same]))).claims.aud, API);
      }
      for (const other of [...different, ...ambiguous]) {
        const answer = await ask(server, asking([other]));
        assertRefused(answer, 400, "invalid_target");
      }
    },
  },
  {
    section: "2",
    level: "MAY",
    requirement: "`resource` may occur several times",
    choice: "With `multipleResources: true`; see §3 for why not by default.",
    async check() {
      const resources = [API, "urn:example:orders"];
      const server = serverFor(resources, { multipleResources: true });
      const { claims } = await issue(server, asking(resources));
      assertEquals(claims.aud, resources);
      const once = await issue(server, asking([API, API]));
      assertEquals(once.claims.aud, API);
    },
  },
  {
    section: "2",
    level: "defined",
    requirement:
      "`invalid_target` says that a resource is invalid, missing, unknown or malformed",
    async check() {
      const server = testServer({ resources: DESCRIBED });
      for (const resources of [["https://unknown.example/"], ["%"], []]) {
        const answer = await ask(server, asking(resources));
        assertRefused(answer, 400, "invalid_target");
      }
    },
  },
  {
    section: "2",
    level: "defined",
    requirement:
      "`invalid_target` may also say that resource and scope do not fit",
    choice: "`invalid_scope` says so, since another scope is what would help.",
    async check() {
      const form = asking(["https://orders.example/"], { scope: "reports" });
      assertRefused(
        await ask(describing(), form),
        400,
        "invalid_scope",
      );
    },
  },
  {
    section: "2",
    level: "SHOULD",
    requirement: "tokens are restricted to the resources that were asked for",
    async check() {
      const server = serverFor([API, "urn:example:orders"]);
      for (const resource of [API, "urn:example:orders"]) {
        const { claims } = await issue(server, asking([resource]));
        assertEquals(claims.aud, resource);
      }
    },
  },
  {
    section: "2",
    level: "defined",
    requirement: "the audience may be a more general URI than the resource",
    choice:
      'The spelling in which the resource is registered; with `resourceMatching: "prefix"` the closest registered one above it, at a `/`.',
    async check() {
      const orders = "https://api.example.com/orders";
      for (const resources of [[API, orders], [orders, API]]) {
        const server = serverFor(resources, { resourceMatching: "prefix" });
        for (
          const [resource, aud] of [
            ["https://API.example.com", API],
            ["https://api.example.com/users/7", API],
            ["https://api.example.com/orders/7", orders],
            ["https://api.example.com/orders7", API],
          ] as const
        ) {
          const { claims } = await issue(server, asking([resource]));
          assertEquals(claims.aud, aud);
        }
      }
    },
  },
];
