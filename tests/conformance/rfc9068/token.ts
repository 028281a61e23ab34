/**
 * RFC 9068 §2: header and claims of a token.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { importSigner } from "@mintmark/oauth";
import { CLIENT, GOOD, ISSUER, NOW, testServer } from "../../fixtures.ts";
import { ask, assertRefused, issue } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";
import { RFC_7515_A2, SIGNATURES } from "../vectors.ts";
import { API, FOR_API, validate } from "./validate.ts";

/** The rows of §2. */
export const TOKEN: readonly Requirement[] = [
  {
    section: "2.1",
    level: "MUST",
    requirement: "tokens are signed, and never with `none`",
    async check() {
      for (const { alg, jwk } of SIGNATURES) {
        const server = testServer({ signer: await importSigner(alg, jwk) });
        const { token, header } = await issue(server, FOR_API);
        assertEquals(header.alg, alg);
        await validate(server, token);
      }
      await assertRejects(
        () => importSigner("none" as "RS256", RFC_7515_A2.jwk),
        TypeError,
        "alg must be one of",
      );
    },
  },
  {
    section: "2.1",
    level: "MUST",
    requirement: "RS256 is supported",
    async check() {
      const { alg, jwk } = RFC_7515_A2;
      const server = testServer({ signer: await importSigner(alg, jwk) });
      const { token } = await issue(server, FOR_API);
      const { protectedHeader } = await validate(server, token);
      assertEquals(protectedHeader.alg, "RS256");
    },
  },
  {
    section: "2.1",
    level: "MUST",
    requirement: "the header has the `typ` `at+jwt`",
    async check() {
      assertEquals((await issue(testServer())).header.typ, "at+jwt");
    },
  },
  {
    section: "2.2",
    level: "MUST",
    requirement:
      "`iss`, `exp`, `aud`, `sub`, `client_id`, `iat` and `jti` are there",
    choice: "Times are whole seconds.",
    async check() {
      const server = testServer({ now: () => NOW + 0.75 });
      const { claims } = await issue(server, FOR_API);
      const { jti, ...others } = claims;
      assertEquals(others, {
        iss: ISSUER,
        sub: "test-client",
        aud: API,
        client_id: "test-client",
        iat: NOW,
        exp: NOW + 3600,
      });
      assertMatch(jti, /^[\w-]{22}$/);
    },
  },
  {
    section: "2.2",
    level: "MUST",
    requirement: "no two tokens have the same `jti`",
    async check() {
      const server = testServer();
      const tokens = await Promise.all(
        Array.from({ length: 50 }, () => issue(server)),
      );
      assertEquals(new Set(tokens.map(({ claims }) => claims.jti)).size, 50);
    },
  },
  {
    section: "2.2",
    level: "SHOULD",
    requirement:
      "where no resource owner is involved, `sub` is an identifier of the client",
    choice: "It is the `client_id`.",
    async check() {
      const { claims } = await issue(testServer());
      assertEquals(claims.sub, claims.client_id);
    },
  },
  {
    section: "2.2.1",
    level: "MAY",
    requirement: "`auth_time`, `acr` and `amr` may say how a user signed in",
    choice: "None is there: nobody did.",
    async check() {
      const { claims } = await issue(testServer());
      for (const name of ["auth_time", "acr", "amr"]) {
        assert(!(name in claims));
      }
    },
  },
  {
    section: "2.2.2",
    level: "MAY",
    requirement: "further attributes may be included",
    choice:
      "By a `policy` or a grant, which cannot replace a claim of the server.",
    async check() {
      const server = testServer({
        policy: () => ({ claims: { tenant: "acme", sub: "root", iss: "x" } }),
      });
      const { claims } = await issue(server);
      assertEquals([claims.tenant, claims.sub, claims.iss], [
        "acme",
        "test-client",
        ISSUER,
      ]);
    },
  },
  {
    section: "2.2.3",
    level: "SHOULD",
    requirement: "a token for a requested scope has a `scope` claim",
    choice: "A token for a default scope as well; without a scope it has none.",
    async check() {
      const scope = "orders.read orders.write";
      const requested = await issue(testServer(), { ...GOOD, scope });
      assertEquals(requested.claims.scope, scope);
      const clients = [{ ...CLIENT, default_scope: "orders.read" }];
      const byDefault = await issue(testServer({ clients }));
      assertEquals(byDefault.claims.scope, "orders.read");
      assert(!("scope" in (await issue(testServer())).claims));
    },
  },
  {
    section: "2.2.3",
    level: "MUST",
    requirement: "every scope has a meaning for the resources in `aud`",
    choice:
      "Each is defined by each of them, where the operator describes `resources`; where not, the server takes the client's registration for it.",
    async check() {
      const server = testServer({
        resources: [{ resource: API, scope: "orders.read" }],
      });
      const { claims } = await issue(server, {
        ...FOR_API,
        scope: "orders.read",
      });
      assertEquals([claims.aud, claims.scope], [API, "orders.read"]);
      assertRefused(
        await ask(server, { ...FOR_API, scope: "orders.write" }),
        400,
        "invalid_scope",
      );
    },
  },
  {
    section: "2.2.3.1",
    level: "SHOULD",
    requirement:
      "roles, groups and entitlements are in the claims `roles`, `groups` and `entitlements`",
    choice: "They are passed on as a `policy` or a grant adds them.",
    async check() {
      const claims = { roles: ["a"], groups: ["b"], entitlements: ["c"] };
      const server = testServer({ policy: () => ({ claims }) });
      const { roles, groups, entitlements } = (await issue(server)).claims;
      assertEquals({ roles, groups, entitlements }, claims);
    },
  },
];
