/**
 * RFC 7521 §4 and §5: assertions as client authentication.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import {
  assertion,
  formOf,
  keyedServer,
} from "../../client_authentication/assertions.ts";
import { claimsOf, GOOD, post } from "../../fixtures.ts";
import { platformToken } from "../../trust/external_issuer.ts";
import { exchange } from "../assertion_grants.ts";
import { answerTo, assertAccepted, assertRefusedFor } from "../asserting.ts";
import type { Requirement } from "../requirement.ts";

/** The rows. */
export const ROWS: readonly Requirement[] = [
  {
    section: "4.1",
    level: "defined",
    requirement: "an assertion may be a grant (`assertion`)",
    choice: "Where `jwtBearer()` is among the grants.",
    async check() {
      const without = await exchange(await platformToken(), {}, keyedServer());
      assertEquals(without.body.error, "unsupported_grant_type");
      assertEquals((await exchange(await platformToken())).status, 200);
    },
  },
  {
    section: "4.1",
    level: "MAY",
    requirement: "client authentication beside an assertion is optional",
    choice:
      "One that is presented must be right, and the client must be the one of the rule. An ID-JAG needs it.",
    async check() {
      const wrong = { client_id: "test-client", client_secret: "wrong" };
      const { status, body } = await exchange(await platformToken(), wrong);
      assertEquals([status, body.error], [401, "invalid_client"]);
    },
  },
  {
    section: "4.1.1",
    level: "MUST",
    requirement: "a grant that is not valid is `invalid_grant`",
    async check() {
      const { status, body } = await exchange(await platformToken({ exp: 0 }));
      assertEquals([status, body.error], [400, "invalid_grant"]);
    },
  },
  {
    section: "4.2",
    level: "MUST",
    requirement: "`client_assertion_type` is there and names a known format",
    async check() {
      const { client_assertion_type: _, ...without } = formOf(
        await assertion(),
      );
      const missing = await post(keyedServer(), without);
      assertEquals([missing.status, missing.body.error], [
        400,
        "invalid_request",
      ]);
      const { status, body } = await answerTo({}, {}, {
        client_assertion_type: "urn:example:assertion",
      });
      assertEquals([status, body.error], [401, "invalid_client"]);
    },
  },
  {
    section: "4.2",
    level: "MUST",
    requirement: "`client_assertion` is there and is one assertion",
    async check() {
      const { client_assertion: _, ...without } = formOf("x");
      assertEquals((await post(keyedServer(), without)).status, 400);
      const text = await assertion();
      for (const two of [`${text} ${text}`, `${text},${text}`]) {
        assertEquals((await post(keyedServer(), formOf(two))).status, 401);
      }
    },
  },
  {
    section: "4.2",
    level: "defined",
    requirement:
      "`client_id` is not needed, since the subject names the client",
    async check() {
      const { body } = await answerTo();
      assertEquals(claimsOf(body.access_token).client_id, "keyed");
    },
  },
  {
    section: "4.2",
    level: "MUST",
    requirement: "`client_id` beside an assertion names the same client",
    async check() {
      const same = await answerTo({}, {}, { client_id: "keyed" });
      assertEquals(same.status, 200);
      const other = await answerTo({}, {}, { client_id: "test-client" });
      assertEquals([other.status, other.body.error], [401, "invalid_client"]);
    },
  },
  {
    section: "4.2",
    level: "MUST NOT",
    requirement: "a client uses one mechanism of authentication per request",
    async check() {
      const { status, body } = await answerTo({}, {}, {
        client_id: "keyed",
        client_secret: "foobar",
      });
      assertEquals([status, body.error], [400, "invalid_request"]);
    },
  },
  {
    section: "4.2.1",
    level: "MUST",
    requirement: "an assertion that is not valid is `invalid_client`",
    choice:
      "With a description that does not say what is wrong: no answer tells one failed authentication from another. The event does.",
    async check() {
      const wrong = await answerTo({ claims: { exp: 0 } });
      assertEquals(wrong.body.error, "invalid_client");
      const secret = await post(keyedServer(), {
        ...GOOD,
        client_secret: "wrong",
      });
      assertEquals(wrong.body, secret.body);
    },
  },
  {
    section: "5.1",
    level: "MUST",
    requirement: "the issuer is there; who signs itself is its own client_id",
    async check() {
      const iss = "assertion_without_issuer";
      await assertRefusedFor(iss, { claims: { iss: undefined } });
      const other = "assertion_issuer_is_not_client";
      await assertRefusedFor(other, { claims: { iss: "test-client" } });
    },
  },
  {
    section: "5.1",
    level: "SHOULD",
    requirement: "the audience may be the URL of the token endpoint",
    choice:
      '`clientAssertions.audience: "issuer"` takes the issuer alone, as newer profiles ask.',
    async check() {
      const url = "https://as.example.com/token";
      await assertAccepted({ claims: { aud: url } });
      await assertRefusedFor(
        "assertion_for_other_audience",
        { claims: { aud: url } },
        { clientAssertions: { audience: "issuer" } },
      );
    },
  },
  {
    section: "5.2",
    level: "MUST",
    requirement: "an assertion has an issuer, subject, audience and expiry",
    async check() {
      for (const name of ["iss", "sub", "aud", "exp"]) {
        const { status } = await answerTo({ claims: { [name]: undefined } });
        assertEquals(status, 401, name);
      }
    },
  },
  {
    section: "5.2",
    level: "MUST",
    requirement: "an assertion is signed, or has a MAC, by its issuer",
    choice:
      "Signed. A MAC (`client_secret_jwt`) is off: it would need a registry that holds secrets.",
    async check() {
      const text = await assertion();
      const unsigned = text.slice(0, text.lastIndexOf(".") + 1);
      const { status } = await post(keyedServer(), formOf(unsigned));
      assertEquals(status, 401);
    },
  },
  {
    section: "5.2",
    level: "MAY",
    requirement: "the server ensures that an assertion is not replayed",
    choice: "It does, for as long as the assertion could be used.",
    async check() {
      const server = keyedServer();
      const form = formOf(await assertion());
      const statuses = [];
      for (const _ of [1, 2]) statuses.push((await post(server, form)).status);
      assertEquals(statuses, [200, 401]);
    },
  },
  {
    section: "8.2",
    level: "SHOULD",
    requirement: "a lifetime that is bounded keeps replays few",
    choice: "Five minutes; `clientAssertions.maxSeconds` says another.",
    async check() {
      const day = { claims: { exp: 1_700_086_400 } };
      await assertRefusedFor("assertion_expires_too_late", day);
    },
  },
];
