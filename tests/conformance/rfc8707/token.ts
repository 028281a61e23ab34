/**
 * RFC 8707 §2.1 and after: what a token is for.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { clientCredentials, type Grant } from "@mintmark/oauth";
import { CLIENT, ISSUER, testServer } from "../../fixtures.ts";
import { ask, assertRefused, issue } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";
import { API, asking, DESCRIBED, describing, serverFor } from "./asking.ts";

const BOTH = DESCRIBED.map(({ resource }) => resource);

/** The rows of §2.1 and after. */
export const TOKEN: readonly Requirement[] = [
  {
    section: "2.1",
    level: "MAY",
    requirement:
      "where no resource is named, there may be a default, or `invalid_target`",
    choice:
      "The client's `default_resource`, else `defaultAudience`, else the issuer; with described `resources`, and no default, the request is refused.",
    async check() {
      const client = { ...CLIENT, default_resource: API };
      const defaultAudience = "urn:example:default";
      const servers = [
        [testServer({ clients: [client], defaultAudience }), API],
        [testServer({ defaultAudience }), defaultAudience],
        [testServer(), ISSUER],
      ] as const;
      for (const [server, aud] of servers) {
        assertEquals((await issue(server)).claims.aud, aud);
      }
      assertRefused(await ask(describing()), 400, "invalid_target");
    },
  },
  {
    section: "2.2",
    level: "defined",
    requirement: "`resource` is understood with every grant type",
    choice:
      "A grant says which resources its subject may have, and is never asked about one.",
    async check() {
      const grant: Grant = {
        grant_type: "urn:example:open",
        client: "optional",
        entitle: () => ({ subject: "a", client_id: "a", resources: [API] }),
      };
      const server = testServer({ grants: [clientCredentials(), grant] });
      const { grant_type } = grant;
      const { claims } = await issue(server, { grant_type, resource: API });
      assertEquals(claims.aud, API);
      assertRefused(
        await ask(server, { grant_type, resource: "urn:example:other" }),
        400,
        "invalid_target",
      );
    },
  },
  {
    section: "2.2",
    level: "defined",
    requirement: "which resources are acceptable is up to the server",
    choice: "Those that the client is registered for, and no others.",
    async check() {
      const { resources: _, ...client } = CLIENT;
      const server = testServer({ clients: [client] });
      const answer = await ask(server, asking([API]));
      assertRefused(answer, 400, "invalid_target");
    },
  },
  {
    section: "2.2",
    level: "defined",
    requirement: "every scope is asked for at every resource",
    choice:
      "So each granted scope is defined by each of the resources; a request for another is `invalid_scope`.",
    async check() {
      const server = describing({ multipleResources: true });
      const { claims } = await issue(
        server,
        asking(BOTH, { scope: "orders.read" }),
      );
      assertEquals([claims.aud, claims.scope], [BOTH, "orders.read"]);
      assertRefused(
        await ask(server, asking(BOTH, { scope: "orders.read reports" })),
        400,
        "invalid_scope",
      );
    },
  },
  {
    section: "2.2",
    level: "defined",
    requirement:
      "the scope is cut to what the resource can process, and the answer says so",
    choice: "A default scope is cut; a requested one is refused instead.",
    async check() {
      const { body, claims } = await issue(
        describing(),
        asking([BOTH[1]!]),
      );
      assertEquals([body.scope, claims.scope], [
        "orders.read reports",
        "orders.read reports",
      ]);
    },
  },
  {
    section: "3",
    level: "defined",
    requirement: "a tenant's token is of no use at another tenant",
    choice:
      "Different paths are different audiences, and a prefix ends at a `/`.",
    async check() {
      const mine = "https://api.example.com/tenant1";
      for (const resourceMatching of ["exact", "prefix"] as const) {
        const server = serverFor([mine], { resourceMatching });
        assertEquals((await issue(server, asking([mine]))).claims.aud, mine);
        for (
          const other of [
            API,
            "https://api.example.com/tenant10",
            "https://api.example.com/tenant2",
            "https://api.example.com/tenant1/../tenant2",
            "https://api.example.com/tenant1/%2e%2e/tenant2",
          ]
        ) {
          const answer = await ask(server, asking([other]));
          assertRefused(answer, 400, "invalid_target");
        }
      }
    },
  },
  {
    section: "3",
    level: "defined",
    requirement: "one resource for a token is better than several",
    choice:
      "Several are refused by default: each of them could use the token at the others.",
    async check() {
      const resources = [API, "urn:example:orders"];
      const answer = await ask(serverFor(resources), asking(resources));
      assertRefused(answer, 400, "invalid_target");
    },
  },
];
