/**
 * RFC 7523 §2.2 and §3: JWTs as client authentication.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import {
  assertion,
  formOf,
  KEYED,
  keyedServer,
} from "../../client_authentication/assertions.ts";
import { NOW, post } from "../../fixtures.ts";
import {
  answerTo,
  assertAccepted,
  assertRefusedFor,
  clientWith,
} from "../asserting.ts";
import type { Requirement } from "../requirement.ts";
import { ERROR_ROWS, REQUEST_ROWS } from "./grants.ts";

const claims = (members: Readonly<Record<string, unknown>>) => ({
  claims: members,
});

/** The rows. */
export const ROWS: readonly Requirement[] = [
  ...REQUEST_ROWS,
  {
    section: "2.2",
    level: "MUST",
    requirement:
      "`client_assertion_type` is `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`",
    async check() {
      await assertAccepted();
      const { status } = await answerTo({}, {}, {
        client_assertion_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      });
      assertEquals(status, 401);
    },
  },
  {
    section: "2.2",
    level: "MUST NOT",
    requirement: "`client_assertion` holds no more than one JWT",
    async check() {
      const text = await assertion();
      const { status } = await post(keyedServer(), formOf(`${text}~${text}`));
      assertEquals(status, 401);
    },
  },
  {
    section: "3",
    level: "MUST",
    requirement: "`iss` is there and is compared character by character",
    async check() {
      const reason = "assertion_issuer_is_not_client";
      for (const iss of ["Keyed", "keyed ", "k\u0435yed"]) {
        await assertRefusedFor(reason, claims({ iss }));
      }
    },
  },
  {
    section: "3",
    level: "MUST",
    requirement: "`sub` is the `client_id`",
    async check() {
      await assertRefusedFor(
        "assertion_without_subject",
        claims({ sub: undefined }),
      );
      await assertRefusedFor(
        "unknown_client",
        claims({ iss: "nobody", sub: "nobody" }),
      );
    },
  },
  {
    section: "3",
    level: "MUST",
    requirement: "`aud` names the server; a JWT that does not is refused",
    choice:
      "Of a list every value has to be one of ours: an assertion for two servers could be used by either at the other.",
    async check() {
      const us = "https://as.example.com";
      const reason = "assertion_for_other_audience";
      await assertAccepted(claims({ aud: [us] }));
      await assertRefusedFor(reason, claims({ aud: "https://other.example" }));
      const two = [us, "https://other.example"];
      await assertRefusedFor(reason, claims({ aud: two }));
      const none = "assertion_without_audience";
      await assertRefusedFor(none, claims({ aud: undefined }));
    },
  },
  {
    section: "3",
    level: "MAY",
    requirement: "`aud` may be the URL of the token endpoint",
    choice: "Accepted, unless the operator takes the issuer alone.",
    async check() {
      await assertAccepted(claims({ aud: "https://as.example.com/token" }));
    },
  },
  {
    section: "3",
    level: "MUST",
    requirement: "`exp` is there, and a JWT past it is refused",
    choice: "Clocks may differ by 30 seconds.",
    async check() {
      const none = claims({ exp: undefined });
      await assertRefusedFor("assertion_without_expiry", none);
      await assertAccepted(claims({ exp: NOW - 29 }));
      await assertRefusedFor("assertion_expired", claims({ exp: NOW - 30 }));
    },
  },
  {
    section: "3",
    level: "MAY",
    requirement: "an `exp` that is too far away is refused",
    choice: "More than five minutes, and the difference of clocks.",
    async check() {
      await assertAccepted(claims({ exp: NOW + 330 }));
      const late = "assertion_expires_too_late";
      await assertRefusedFor(late, claims({ exp: NOW + 331 }));
    },
  },
  {
    section: "3",
    level: "MAY",
    requirement: "`nbf` may be there, and before it the JWT is refused",
    async check() {
      await assertAccepted(claims({ nbf: NOW + 30 }));
      const early = "assertion_not_yet_valid";
      await assertRefusedFor(early, claims({ nbf: NOW + 31 }));
    },
  },
  {
    section: "3",
    level: "MAY",
    requirement: "`iat` may be there; one far in the past may be refused",
    choice:
      "One in the future is refused. The past does not matter: `exp` is bounded, and `jti` counts once until then.",
    async check() {
      await assertAccepted(claims({ iat: undefined }));
      await assertAccepted(claims({ iat: NOW - 86_400 }));
      const future = "assertion_issued_in_future";
      await assertRefusedFor(future, claims({ iat: NOW + 31 }));
    },
  },
  {
    section: "3",
    level: "MAY",
    requirement: "`jti` may be there, and is used to prevent replay",
    deviation:
      "It has to be there: without it an assertion that was overheard could be used until it expires.",
    async check() {
      const none = claims({ jti: undefined });
      await assertRefusedFor("assertion_without_jti", none);
      const server = keyedServer();
      const again = claims({ jti: "once" });
      const statuses = [];
      for (const _ of [1, 2]) {
        const form = formOf(await assertion(again));
        statuses.push((await post(server, form)).status);
      }
      assertEquals(statuses, [200, 401]);
    },
  },
  {
    section: "3",
    level: "MAY",
    requirement: "other claims may be there",
    choice: "They mean nothing here.",
    async check() {
      await assertAccepted(claims({ scope: "admin", client_id: "other" }));
    },
  },
  {
    section: "3",
    level: "MUST",
    requirement: "a JWT without a valid signature of its issuer is refused",
    async check() {
      const { key } = await clientWith("ES256");
      await assertRefusedFor("assertion_signature_wrong", {
        key,
        header: { kid: undefined },
      });
    },
  },
  {
    section: "3",
    level: "MUST",
    requirement: "a JWT that is not valid in any other respect is refused",
    async check() {
      for (const text of ["x", "a.b.c", "e30.e30.", "....", "{}"]) {
        const { status } = await post(keyedServer(), formOf(text));
        assertEquals(status, 401, text);
      }
    },
  },
  ...ERROR_ROWS,
  {
    section: "3.2",
    level: "MUST",
    requirement: "what is wrong with client authentication is `invalid_client`",
    async check() {
      const { status, body, headers } = await answerTo(claims({ exp: 1 }));
      assertEquals([status, body.error], [401, "invalid_client"]);
      assertEquals(headers.get("cache-control"), "no-store");
    },
  },
  {
    section: "5",
    level: "MUST",
    requirement: "RS256 is implemented",
    async check() {
      const { key, options } = await clientWith("RS256");
      await assertAccepted({ key }, options);
    },
  },
  {
    section: "5",
    level: "defined",
    requirement: "keys, audience and lifetime are agreed upon out of band",
    choice:
      "In the client's record: `jwks` or `jwks_uri`, and `token_endpoint_auth_signing_alg` where it may use one algorithm alone.",
    async check() {
      const client = { ...KEYED, token_endpoint_auth_signing_alg: "RS256" };
      const reason = "assertion_alg_not_registered";
      await assertRefusedFor(reason, {}, { clients: [client] });
    },
  },
];
