/**
 * RFC 8414 §3 and after: where metadata is and how it is read.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { CLIENT, GOOD, ISSUER, testServer } from "../../fixtures.ts";
import {
  assertRefused,
  issue,
  metadata,
  METADATA_PATH,
  visit,
} from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

/** The rows of §3 and after. */
export const RETRIEVAL: readonly Requirement[] = [
  {
    section: "3",
    level: "MUST",
    requirement:
      "the document is where `/.well-known/oauth-authorization-server` is put between host and path of the issuer",
    choice: "Where a proxy strips a part of the path, `basePath` says so.",
    async check() {
      for (
        const [issuer, path] of [
          ["https://as.example.com", ""],
          ["https://as.example.com/", ""],
          ["https://as.example.com/t1", "/t1"],
          ["https://as.example.com/t1/", "/t1"],
          ["https://as.example.com/a/b", "/a/b"],
        ] as const
      ) {
        const server = testServer({ issuer });
        const { status, body } = await visit(server, METADATA_PATH + path);
        assertEquals([status, body.issuer], [200, issuer]);
        assertEquals(body.token_endpoint, `${ISSUER}${path}/token`);
      }
    },
  },
  {
    section: "3.1",
    level: "MUST",
    requirement: "the document is asked for with GET",
    choice: "HEAD and OPTIONS are answered too, other methods with 405.",
    async check() {
      const server = testServer();
      const statuses = { GET: 200, HEAD: 200, OPTIONS: 204, POST: 405 };
      for (const [method, status] of Object.entries(statuses)) {
        const answer = await visit(server, METADATA_PATH, { method });
        assertEquals(answer.status, status, method);
      }
    },
  },
  {
    section: "3.2",
    level: "MUST",
    requirement: "the answer is 200 with a JSON object",
    async check() {
      const { status, headers, body } = await visit(
        testServer(),
        METADATA_PATH,
      );
      assertEquals(status, 200);
      assertEquals(
        headers.get("content-type"),
        "application/json;charset=UTF-8",
      );
      assertEquals(body.issuer, ISSUER);
    },
  },
  {
    section: "3.2",
    level: "MUST",
    requirement: "members with no elements are left out",
    deviation:
      "Except `response_types_supported`, which §2 requires: where the two rules contradict each other, a reader that checks for required members wins. Other members keep to the rule.",
    async check() {
      const empty = Object.entries(
        await metadata(testServer({
          resources: [{ resource: "https://a.example/" }],
        })),
      ).filter(([, value]) => Array.isArray(value) && value.length === 0);
      assertEquals(empty, [["response_types_supported", []]]);
    },
  },
  {
    section: "3.2",
    level: "defined",
    requirement: "an error has the status that HTTP has for it",
    async check() {
      for (const path of [`${METADATA_PATH}/other`, `/other${METADATA_PATH}`]) {
        assertRefused(
          await visit(testServer(), path),
          404,
          "invalid_request",
        );
      }
    },
  },
  {
    section: "3.3",
    level: "MUST",
    requirement: "`issuer` is identical to the issuer that was asked for",
    choice: "Byte for byte as configured, and so is `iss` in tokens.",
    async check() {
      for (
        const issuer of [
          "https://as.example.com",
          "https://as.example.com/",
          "https://AS.example.com:443",
          "https://as.example.com/%7eteam",
        ]
      ) {
        const server = testServer({ issuer });
        const path = new URL(issuer).pathname.replace(/\/$/, "");
        const { body } = await visit(server, METADATA_PATH + path);
        assertEquals(body.issuer, issuer);
        const response = await server.fetch(
          new Request(body.token_endpoint, {
            method: "POST",
            body: new URLSearchParams(GOOD),
          }),
        );
        const { access_token } = await response.json();
        const payload = JSON.parse(atob(access_token.split(".")[1]));
        assertEquals(payload.iss, issuer);
      }
    },
  },
  {
    section: "4",
    level: "MUST NOT",
    requirement: "strings are not normalized before they are compared",
    async check() {
      const composed = "https://as.example.com/%C3%A9";
      const decomposed = "https://as.example.com/e%CC%81";
      const server = testServer({ issuer: decomposed });
      const path = (issuer: string) => METADATA_PATH + new URL(issuer).pathname;
      const { body } = await visit(server, path(decomposed));
      assertEquals(body.issuer, decomposed);
      assertEquals((await visit(server, path(composed))).status, 404);
    },
  },
  {
    section: "5",
    level: "MAY",
    requirement:
      "the document may be at the place where OpenID Connect looks for it",
    choice:
      "It is, the same one, with `openid-configuration` inserted and appended; the RFC's own name can be appended too.",
    async check() {
      const server = testServer({ issuer: "https://as.example.com/t1" });
      const documents = await Promise.all(
        [
          "/.well-known/oauth-authorization-server/t1",
          "/t1/.well-known/oauth-authorization-server",
          "/.well-known/openid-configuration/t1",
          "/t1/.well-known/openid-configuration",
        ].map((path) => visit(server, path)),
      );
      for (const { status, body } of documents) {
        assertEquals([status, body], [200, documents[0]!.body]);
      }
    },
  },
  {
    section: "6.2",
    level: "defined",
    requirement: "two issuers on one host are not mistaken for each other",
    async check() {
      const one = testServer({ issuer: "https://as.example.com/one" });
      for (const path of ["", "/two", "/one/two"]) {
        assertEquals((await visit(one, METADATA_PATH + path)).status, 404);
      }
      const { claims } = await issue(
        { fetch: one.handleTokenRequest },
        { ...GOOD, client_id: CLIENT.client_id },
      );
      assertEquals(claims.aud, "https://as.example.com/one");
    },
  },
];
