// What explain says of assertions is what the server does with them.

import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Client } from "@mintmark/oauth";
import { generateClientSecret, generatePrivateKey } from "../../../mod.ts";
import { clientKey, signed } from "../../client_authentication/assertions.ts";
import { ISSUER } from "../../fixtures.ts";
import { bothAnswers, deploymentOf } from "./both_answers.ts";

const { secret, hash } = generateClientSecret();
const KEY = await clientKey("ES256");
const { public_jwk: OTHER } = await generatePrivateKey("ES256");
const GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const API = "https://api.example.com/";
const PLATFORM = "https://ci.example.com";
const IDP = "https://acme.idp.example";

const CLIENT: Client = {
  client_id: "wiki",
  client_secrets: [{ hash }],
  grant_types: [GRANT],
  scope: "read",
  resources: [API],
  access_token_seconds: 120,
};

const jwks = { keys: [KEY.public_jwk] };
const bundle = { keys: [{ ...KEY.public_jwk, kid: KEY.kid, use: "jwt-svid" }] };
const WRITTEN = {
  trustedIssuers: {
    rules: [
      {
        issuer: PLATFORM,
        audience: ISSUER,
        claims: { sub: "project:shop:*" },
        jwks,
        client_id: "shop",
        subject: "ci:{sub}",
        scope: "read write",
        default_scope: "read",
        resources: [API],
        default_resource: API,
        access_token_seconds: 60,
      },
      {
        issuer: PLATFORM,
        audience: ISSUER,
        claims: { sub: "wiki" },
        jwks,
        client_id: "wiki",
        subject: "{login}",
        singleUse: true,
      },
      {
        audience: ISSUER,
        spiffe: { trustDomain: "a.example", path: "/ns/*" },
        jwks: bundle,
        client_id: "workload",
      },
    ],
    identityProviders: [{ issuer: IDP, jwks }],
  },
  clients: [CLIENT],
  defaultAudience: API,
};

const shop = { iss: PLATFORM, sub: "project:shop:main", aud: ISSUER };
const wiki = { iss: PLATFORM, sub: "wiki", aud: ISSUER, login: "w" };
const idJag = {
  iss: IDP,
  sub: "alice",
  aud: ISSUER,
  client_id: "wiki",
  scope: "read",
  jti: "1",
};
const ID_JAG = { typ: "oauth-id-jag+jwt" };

/** What is asked, and what is said of the last step. */
const ROWS: readonly {
  readonly name: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly client_id?: string;
  readonly scope?: string;
  readonly resource?: readonly string[];
  readonly said: string;
}[] = [
  {
    name: "a rule that is kept",
    claims: shop,
    said: "trustedIssuers.rules[0]",
  },
  {
    name: "its scope",
    claims: shop,
    scope: "write",
    said: "write: within trustedIssuers.rules[0].scope",
  },
  {
    name: "more than its scope",
    claims: shop,
    scope: "admin",
    said: "admin: trustedIssuers.rules[0].scope does not have it",
  },
  {
    name: "another resource",
    claims: shop,
    resource: ["https://b.example/"],
    said: "trustedIssuers.rules[0].resources does not have it",
  },
  {
    name: "its lifetime",
    claims: shop,
    said: "60 s: trustedIssuers.rules[0].access_token_seconds",
  },
  {
    name: "another workload",
    claims: { ...shop, sub: "project:other:main" },
    said: 'assertion_claim_not_trusted (claim: "sub")',
  },
  {
    name: "another audience",
    claims: { ...shop, aud: "https://b.example" },
    said: "assertion_for_other_audience",
  },
  {
    name: "one that has expired",
    claims: { ...shop, exp: 1_000 },
    said: "assertion_expired",
  },
  {
    name: "an issuer that is not trusted",
    claims: { ...shop, iss: "https://x.example" },
    said: "assertion_issuer_not_trusted",
  },
  {
    name: "a subject that is not in it",
    claims: { iss: PLATFORM, sub: "wiki", aud: ISSUER },
    said: 'subject_claim_missing (claim: "login")',
  },
  { name: "one that counts once", claims: wiki, said: "rules[1]" },
  {
    name: "a client beside it",
    claims: wiki,
    client_id: "wiki",
    said: "120 s: clients[0].access_token_seconds",
  },
  {
    name: "a client beside a rule of another",
    claims: shop,
    client_id: "wiki",
    said: 'assertion_claim_not_trusted (claim: "sub")',
  },
  {
    name: "a JWT-SVID",
    claims: { sub: "spiffe://a.example/ns/x", aud: ISSUER },
    said: "trustedIssuers.rules[2]",
  },
  { name: "no assertion", said: "--claims names a file" },
  {
    name: "an ID-JAG",
    claims: idJag,
    header: ID_JAG,
    client_id: "wiki",
    said: "within clients[0].scope",
    scope: "read",
  },
  {
    name: "an ID-JAG without a client",
    claims: idJag,
    header: ID_JAG,
    said: "no client is presented",
  },
  {
    name: "an ID-JAG for another client",
    claims: { ...idJag, client_id: "other" },
    header: ID_JAG,
    client_id: "wiki",
    said: "id_jag_for_other_client",
  },
];

for (const { name, claims, header, said, ...asked } of ROWS) {
  Deno.test(`explain and the server answer the same to an assertion: ${name}`, async () => {
    const deployment = await deploymentOf(WRITTEN);
    const iat = Math.floor(Date.now() / 1_000);
    const assertion = claims && await signed(
      JSON.stringify({ alg: "ES256", kid: KEY.kid, ...header }),
      JSON.stringify({ iat, exp: iat + 60, ...claims }),
      KEY,
    );

    const both = await bothAnswers(
      deployment,
      {
        grant_type: GRANT,
        resource: [],
        audience: [],
        ...asked,
        ...(claims && { claims }),
      },
      {
        ...(assertion && { assertion }),
        ...(asked.client_id && { client_secret: secret }),
      },
    );

    assertEquals(both.explained, both.answered);
    if (!both.verdict.isGranted) {
      assertEquals(both.verdict.reason, both.reason);
    }
    assertStringIncludes(
      both.steps.map(({ what }) => what).join("\n"),
      said,
    );
  });
}

Deno.test("explain: the keys of an issuer are not asked for", async () => {
  const [rule] = WRITTEN.trustedIssuers.rules;
  const { jwks: _, ...without } = rule as { jwks: unknown };
  const deployment = await deploymentOf({
    trustedIssuers: {
      rules: [{ ...without, jwks: { keys: [OTHER] } }],
    },
  });

  const { explained, answered } = await bothAnswers(
    deployment,
    { grant_type: GRANT, resource: [], audience: [], claims: shop },
    { assertion: "a.b.c" },
  );

  assertEquals("error" in explained, false);
  assertEquals("error" in answered, true);
});
