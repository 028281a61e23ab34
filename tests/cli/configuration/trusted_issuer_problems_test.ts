import { assertEquals, assertRejects } from "@std/assert";
import { parseConfiguration } from "../../../src/cli/configuration/load_configuration.ts";
import { ConfigurationError } from "../../../src/cli/configuration/problem.ts";

const ISSUER = "https://as.example.com";
const GITHUB = "https://token.actions.githubusercontent.com";
const PLATFORM = "https://platform.example.com";
const A = { client_id: "a" };
const SPIFFE = {
  trustDomain: "a.example",
  path: "/a",
  bundleEndpoint: "https://a.example/b",
};
const AZURE = {
  tenantId: "6babcaad-604b-40ac-a9d7-9fd97c0b779f",
  objectId: "690222be-ff1a-4d56-abd1-7e4f7d38e474",
};

/** What is written, and everything that is said about it. */
const ROWS: readonly (readonly [written: unknown, ...said: string[]])[] = [
  [
    {
      issuer: ISSUER,
      trustedIssuers: {
        rules: [
          { issuer: ISSUER, audience: ISSUER, claims: { sub: "x" }, ...A },
          { issuer: GITHUB, audience: ISSUER, claims: { ref: "x" }, ...A },
          { issuer: PLATFORM, audience: ISSUER, claims: { sub: "*" }, ...A },
        ],
      },
    },
    "m.json:6: trustedIssuers.rules[0].issuer must not be this server: whoever has a token could have another",
    "m.json:16: trustedIssuers.rules[1].claims must name an owner in one of sub, repository, repository_id, repository_owner, repository_owner_id, enterprise_id: everybody can have tokens of this issuer",
    "m.json:25: trustedIssuers.rules[2].claims.sub must be more than *: such a pattern lets everybody in",
  ],
  [
    {
      issuer: ISSUER,
      trustedIssuers: {
        rules: [
          { audience: "*", spiffe: SPIFFE, ...A },
          { audience: ISSUER, spiffe: { ...SPIFFE, path: "x" }, ...A },
          { audience: ISSUER, githubActions: { repository: "a/b" }, ...A },
          { audience: ISSUER, issuer: PLATFORM, spiffe: SPIFFE, ...A },
          { audience: ISSUER, azure: AZURE, spiffe: SPIFFE, ...A },
          { audience: ISSUER, ...A },
        ],
      },
    },
    "m.json:6: trustedIssuers.rules[0].audience must be a text such as the issuer of this server",
    "m.json:18: trustedIssuers.rules[1].spiffe.path must be a text such as /ns/billing/sa/reports",
    'm.json:25: trustedIssuers.rules[2].githubActions: one of ref, environment and workflow must be there, since every branch of the repository would be trusted; "refs/heads/*" says so',
    "m.json:32: trustedIssuers.rules[3].issuer must be left out where there is spiffe",
    "m.json:46: trustedIssuers.rules[4].spiffe must be left out where there is azure",
    "m.json:53: trustedIssuers.rules[5] must have issuer and claims, or one of kubernetes, githubActions, gitlabCi, googleCloud, azure, spiffe",
  ],
  [
    {
      issuer: ISSUER,
      trustedIssuers: {
        rules: [{
          issuer: "https://10.0.0.1",
          audience: ISSUER,
          claims: { sub: "x" },
          ...A,
        }],
        issuers: [{ issuer: ISSUER }, { issuer: "http://127.0.0.1:9" }],
        identityProviders: [{ issuer: PLATFORM }, { issuer: GITHUB }],
        keySets: { minFreshSeconds: 60, maxFreshSeconds: 6 },
      },
    },
    "m.json:3: trustedIssuers: minFreshSeconds must not exceed maxFreshSeconds",
    "m.json:5: trustedIssuers.rules[0]: the issuer has an address that is not public; it is accepted with allowPrivateAddress: true",
    "m.json:15: trustedIssuers.issuers[0]: issuers must not have the issuer of this server",
    "m.json:18: trustedIssuers.issuers[1]: the issuer must use https; http is accepted for loopback hosts with allowInsecureLoopback: true",
  ],
  [
    {
      issuer: ISSUER,
      trustedIssuers: {
        identityProviders: [
          { issuer: PLATFORM },
          { issuer: "https://b.example" },
        ],
      },
    },
    "m.json:5: trustedIssuers.identityProviders[0].subject must be there where there are several identity providers, such as acme:{sub}: their users have the same names",
  ],
  [
    {
      issuer: ISSUER,
      trustedIssuers: {
        rules: [{ isuer: PLATFORM, audience: 1, client_id: "a" }],
        identityProvider: [],
      },
    },
    'm.json:6: trustedIssuers.rules[0].isuer is not known: did you mean "issuer"?',
    "m.json:7: trustedIssuers.rules[0].audience must be a text that is not empty, not 1",
    'm.json:11: trustedIssuers.identityProvider is not known: did you mean "identityProviders"?',
  ],
  [
    {
      issuer: ISSUER,
      trustedIssuers: {},
      clients: [{
        client_id: "a",
        trusted_issuers: [
          { issuer: ISSUER, audience: ISSUER, claims: { sub: "x" } },
          { issuer: GITHUB, audience: ISSUER, claims: { ref: "x" } },
        ],
      }],
    },
    "m.json:9: clients[0].trusted_issuers[0].issuer must not be this server: whoever has a token could have another",
    "m.json:18: clients[0].trusted_issuers[1].claims must name an owner in one of sub, repository, repository_id, repository_owner, repository_owner_id, enterprise_id: everybody can have tokens of this issuer",
  ],
  [
    {
      issuer: ISSUER,
      clients: [{
        client_id: "a",
        trusted_issuers: [{ audience: ISSUER, spiffe: { path: "/a" } }],
      }],
    },
    "m.json:9: clients[0].trusted_issuers[0].spiffe.trustDomain is missing",
  ],
  [
    {
      issuer: ISSUER,
      clients: [{
        client_id: "a",
        trusted_issuers: [{ audience: ISSUER, spiffe: SPIFFE }],
      }],
    },
    "m.json:6: clients[0].trusted_issuers needs trustedIssuers in the file, of which {} is enough",
  ],
];

for (const [at, [written, ...said]] of ROWS.entries()) {
  Deno.test(`configuration: trusted issuers ${at}: ${said[0]}`, async () => {
    const { message } = await assertRejects(
      () => parseConfiguration(JSON.stringify(written, null, 2), "m.json", {}),
      ConfigurationError,
    );

    assertEquals(message.split("\n"), said);
  });
}
