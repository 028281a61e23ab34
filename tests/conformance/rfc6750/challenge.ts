/**
 * RFC 6750 §3: how a request is refused.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { apiRequest, token } from "../../resource_server/tokens.ts";
import { NQSCHARS } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";
import { askApi, askWith, challengeOf, EXPIRED } from "../resource_server.ts";

const scope = "orders.read orders.write";

/** One answer of each kind that has a challenge. */
async function refusals(): Promise<readonly Response[]> {
  return await Promise.all([
    askApi(apiRequest(), { scope }),
    askApi(apiRequest("Bearer"), { scope }),
    askWith(EXPIRED, { scope }),
    askWith({ scope: "orders.read" }, { scope }),
  ]);
}

/** The rows of §3. */
export const CHALLENGE: readonly Requirement[] = [
  {
    section: "3",
    level: "MUST",
    requirement:
      "a request without a token that enables access is answered with `WWW-Authenticate`",
    choice:
      "Not where the token could not be checked (503): no other token would help.",
    async check() {
      for (const response of await refusals()) {
        assert(response.headers.has("www-authenticate"));
      }
      const published = () => Promise.reject(new Error("down"));
      const response = await askApi(
        apiRequest(`Bearer ${await token()}`),
        {},
        { keys: { published } },
      );
      assertEquals(response.status, 503);
      assert(!response.headers.has("www-authenticate"));
    },
  },
  {
    section: "3",
    level: "MUST",
    requirement: "the scheme is `Bearer`, followed by at least one parameter",
    async check() {
      for (const response of await refusals()) {
        assert(challengeOf(response).length > 0);
      }
    },
  },
  {
    section: "3",
    level: "MUST NOT",
    requirement: "a parameter appears more than once",
    async check() {
      for (const response of await refusals()) {
        const names = challengeOf(response).map(([name]) => name);
        assertEquals(names, [...new Set(names)]);
      }
    },
  },
  {
    section: "3",
    level: "MAY",
    requirement: "`realm` and `scope` are there",
    choice:
      "`realm` always, `scope` wherever one is needed, so that a client learns what to ask for before it has a token.",
    async check() {
      for (const response of await refusals()) {
        const parameters = new Map(challengeOf(response));
        assertEquals(parameters.get("realm"), "resource server");
        assertEquals(parameters.get("scope"), scope);
      }
    },
  },
  {
    section: "3",
    level: "SHOULD",
    requirement:
      "`error` says why access was declined, where there was a token",
    async check() {
      const parameters = new Map(challengeOf(await askWith(EXPIRED)));
      assertEquals(parameters.get("error"), "invalid_token");
    },
  },
  {
    section: "3",
    level: "MUST NOT",
    requirement:
      '`error` and `error_description` have other characters than printable ASCII without `"` and `\\`',
    async check() {
      for (const response of await refusals()) {
        for (const [, value] of challengeOf(response)) {
          assertMatch(value, NQSCHARS);
        }
      }
    },
  },
  {
    section: "3.1",
    level: "SHOULD",
    requirement: "`invalid_request` is 400",
    async check() {
      const response = await askApi(apiRequest("Bearer a b"));
      assertEquals(response.status, 400);
      assertEquals((await response.json()).error, "invalid_request");
    },
  },
  {
    section: "3.1",
    level: "SHOULD",
    requirement:
      "`invalid_token` is 401: expired, revoked, malformed, or invalid in another way",
    async check() {
      const malformed = askApi(apiRequest("Bearer mF_9.B5f-4.1JqM"));
      for (const response of [await askWith(EXPIRED), await malformed]) {
        assertEquals(response.status, 401);
        assertEquals((await response.json()).error, "invalid_token");
      }
    },
  },
  {
    section: "3.1",
    level: "SHOULD",
    requirement: "`insufficient_scope` is 403, and says which scope it takes",
    async check() {
      const response = await askWith({ scope: "orders.read" }, { scope });
      assertEquals(response.status, 403);
      const parameters = new Map(challengeOf(response));
      assertEquals(
        [parameters.get("error"), parameters.get("scope")],
        ["insufficient_scope", scope],
      );
    },
  },
  {
    section: "3.1",
    level: "SHOULD NOT",
    requirement: "a request without any authentication is told an error code",
    choice: "Nor is one with another scheme than `Bearer`.",
    async check() {
      for (const authorization of [undefined, "Basic dTpw", "DPoP a.b.c"]) {
        const response = await askApi(apiRequest(authorization));
        assertEquals(response.status, 401);
        const names = challengeOf(response).map(([name]) => name);
        assertEquals(names, ["realm"]);
        assertEquals(await response.text(), "");
      }
    },
  },
];
