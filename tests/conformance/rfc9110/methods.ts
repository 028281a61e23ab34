/**
 * RFC 9110 §9 and §10: methods, and fields of an answer.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { basic, GOOD, ISSUER, testServer } from "../../fixtures.ts";
import {
  ask,
  assertRefused,
  METADATA_PATH,
  type Server,
  visit,
} from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

const DOCUMENTS = ["/jwks", METADATA_PATH];

/** A server whose clients cannot be read. */
function unavailable(): Server {
  const get = () => Promise.reject(new Error("out of order"));
  return testServer({ storage: { clients: { get } } });
}

/** The rows of §9 and §10. */
export const METHODS: readonly Requirement[] = [
  {
    section: "9.1",
    level: "MUST",
    requirement: "GET and HEAD are supported",
    choice: "By the documents; the token endpoint has only POST to offer.",
    async check() {
      for (const path of DOCUMENTS) {
        for (const method of ["GET", "HEAD"]) {
          const { status } = await visit(testServer(), path, { method });
          assertEquals(status, 200);
        }
      }
    },
  },
  {
    section: "9.1",
    level: "SHOULD",
    requirement: "a method that nobody knows is answered with 501",
    deviation:
      "With 405, as every other method that the endpoint does not have: `Allow` then says what would work.",
    async check() {
      for (const path of ["/token", ...DOCUMENTS]) {
        const answer = await visit(testServer(), path, { method: "BREW" });
        assertRefused(answer, 405, "invalid_request");
      }
    },
  },
  {
    section: "9.2.1",
    level: "defined",
    requirement:
      "GET, HEAD and OPTIONS are safe: they change and issue nothing",
    async check() {
      for (const method of ["GET", "HEAD", "OPTIONS"]) {
        const server = testServer();
        const query = new URLSearchParams(GOOD);
        const authorization = basic("test-client", "foobar");
        await visit(server, `/token?${query}`, {
          method,
          headers: { authorization },
        });
        assertEquals(server.hasher.count, 0);
        assertEquals(server.events.map(({ type }) => type), ["refused"]);
      }
    },
  },
  {
    section: "9.3.2",
    level: "MUST NOT",
    requirement: "the answer to HEAD has no content",
    choice: "Neither that of a document nor an error.",
    async check() {
      for (const path of [...DOCUMENTS, "/token", "/authorize", "/nowhere"]) {
        const response = await testServer().fetch(
          new Request(ISSUER + path, { method: "HEAD" }),
        );
        assertEquals(await response.text(), "", path);
      }
    },
  },
  {
    section: "9.3.2",
    level: "SHOULD",
    requirement: "the answer to HEAD has the status and headers of GET",
    async check() {
      for (const path of [...DOCUMENTS, "/token", "/nowhere"]) {
        const [get, head] = await Promise.all(
          ["GET", "HEAD"].map((method) =>
            visit(testServer(), path, { method })
          ),
        );
        assertEquals(head!.status, get!.status);
        assertEquals([...head!.headers], [...get!.headers]);
      }
    },
  },
  {
    section: "9.3.7",
    level: "SHOULD",
    requirement: "a successful answer to OPTIONS says in `Allow` what there is",
    async check() {
      for (const path of DOCUMENTS) {
        const { status, headers } = await visit(testServer(), path, {
          method: "OPTIONS",
        });
        assertEquals([status, headers.get("allow")], [
          204,
          "GET, HEAD, OPTIONS",
        ]);
      }
      const server = testServer({ cors: { origins: "*" } });
      const { status, headers } = await visit(server, "/token", {
        method: "OPTIONS",
      });
      assertEquals([status, headers.get("allow")], [204, "POST, OPTIONS"]);
    },
  },
  {
    section: "10.2.1",
    level: "MUST",
    requirement: "`Allow` lists the methods of the endpoint",
    choice: "The token endpoint has OPTIONS where `cors` is configured.",
    async check() {
      const server = testServer();
      const cors = { origins: "*" } as const;
      const rows = [
        [server, "/token", "POST"],
        [testServer({ cors }), "/token", "POST, OPTIONS"],
        [server, "/jwks", "GET, HEAD, OPTIONS"],
        [server, METADATA_PATH, "GET, HEAD, OPTIONS"],
      ] as const;
      for (const [server, path, allow] of rows) {
        const answer = await visit(server, path, { method: "DELETE" });
        assertRefused(answer, 405, "invalid_request");
        assertEquals(answer.headers.get("allow"), allow);
      }
    },
  },
  {
    section: "10.2.3",
    level: "defined",
    requirement: "`Retry-After` is a number of seconds or a date",
    choice: "Whole seconds, on every 503.",
    async check() {
      const { headers } = await ask(unavailable());
      assertMatch(headers.get("retry-after")!, /^[1-9]\d*$/);
    },
  },
];
