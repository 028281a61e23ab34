/**
 * RFC 9068 §4, on the other side: what our resource server checks.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { generateSigner } from "@mintmark/oauth";
import { ISSUER, NOW } from "../../fixtures.ts";
import { API, token } from "../../resource_server/tokens.ts";
import type { Requirement } from "../requirement.ts";
import { askWith, assertInvalid, assertValid } from "../resource_server.ts";

/** The rows of §4 about the resource server. */
export const RESOURCE_SERVER: readonly Requirement[] = [
  {
    section: "4",
    level: "MUST",
    requirement:
      "a resource server accepts the types `at+jwt` and `application/at+jwt` and no other",
    choice: "`JWT` and none as well, where `profile` is `lenient`.",
    async check() {
      await assertValid(await token({}, { typ: "at+jwt" }));
      await assertValid(await token({}, { typ: "application/at+jwt" }));
      for (const typ of ["JWT", undefined, "dpop+jwt"]) {
        await assertInvalid(await token({}, { typ }), "wrong_type");
      }
      const lenient = { profile: "lenient" } as const;
      await assertValid(await token({}, { typ: "JWT" }), lenient);
      await assertValid(await token({}, { typ: undefined }), lenient);
    },
  },
  {
    section: "4",
    level: "MUST",
    requirement: "a resource server compares `iss` exactly with its issuer",
    async check() {
      for (const iss of [`${ISSUER}/`, ISSUER.toUpperCase(), undefined]) {
        await assertInvalid(await token({ iss }), "wrong_issuer");
      }
    },
  },
  {
    section: "4",
    level: "MUST",
    requirement: "a resource server finds itself in `aud`",
    async check() {
      await assertValid(await token({ aud: API }));
      for (const aud of ["https://b.example/", [], API.slice(0, -1)]) {
        await assertInvalid(await token({ aud }), "wrong_audience");
      }
    },
  },
  {
    section: "4",
    level: "MUST",
    requirement:
      "a resource server verifies the signature with the issuer's key and refuses `alg: none`",
    async check() {
      await assertInvalid(
        await token({}, { alg: "none" }),
        "algorithm_not_allowed",
      );
      await assertInvalid(
        await token({}, {}, await generateSigner("ES256")),
        "wrong_signature",
      );
    },
  },
  {
    section: "4",
    level: "MUST",
    requirement: "a resource server refuses a token once `exp` is reached",
    choice: "With 30 seconds for clocks that differ (`clockSkewSeconds`).",
    async check() {
      await assertValid(await token({ exp: NOW - 29 }));
      await assertInvalid(await token({ exp: NOW - 30 }), "expired");
      await assertInvalid(await token({ exp: NOW }), "expired", {
        clockSkewSeconds: 0,
      });
    },
  },
  {
    section: "4",
    level: "MUST",
    requirement: "a resource server refuses in the way of RFC 6750 §3.1",
    async check() {
      const response = await askWith({ aud: "https://b.example/" });
      assertEquals(response.status, 401);
      assertEquals((await response.json()).error, "invalid_token");
    },
  },
  {
    section: "4",
    level: "SHOULD",
    requirement: "a resource server goes by the scopes of the token",
    choice: "By those that `protect` or `verify` is told that it takes.",
    async check() {
      const needed = { scope: "orders.write" };
      assertEquals((await askWith({}, needed)).status, 200);
      const granted = { scope: "orders.read" };
      assertEquals((await askWith(granted, needed)).status, 403);
    },
  },
  {
    section: "4",
    level: "defined",
    requirement: "the claims that §2.2 requires are there",
    choice: "A token without one of them is refused, unless `lenient`.",
    async check() {
      for (const name of ["exp", "aud", "sub", "client_id", "iat", "jti"]) {
        await assertInvalid(
          await token({ [name]: undefined }),
          "missing_claim",
        );
        await assertInvalid(
          await token({ [name]: { a: 1 } }),
          "malformed_claim",
        );
      }
    },
  },
];
