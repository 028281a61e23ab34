import { assert, assertEquals } from "@std/assert";
import { githubActionsIssuer, spiffeIssuer } from "@mintmark/oauth";
import type { AuthorizationServerOptions } from "../../../src/authorization_server_options.ts";
import { parseConfiguration } from "../../../src/cli/configuration/load_configuration.ts";
import {
  dataOptions,
  rotationPolicy,
} from "../../../src/cli/configuration/server_options.ts";

const ISSUER = "https://as.example.com";

/**
 * What in the file sets each option of the library, and to what, or to what of
 * it; `undefined` for an option that is code, or that the command line makes
 * itself.
 */
const SET: Readonly<
  Record<
    keyof AuthorizationServerOptions,
    readonly [unknown, unknown, ((option: never) => unknown)?] | undefined
  >
> = {
  issuer: [{ issuer: ISSUER }, ISSUER],
  allowInsecureIssuer: [{ allowInsecureIssuer: true }, true],
  basePath: [{ basePath: "/oauth" }, "/oauth"],
  storage: undefined,
  signer: undefined,
  keys: undefined,
  grants: [
    {
      trustedIssuers: {
        identityProviders: [{ issuer: "https://acme.idp.example" }],
      },
    },
    [
      "client_credentials",
      "urn:ietf:params:oauth:grant-type:jwt-bearer",
    ],
    (option: AuthorizationServerOptions["grants"]) =>
      option.map(({ grant_type }) => grant_type),
  ],
  accessTokenSeconds: [{ accessToken: { seconds: 60 } }, 60],
  maxAccessTokenSeconds: [{ accessToken: { maxSeconds: 7200 } }, 7200],
  scopeMatching: [{ scopeMatching: "wildcard" }, "wildcard"],
  resourceMatching: [{ resourceMatching: "prefix" }, "prefix"],
  multipleResources: [{ multipleResources: true }, true],
  defaultAudience: [{ defaultAudience: "https://a/" }, "https://a/"],
  resources: [
    {
      resources: [{
        resource: "https://a/",
        scope: "x",
        seconds: 60,
        alg: "RS256",
      }],
    },
    [{
      resource: "https://a/",
      scope: "x",
      alg: "RS256",
      accessTokenSeconds: 60,
    }],
  ],
  policy: undefined,
  clientAuthenticationMethods: [
    { clientAuthenticationMethods: ["private_key_jwt"] },
    ["private_key_jwt"],
  ],
  clientAssertions: [
    {
      clientAssertions: {
        audience: "issuer",
        algorithms: ["ES256"],
        maxSeconds: 60,
      },
    },
    { audience: "issuer", algorithms: ["ES256"], maxSeconds: 60 },
  ],
  clientKeySets: [{ clientKeySets: false }, undefined],
  hashers: undefined,
  verifiedSecrets: [
    { verifiedSecrets: { maxClients: 5, maxAgeSeconds: 60 } },
    { maxClients: 5, maxAgeSeconds: 60 },
  ],
  basicCredentials: [{ basicCredentials: "strict" }, "strict"],
  failureMilliseconds: [{ limits: { failureMilliseconds: 700 } }, 700],
  maxWaitingFailures: [{ maxWaitingFailures: 5 }, 5],
  failureBudget: [{ limits: { failures: false } }, false],
  trustedProxies: [{ proxies: { trusted: ["10.0.0.1"] } }, ["10.0.0.1"]],
  forwardedHeader: [
    { proxies: { trusted: ["10.0.0.1"], forwardedHeader: "forwarded" } },
    "forwarded",
  ],
  addressHeader: [{ proxies: { addressHeader: "x-real-ip" } }, "x-real-ip"],
  seamMilliseconds: [{ seamMilliseconds: 5 }, 5],
  bodyMilliseconds: [{ bodyMilliseconds: 5 }, 5],
  maxBodyBytes: [{ maxBodyBytes: 5 }, 5],
  emptyScope: [{ emptyScope: "omit" }, "omit"],
  authorizationEndpoint: [{ authorizationEndpoint: false }, false],
  cors: [{ cors: { origins: "*" } }, { origins: "*" }],
  onEvent: undefined,
  tokenReuse: [
    { accessToken: { reuseSeconds: 60 } },
    "object",
    (option: AuthorizationServerOptions["tokenReuse"]) => typeof option,
  ],
  trustedIssuers: [
    { trustedIssuers: {} },
    ["trusted_issuer", "spiffe_jwt"],
    (option: AuthorizationServerOptions["trustedIssuers"]) => option?.methods,
  ],
  now: undefined,
};

