/**
 * RFC 6749 §5.2 and §7.1: the answer with an error.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { OAuthError } from "@mintmark/oauth";
import { type FormInit, GOOD, read, testServer } from "../../fixtures.ts";
import {
  ask,
  assertRefused,
  NQSCHARS,
  streaming,
  visit,
} from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

/** The other rows of §5.2, and §7.1. */
export const ERRORS: readonly Requirement[] = [
  {
    section: "5.2",
    level: "defined",
    requirement: "the status is 400 where nothing else is specified",
    async check() {
      const refusals: [FormInit, string][] = [
        [{ ...GOOD, grant_type: "" }, "invalid_request"],
        [{ ...GOOD, grant_type: "x" }, "unsupported_grant_type"],
        [{ ...GOOD, scope: "x" }, "invalid_scope"],
        [{ ...GOOD, resource: "x" }, "invalid_target"],
      ];
      for (const [form, error] of refusals) {
        assertRefused(await ask(testServer(), form), 400, error);
      }
    },
  },
  {
    section: "5.2",
    level: "MUST",
    requirement:
      "`error` and `error_description` are members of one JSON object",
    choice: "Both are in every error; `error_uri` is in none.",
    async check() {
      const { body, headers } = await ask(testServer(), "");
      assertEquals(Object.keys(body), ["error", "error_description"]);
      assertMatch(headers.get("content-type")!, /^application\/json;/);
    },
  },
  {
    section: "5.2",
    level: "MUST NOT",
    requirement:
      "`error` and `error_description` have no character but printable ASCII without quote and backslash",
    choice: "Whatever a grant or policy throws is rewritten until that is so.",
    async check() {
      const description = 'A "quote", a \\, a\nline, an é and a 🗝.';
      const server = testServer({
        policy() {
          throw new OAuthError("invalid_grant", { description, reason: "x" });
        },
      });
      const { body } = await ask(server);
      assertMatch(body.error, NQSCHARS);
      assertMatch(body.error_description, NQSCHARS);
      assertMatch(body.error_description, /^A 'quote', a \?, a\?line, an \?/);
    },
  },
  {
    section: "5.2",
    level: "defined",
    requirement:
      "a request that is no token request at all is answered with 400",
    deviation:
      "With the status that HTTP has for it, 404, 405, 408, 413 or 415, and an `invalid_request` body, so that proxies and people understand it too.",
    async check() {
      const server = testServer({ bodyMilliseconds: 1 });
      const json = { "content-type": "application/json" };
      const answers = [
        await visit(server, "/nowhere"),
        await visit(server, "/token"),
        await read(await server.fetch(streaming({}))),
        await ask(server, { ...GOOD, padding: "x".repeat(16_384) }),
        await ask(server, GOOD, json),
      ];
      const statuses = [404, 405, 408, 413, 415];
      answers.forEach((answer, i) =>
        assertRefused(answer, statuses[i]!, "invalid_request")
      );
    },
  },
  {
    section: "5.2",
    level: "defined",
    requirement: "there is no code for a failure of the server",
    deviation:
      "`server_error` with 500 and `temporarily_unavailable` with 503, the codes of §4.1.2.1: a client that cannot tell our failure from its own does not know when to try again.",
    async check() {
      const failing = testServer({
        policy() {
          throw new Error("private");
        },
      });
      assertRefused(await ask(failing), 500, "server_error");
      const get = () => Promise.reject(new Error("private"));
      const unavailable = testServer({ storage: { clients: { get } } });
      assertRefused(await ask(unavailable), 503, "temporarily_unavailable");
    },
  },
  {
    section: "7.1",
    level: "defined",
    requirement: "the token type says how the token is used",
    choice: "RFC 6750 bearer tokens, and no others so far.",
    async check() {
      assertEquals((await ask(testServer())).body.token_type, "bearer");
    },
  },
];
