/**
 * RFC 9110 §11 and §12: authentication and negotiation.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { basic, GOOD, rawBasic, testServer } from "../../fixtures.ts";
import { ask, assertRefused, GRANT, issue, visit } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

/** The rows of §11 and §12. */
export const AUTHENTICATION: readonly Requirement[] = [
  {
    section: "11.1",
    level: "defined",
    requirement: "the name of a scheme is compared without regard to case",
    async check() {
      const credentials = basic("test-client", "foobar").slice(5);
      for (const scheme of ["basic", "BASIC", "bAsIc"]) {
        const authorization = scheme + credentials;
        await issue(testServer(), GRANT, { authorization });
      }
    },
  },
  {
    section: "11.4",
    level: "SHOULD",
    requirement:
      "a request whose credentials are missing, invalid or partial gets 401 with a challenge",
    async check() {
      const headers = [
        {},
        { authorization: "Basic" },
        { authorization: "Basic !!!" },
        { authorization: rawBasic("no-colon") },
        { authorization: rawBasic(":") },
        { authorization: basic("test-client", "") },
      ] as Record<string, string>[];
      for (const header of headers) {
        const answer = await ask(testServer(), GRANT, header);
        assertRefused(answer, 401, "invalid_client");
        assert(answer.headers.has("www-authenticate"));
      }
    },
  },
  {
    section: "11.4",
    level: "defined",
    requirement: "valid credentials that are not enough get 403",
    deviation:
      "400 with `unauthorized_client`: RFC 6749 §5.2 specifies the token endpoint, and its clients know that.",
    async check() {
      const server = testServer({ policy: () => ({ deny: "not_today" }) });
      assertRefused(await ask(server), 400, "unauthorized_client");
    },
  },
  {
    section: "11.5",
    level: "defined",
    requirement: "`realm` is a quoted string that names a protection space",
    choice:
      "The token endpoint is one, of the same name everywhere, and `charset` says that Basic is UTF-8 (RFC 7617 §2.1).",
    async check() {
      const { headers } = await ask(testServer(), GRANT);
      assertEquals(
        headers.get("www-authenticate"),
        'Basic realm="token endpoint", charset="UTF-8"',
      );
    },
  },
  {
    section: "11.6.2",
    level: "defined",
    requirement: "`Authorization` carries one set of credentials",
    choice:
      "Fields that were joined to a list are a failed authentication. More than one space after the scheme is tolerated.",
    async check() {
      const authorization = basic("test-client", "foobar");
      const twice = `${authorization}, ${authorization}`;
      assertRefused(
        await ask(testServer(), GRANT, { authorization: twice }),
        401,
        "invalid_client",
      );
      const spaced = authorization.replace(" ", "   ");
      await issue(testServer(), GRANT, { authorization: spaced });
    },
  },
  {
    section: "12.5.1",
    level: "defined",
    requirement: "`Accept` may be disregarded",
    choice: "It is: there is only JSON.",
    async check() {
      await issue(testServer(), GOOD, { accept: "text/html" });
      const { status, body } = await visit(testServer(), "/jwks", {
        headers: { accept: "application/xml" },
      });
      assertEquals([status, body.keys.length], [200, 1]);
    },
  },
  {
    section: "12.5.5",
    level: "SHOULD",
    requirement: "`Vary` names the header that an answer depends on",
    choice: "`Origin`, also where the origin is not one of `cors.origins`.",
    async check() {
      const origins = ["https://app.example.com"];
      const server = testServer({ cors: { origins } });
      for (const origin of [...origins, "https://evil.example"]) {
        const { headers } = await ask(server, GOOD, { origin });
        assertEquals(headers.get("vary"), "Origin");
        assertEquals(
          headers.get("access-control-allow-origin"),
          origins.includes(origin) ? origin : null,
        );
      }
    },
  },
];