for (const [option, row] of Object.entries(SET)) {
  if (row === undefined) continue;
  const [written, expected, read = (option: unknown) => option] = row;
  Deno.test(`configuration: ${JSON.stringify(written)} sets ${option}`, async () => {
    const options = dataOptions(await parse(written));

    assertEquals(
      read(options[option as keyof typeof options] as never),
      expected,
    );
  });
}

Deno.test("configuration: a platform stands for what its preset makes of it, with the members beside it", async () => {
  const github = {
    repository: "octo-org/octo-repo",
    ref: ["refs/heads/main", "refs/tags/*"],
  };
  const spiffe = { trustDomain: "a.example", path: "/a" };
  const jwks = { keys: [] };
  const { trustedIssuers, clients } = await parse({
    trustedIssuers: {
      rules: [{
        audience: ISSUER,
        githubActions: github,
        singleUse: true,
        client_id: "a",
        scope: "b",
      }],
    },
    clients: [{
      client_id: "c",
      trusted_issuers: [{
        audience: ISSUER,
        spiffe,
        jwks,
        maxAssertionSeconds: 60,
      }],
    }],
  });

  assertEquals(trustedIssuers?.rules, [{
    ...githubActionsIssuer({ audience: ISSUER, ...github, singleUse: true }),
    client_id: "a",
    scope: "b",
  }]);
  assertEquals(clients?.[0]?.trusted_issuers, [
    spiffeIssuer({
      audience: ISSUER,
      ...spiffe,
      jwks,
      maxAssertionSeconds: 60,
    }),
  ]);
});

Deno.test("configuration: a claim that the environment has stays a text, and one that is written keeps its type", async () => {
  const claims = { id: "${ID}", run: 7, main: true, sub: ["a", "${ID}"] };
  const text = JSON.stringify({
    issuer: ISSUER,
    trustedIssuers: {
      rules: [{
        issuer: "https://ci.example.com",
        audience: ISSUER,
        claims,
        client_id: "a",
      }],
    },
  });
  const { trustedIssuers } = await parseConfiguration(text, "m", { ID: "42" });

  assertEquals(trustedIssuers?.rules?.[0]?.claims, {
    id: "42",
    run: 7,
    main: true,
    sub: ["a", "42"],
  });
});

Deno.test("configuration: what is absent is left to the library", async () => {
  const { clientKeySets, grants, ...rest } = dataOptions(await parse({}));

  assertEquals(rest, { issuer: ISSUER });
  assertEquals(grants.map(({ grant_type }) => grant_type), [
    "client_credentials",
  ]);
  assert(clientKeySets !== undefined, "clients may have a jwks_uri");
});

Deno.test("configuration: keys are kept for the algorithm of the file and those of its resources", async () => {
  const policy = rotationPolicy(
    await parse({
      signing: { alg: "EdDSA", rotation: { refreshSeconds: 5 } },
      accessToken: { maxSeconds: 600 },
      resources: [
        { resource: "https://a/", alg: "RS256" },
        { resource: "https://b/" },
        { resource: "https://c/", alg: "EdDSA" },
      ],
    }),
  );

  assertEquals(policy, {
    algs: ["EdDSA", "RS256"],
    refreshSeconds: 5,
    maxAccessTokenSeconds: 600,
  });
  assertEquals(rotationPolicy(await parse({})), { algs: ["ES256"] });
});

function parse(written: unknown) {
  const text = JSON.stringify({ issuer: ISSUER, ...written as object });
  return parseConfiguration(text, "m.json", {});
}
