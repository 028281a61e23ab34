/**
 * RFC 6750 §2: where a request carries its token.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { API, apiRequest, token } from "../../resource_server/tokens.ts";
import type { Requirement } from "../requirement.ts";
import { askApi, challengeOf } from "../resource_server.ts";

/** The rows of §2. */
export const REQUEST: readonly Requirement[] = [
  {
    section: "2",
    level: "MUST NOT",
    requirement: "a client uses more than one method in a request",
    choice: "Header and URL together are refused; a body is never read.",
    async check() {
      const text = await token();
      const { status } = await askApi(
        apiRequest(`Bearer ${text}`, `/orders?access_token=${text}`),
      );
      assertEquals(status, 400);
    },
  },
  {
    section: "2.1",
    level: "MUST",
    requirement:
      "a resource server takes a token in the `Authorization` header",
    async check() {
      const { status } = await askApi(apiRequest(`Bearer ${await token()}`));
      assertEquals(status, 200);
    },
  },
  {
    section: "2.2",
    level: "MAY",
    requirement: "a resource server takes a token in a form",
    choice: "It does not: the body is the handler's, and is never read.",
    async check() {
      const body = new URLSearchParams({ access_token: await token() });
      const request = new Request(API, { method: "POST", body });
      assertEquals((await askApi(request)).status, 401);
      assertEquals(request.bodyUsed, false);
    },
  },
  {
    section: "2.3",
    level: "SHOULD NOT",
    requirement: "a token is in the query of the URL",
    choice: "It is refused there, with a word about the header.",
    async check() {
      const path = `/orders?access_token=${await token()}`;
      const response = await askApi(apiRequest(undefined, path));
      assertEquals(response.status, 400);
      assertEquals(
        new Map(challengeOf(response)).get("error"),
        "invalid_request",
      );
    },
  },
];
