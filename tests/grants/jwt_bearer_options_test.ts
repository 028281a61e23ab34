/** Options of jwtBearer that are wrong. @module */

import { assertThrows } from "@std/assert";
import {
  type AssertionRule,
  jwtBearer,
  type JwtBearerOptions,
  memoryStorage,
} from "@mintmark/oauth";
import { ISSUER, testServer } from "../fixtures.ts";
import { PLATFORM } from "../trust/external_issuer.ts";

const API = "https://api.example.com/";

const RULE: AssertionRule = {
  issuer: PLATFORM,
  audience: ISSUER,
  claims: { sub: "system:serviceaccount:billing:*" },
  client_id: "reports",
};

const MISTAKES: readonly [Partial<JwtBearerOptions>, string][] = [
  [{ rules: [] }, "rules or identityProviders must have an entry"],
  [{ rules: [{ ...RULE, client_id: "" }] }, "rules[0].client_id"],
  [{ rules: [{ ...RULE, claims: {} }] }, "rules[0].claims must have a rule"],
  [{ rules: [{ ...RULE, claims: { sub: "*" } }] }, "rules[0].claims.sub"],
  [{ rules: [{ ...RULE, claims: { sub: "a*b*" } }] }, "at most one *"],
  [{ rules: [{ ...RULE, audience: "" }] }, "rules[0].audience"],
  [{ rules: [{ ...RULE, issuer: ISSUER }] }, "issuer must not be this server"],
  [
    { rules: [{ ...RULE, issuer: "https://x.svc.local" }] },
    "allowPrivateAddress",
  ],
  [{ rules: [{ ...RULE, issuer: "spiffe://a.example" }] }, "jwks_uri or jwks"],
  [{
    rules: [{ ...RULE, issuer: "https://gitlab.com", claims: { ref: "main" } }],
  }, "name an owner"],
  [{ rules: [RULE, { ...RULE, jwks: { keys: [] } }] }, "the same jwks"],
  [
    { identityProviders: [{ issuer: PLATFORM }, { issuer: API }] },
    "subject must be there",
  ],
  [{ identityProviders: [{ issuer: ISSUER }] }, "must not be this server"],
  [
    { identityProviders: [{ issuer: PLATFORM, maxAssertionSeconds: 301 }] },
    "1 to 300",
  ],
];

Deno.test("jwtBearer: a wrong option is a TypeError at start-up that names it", () => {
  for (const [options, message] of MISTAKES) {
    assertThrows(
      () => testServer({ grants: [jwtBearer(options)] }),
      TypeError,
      message,
      message,
    );
  }
  const { replays: _, ...storage } = memoryStorage();
  for (
    const options of [{ rules: [{ ...RULE, singleUse: true }] }, {
      identityProviders: [{ issuer: PLATFORM }],
    }]
  ) {
    assertThrows(
      () => testServer({ storage, grants: [jwtBearer(options)] }),
      TypeError,
      "storage must have replays",
    );
  }
});
