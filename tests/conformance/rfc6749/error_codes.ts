/**
 * RFC 6749 §5.2: the error codes.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { clientCredentials, type Grant, OAuthError } from "@mintmark/oauth";
import {
  basic,
  CLIENT,
  type FormInit,
  GOOD,
  testServer,
} from "../../fixtures.ts";
import { ask, assertRefused, GRANT } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";

const CHALLENGE = 'Basic realm="token endpoint", charset="UTF-8"';

/** The rows of §5.2 about codes. */
export const ERROR_CODES: readonly Requirement[] = [
  {
    section: "5.2",
    level: "defined",
    requirement:
      "`invalid_request`: something is missing, repeated, contradictory or malformed",
    async check() {
      const malformed: FormInit[] = [
        "",
        "grant_type=client_credentials&scope=%zz",
        "grant_type=client_credentials&grant_type=client_credentials",
        { ...GRANT, client_secret: "foobar" },
        { ...GOOD, client_assertion: "a.b.c" },
      ];
      for (const form of malformed) {
        assertRefused(await ask(testServer(), form), 400, "invalid_request");
      }
    },
  },
  {
    section: "5.2",
    level: "defined",
    requirement:
      "`invalid_client`: unknown client, no authentication, or a method that is not supported",
    async check() {
      const refusals: [FormInit, Record<string, string>][] = [
        [{ ...GOOD, client_id: "nobody" }, {}],
        [{ ...GOOD, client_secret: "wrong" }, {}],
        [GRANT, {}],
        [
          { ...GRANT, client_assertion: "a.b.c", client_assertion_type: "x" },
          {},
        ],
        [GRANT, { authorization: "Bearer abc" }],
        [GRANT, { authorization: "Basic !" }],
      ];
      for (const [form, headers] of refusals) {
        assertRefused(
          await ask(testServer(), form, headers),
          401,
          "invalid_client",
        );
      }
    },
  },
  {
    section: "5.2",
    level: "MUST",
    requirement:
      "where the client used `Authorization`, `invalid_client` is a 401 with a challenge",
    async check() {
      const authorization = basic("test-client", "wrong");
      const answer = await ask(testServer(), GRANT, { authorization });
      assertRefused(answer, 401, "invalid_client");
      assertEquals(answer.headers.get("www-authenticate"), CHALLENGE);
    },
  },
  {
    section: "5.2",
    level: "MUST",
    requirement: "the challenge matches the scheme that the client used",
    deviation:
      "It is always `Basic`, the one scheme that would help: a client that sent `Bearer` or `Digest` is not invited to try it again.",
    async check() {
      const authorization = "Bearer abc";
      const { headers } = await ask(testServer(), GRANT, { authorization });
      assertEquals(headers.get("www-authenticate"), CHALLENGE);
    },
  },
  {
    section: "5.2",
    level: "MAY",
    requirement:
      "`invalid_client` without `Authorization` may be a 401 as well",
    choice:
      "It always is, with a challenge, which RFC 9110 §15.5.2 asks for on every 401. One status for one error.",
    async check() {
      for (const form of [{ ...GOOD, client_secret: "wrong" }, GRANT]) {
        const answer = await ask(testServer(), form);
        assertRefused(answer, 401, "invalid_client");
        assertEquals(answer.headers.get("www-authenticate"), CHALLENGE);
      }
    },
  },
  {
    section: "5.2",
    level: "defined",
    requirement:
      "`invalid_grant`: what an extension grant was given is not valid",
    async check() {
      const grant: Grant = {
        grant_type: "urn:example:expired",
        client: "optional",
        entitle() {
          throw new OAuthError("invalid_grant", {
            description: "It has expired.",
            reason: "expired",
          });
        },
      };
      assertRefused(
        await ask(testServer({ grants: [grant] }), {
          grant_type: "urn:example:expired",
        }),
        400,
        "invalid_grant",
      );
    },
  },
  {
    section: "5.2",
    level: "defined",
    requirement:
      "`unauthorized_client`: the client may not use this grant type",
    choice: "A client without `grant_types` may use none.",
    async check() {
      const { grant_types: _, ...without } = CLIENT;
      for (
        const client of [without, { ...CLIENT, grant_types: ["password"] }]
      ) {
        const server = testServer({
          clients: [client],
          grants: [clientCredentials()],
        });
        assertRefused(await ask(server), 400, "unauthorized_client");
      }
    },
  },
  {
    section: "5.2",
    level: "defined",
    requirement:
      "`unsupported_grant_type`: the server does not know the grant type",
    choice: "This is said before the client is authenticated.",
    async check() {
      const form = { ...GOOD, grant_type: "x", client_secret: "wrong" };
      const answer = await ask(testServer(), form);
      assertRefused(answer, 400, "unsupported_grant_type");
    },
  },
  {
    section: "5.2",
    level: "defined",
    requirement: "`invalid_scope`: a scope is unknown, malformed, or too much",
    async check() {
      for (const scope of ["unknown", 'a"b', "orders.read orders.delete"]) {
        const answer = await ask(testServer(), { ...GOOD, scope });
        assertRefused(answer, 400, "invalid_scope");
      }
    },
  },
];
