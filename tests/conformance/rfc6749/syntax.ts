/**
 * RFC 6749 appendices A and B: the syntax of values and of the form.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import {
  basic,
  CLIENT,
  GOOD,
  rawBasic,
  testServer,
  tokenRequest,
} from "../../fixtures.ts";
import {
  ask,
  assertRefused,
  GRANT,
  issue,
  NQSCHARS,
  visit,
} from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

/** The value of appendix B, and its encoding. */
const VALUE = " %&+£€";
const ENCODED = "+%25%26%2B%C2%A3%E2%82%AC";

/** The rows of appendices A and B. */
export const SYNTAX: readonly Requirement[] = [
  {
    section: "A.1",
    level: "defined",
    requirement: "`client_id` has printable ASCII characters",
    deviation: "Any Unicode text of up to 255 bytes: names do not " +
      "stop at ASCII, and RFC 7617 made Basic UTF-8.",
    async check() {
      const client_id = "büro-東京";
      const server = testServer({ clients: [{ ...CLIENT, client_id }] });
      await issue(server, { ...GOOD, client_id });
      const authorization = basic(client_id, "foobar");
      const { claims } = await issue(server, GRANT, { authorization });
      assertEquals(claims.sub, client_id);
    },
  },
  {
    section: "A.2",
    level: "defined",
    requirement: "`client_secret` has printable ASCII characters",
    deviation: "Any Unicode text that its hasher takes.",
    async check() {
      const client_secret = "geheim-ß-🗝";
      const server = testServer({
        clients: [{
          ...CLIENT,
          client_secrets: [{ hash: `$test$${client_secret}` }],
        }],
      });
      await issue(server, { ...GOOD, client_secret });
      const authorization = basic("test-client", client_secret);
      await issue(server, GRANT, { authorization });
    },
  },
  {
    section: "A.4",
    level: "defined",
    requirement:
      "a scope is printable ASCII without space, quote and backslash",
    async check() {
      const all = "!#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~";
      const server = testServer({ clients: [{ ...CLIENT, scope: all }] });
      assertEquals(
        (await issue(server, { ...GOOD, scope: all })).body.scope,
        all,
      );
      const open = testServer({ scopeMatching: () => true });
      for (const bad of ['"', "\\", "\t", "\n", "\0", "\x7f", "é", "\u00a0"]) {
        const answer = await ask(open, { ...GOOD, scope: `${all} ${bad}` });
        assertRefused(answer, 400, "invalid_scope");
      }
    },
  },
  {
    section: "A.4",
    level: "defined",
    requirement: "scopes are separated by exactly one space",
    deviation: "More spaces are accepted, and a scope that occurs twice is " +
      "one. Answers and tokens keep to the grammar.",
    async check() {
      const scope = "  orders.write  orders.read orders.write ";
      const { body, claims } = await issue(testServer(), { ...GOOD, scope });
      assertEquals(body.scope, "orders.write orders.read");
      assertEquals(claims.scope, "orders.write orders.read");
    },
  },
  {
    section: "A.4",
    level: "defined",
    requirement:
      "`scope` is not empty: an answer without a scope leaves it out",
    deviation: '`"scope":""` is sent, which tells a client that it got none ' +
      'and is what ory/fosite answers. `emptyScope: "omit"` keeps to the ' +
      "grammar. The claim in a token is always left out.",
    async check() {
      const included = await issue(testServer());
      assertEquals(included.body.scope, "");
      const omitted = await issue(testServer({ emptyScope: "omit" }));
      for (const object of [omitted.body, omitted.claims, included.claims]) {
        assertEquals("scope" in object, false);
      }
    },
  },
  {
    section: "A.7",
    level: "defined",
    requirement: "`error` and `error_description` (A.8) are not empty",
    async check() {
      const { body } = await ask(testServer(), "");
      assertMatch(body.error, NQSCHARS);
      assertMatch(body.error_description, NQSCHARS);
    },
  },
  {
    section: "A.10",
    level: "defined",
    requirement: "`grant_type` is a name or a URI",
    choice: "What is neither is a grant type that is not supported.",
    async check() {
      for (const grant_type of ["a b", "client_credentials\0", "é"]) {
        assertRefused(
          await ask(testServer(), { ...GOOD, grant_type }),
          400,
          "unsupported_grant_type",
        );
      }
    },
  },
  {
    section: "A.12",
    level: "defined",
    requirement: "`access_token` has printable ASCII characters",
    choice: "Only those that RFC 6750 §2.1 allows in a header as well.",
    async check() {
      const policy = () => ({ claims: { name: "Zoë 🗝" } });
      const { token } = await issue(testServer({ policy }));
      assertMatch(token, /^[A-Za-z0-9._~+/-]+$/);
    },
  },
  {
    section: "A.13",
    level: "defined",
    requirement: "`token_type` is a name",
    async check() {
      const { body } = await issue(testServer());
      assertMatch(body.token_type, /^[-._0-9A-Za-z]+$/);
    },
  },
  {
    section: "A.14",
    level: "defined",
    requirement: "`expires_in` has digits only",
    choice: "A JSON number without fraction and exponent.",
    async check() {
      const server = testServer({ now: () => 1_700_000_000.9 });
      const response = await server.fetch(tokenRequest());
      assertMatch(await response.text(), /"expires_in":3600[,}]/);
    },
  },
  {
    section: "B",
    level: "MUST",
    requirement: "names and values are UTF-8, then form-urlencoded",
    async check() {
      const server = testServer({
        clients: [{ ...CLIENT, client_secrets: [{ hash: `$test$${VALUE}` }] }],
        basicCredentials: "strict",
      });
      await issue(
        server,
        "grant%5Ftype=client_credentials&client_id=test-client" +
          `&client_secret=${ENCODED}`,
      );
      const authorization = rawBasic(`test-client:${ENCODED}`);
      await issue(server, GRANT, { authorization });
    },
  },
  {
    section: "B",
    level: "defined",
    requirement: "a payload is read as UTF-8",
    choice:
      "Strictly: bytes that are not UTF-8 and percent signs that encode nothing are refused, where most readers guess.",
    async check() {
      const server = testServer();
      for (const scope of ["%FF", "%C0%AF", "%ED%A0%80", "%", "%zz", "%2"]) {
        const form = `${new URLSearchParams(GOOD)}&scope=${scope}`;
        assertRefused(await ask(server, form), 400, "invalid_request");
      }
      const answer = await visit(server, "/token", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new Uint8Array([
          ...new TextEncoder().encode(`${new URLSearchParams(GOOD)}&a=`),
          0xff,
        ]),
      });
      assertRefused(answer, 400, "invalid_request");
    },
  },
];
