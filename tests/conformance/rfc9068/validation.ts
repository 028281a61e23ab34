/**
 * RFC 9068 §4 to §6: what a resource server can rely on.
 *
 * @module
 */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { errors } from "jose";
import { importSigner } from "@mintmark/oauth";
import { CLIENT, GOOD, ISSUER, NOW, testServer } from "../../fixtures.ts";
import { issue, visit } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";
import { API, FOR_API, validate } from "./validate.ts";

/** The rows of §4 to §6. */
export const VALIDATION: readonly Requirement[] = [
  {
    section: "4",
    level: "SHOULD",
    requirement: "tokens are signed with an asymmetric algorithm",
    choice: "There is no other.",
    async check() {
      const symmetric = { kty: "oct", k: "AAAA" };
      await assertRejects(
        () => importSigner("HS256" as "RS256", symmetric),
        TypeError,
        "alg must be one of RS256, ",
      );
    },
  },
  {
    section: "4",
    level: "SHOULD",
    requirement:
      "metadata says what `iss` to expect and, in `jwks_uri`, which keys",
    async check() {
      const server = testServer();
      const { token } = await issue(server, FOR_API);
      const { payload } = await validate(server, token);
      assertEquals(payload.client_id, "test-client");
    },
  },
  {
    section: "4",
    level: "MUST",
    requirement: "OpenID Connect discovery, if there, says the same",
    async check() {
      const [one, other] = await Promise.all(
        ["oauth-authorization-server", "openid-configuration"].map((name) =>
          visit(testServer(), `/.well-known/${name}`)
        ),
      );
      assertEquals(one!.body, other!.body);
    },
  },
  {
    section: "4",
    level: "MUST",
    requirement:
      "a resource server can tell a token of another audience, or an expired one",
    async check() {
      const server = testServer();
      const { token } = await issue(server, FOR_API);
      await validate(server, token, { now: NOW + 3599 });
      await assertRejects(
        () => validate(server, token, { now: NOW + 3600 }),
        errors.JWTExpired,
      );
      await assertRejects(
        () => validate(server, token, { audience: "https://b.example/" }),
        errors.JWTClaimValidationFailed,
        '"aud"',
      );
    },
  },
  {
    section: "5",
    level: "defined",
    requirement: "a client cannot choose the `sub` of its tokens",
    choice:
      "No parameter of a request reaches a claim but `scope` and `resource`. Who can register clients chooses `client_id`, and with it `sub`: a policy can add a claim that tells clients from users.",
    async check() {
      const { claims } = await issue(testServer(), {
        ...GOOD,
        sub: "root",
        subject: "root",
        iss: "https://evil.example",
        aud: "x",
        exp: "9999999999",
        username: "root",
        claims: '{"sub":"root"}',
      });
      assertEquals([claims.sub, claims.iss, claims.aud, claims.exp], [
        "test-client",
        ISSUER,
        ISSUER,
        NOW + 3600,
      ]);
    },
  },
  {
    section: "5",
    level: "MUST",
    requirement: "distinct resources have distinct values of `aud`",
    choice: "No two described resources may be the same.",
    async check() {
      const resources = [API, "https://b.example/"];
      const server = testServer({ clients: [{ ...CLIENT, resources }] });
      const audiences = await Promise.all(
        resources.map(async (resource) =>
          (await issue(server, { ...GOOD, resource })).claims.aud
        ),
      );
      assertEquals(audiences, resources);
      for (const spelling of [API, "https://API.example.com"]) {
        assertThrows(
          () =>
            testServer({
              resources: [{ resource: API }, { resource: spelling }],
            }),
          TypeError,
          "resources must not have",
        );
      }
    },
  },
  {
    section: "6",
    level: "defined",
    requirement: "a client can read its token, so nothing private is in it",
    choice:
      "Nothing but the claims of §2.2 and §2.2.3, unless a policy adds it.",
    async check() {
      const clients = [{ ...CLIENT, client_name: "Name for people" }];
      const { claims } = await issue(testServer({ clients }), {
        ...FOR_API,
        scope: "orders.read",
      });
      assertEquals(Object.keys(claims).toSorted(), [
        "aud",
        "client_id",
        "exp",
        "iat",
        "iss",
        "jti",
        "scope",
        "sub",
      ]);
    },
  },
];
