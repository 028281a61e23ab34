/** Tokens of the platforms, in their real shape, at both doors. @module */

import { assertEquals } from "@std/assert";
import {
  azureIssuer,
  githubActionsIssuer,
  gitlabCiIssuer,
  googleCloudIssuer,
  jwtBearer,
  kubernetesIssuer,
  spiffeIssuer,
  type TrustedIssuer,
  trustedIssuers,
} from "@mintmark/oauth";
import {
  type ClientKey,
  clientKey,
  formOf,
  reasonOf,
  signed,
} from "../../client_authentication/assertions.ts";
import { CLIENT, ISSUER, post, testServer } from "../../fixtures.ts";
import {
  AZURE,
  AZURE_2,
  GITHUB_ACTIONS,
  GITLAB_CI,
  GOOGLE_CLOUD,
  KUBERNETES,
  type PlatformToken,
  SPIFFE,
} from "./platform_tokens.ts";

const KEYS: Readonly<Record<string, ClientKey>> = {
  RS256: await clientKey("RS256"),
  ES256: await clientKey("ES256"),
};

/** The key set of the platform: what it says of its key differs. */
const RSA = { keys: [{ ...KEYS["RS256"]!.public_jwk, use: "sig" }] };
const { alg: _, ...EC } = KEYS["ES256"]!.public_jwk;
const BUNDLE = {
  keys: [{ ...EC, kid: KEYS["ES256"]!.kid, use: "jwt-svid" }],
};

const audience = ISSUER;
const azure = {
  tenantId: "6babcaad-604b-40ac-a9d7-9fd97c0b779f",
  objectId: "690222be-ff1a-4d56-abd1-7e4f7d38e474",
  jwks: RSA,
};

/** The preset, its token, and a claim each of which another workload has. */
const PLATFORMS: readonly [
  string,
  TrustedIssuer,
  PlatformToken,
  Readonly<Record<string, unknown>>,
][] = [
  [
    "Kubernetes",
    kubernetesIssuer({
      issuer: "https://kubernetes.default.svc.cluster.local",
      audience,
      namespace: "billing",
      serviceAccount: "reports",
      jwks: RSA,
    }),
    KUBERNETES,
    {
      sub: "system:serviceaccount:default:reports",
      aud: ["https://kubernetes.default.svc"],
    },
  ],
  [
    "GitHub Actions",
    githubActionsIssuer({
      audience,
      repository: "octo-org/octo-repo",
      ref: "refs/heads/main",
      environment: "production",
      workflow: "octo-org/octo-repo/.github/workflows/deploy.yml@refs/heads/*",
      repositoryOwnerId: "9919",
      repositoryId: "1296269",
      jwks: RSA,
    }),
    GITHUB_ACTIONS,
    {
      repository: "octo-org/fork",
      repository_owner: "evil",
      ref: "refs/pull/1/merge",
      environment: undefined,
      job_workflow_ref:
        "octo-org/octo-repo/.github/workflows/x.yml@refs/heads/main",
      repository_owner_id: "1",
      repository_id: "1",
      aud: "https://github.com/octo-org",
    },
  ],
  [
    "GitLab CI/CD",
    gitlabCiIssuer({
      audience,
      projectPath: "my-group/my-project",
      ref: "main",
      protectedRefsOnly: true,
      environment: "production",
      projectId: "20",
      namespaceId: "72",
      jwks: RSA,
    }),
    GITLAB_CI,
    {
      project_path: "my-group/other",
      ref: "feature",
      ref_type: "tag",
      ref_protected: "false",
      environment: "staging",
      project_id: "21",
      namespace_id: "73",
      iss: "https://gitlab.example.com",
    },
  ],
  [
    "Google Cloud",
    googleCloudIssuer({
      audience,
      uniqueId: "112010400000000710080",
      email: "reports@my-project.iam.gserviceaccount.com",
      jwks: RSA,
    }),
    GOOGLE_CLOUD,
    {
      sub: "112010400000000710081",
      email: "other@my-project.iam.gserviceaccount.com",
      email_verified: false,
    },
  ],
  [
    "Microsoft Entra ID, version 1.0",
    azureIssuer({ ...azure, audience: "api://mintmark.example.com" }),
    AZURE,
    { tid: "7babcaad-604b-40ac-a9d7-9fd97c0b779f", oid: "x", aud: ISSUER },
  ],
  [
    "Microsoft Entra ID, version 2.0",
    azureIssuer({
      ...azure,
      audience: "11112222-bbbb-3333-cccc-4444dddd5555",
      tokenVersion: "2.0",
    }),
    AZURE_2,
    { tid: "x", oid: "x", iss: "https://login.microsoftonline.com/x/v2.0" },
  ],
  [
    "SPIFFE",
    spiffeIssuer({
      audience,
      trustDomain: "prod.example.com",
      path: "/ns/billing/sa/*",
      jwks: BUNDLE,
    }),
    SPIFFE,
    { sub: "spiffe://prod.example.com/ns/other/sa/reports" },
  ],
];

async function tokenOf(
  { alg, header, claims }: PlatformToken,
  change: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const key = KEYS[alg]!;
  return await signed(
    JSON.stringify({ alg, kid: key.kid, ...header }),
    JSON.stringify({ ...claims, ...change }),
    key,
  );
}

const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const JWT_SPIFFE = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe";

for (const [name, trusted, token, others] of PLATFORMS) {
  const { client_secrets: _, ...client } = CLIENT;
  const reports = {
    ...client,
    client_id: "reports",
    trusted_issuers: [trusted],
  };
  const isSpiffe = trusted.issuer.startsWith("spiffe:");
  const more = {
    client_id: "reports",
    ...(isSpiffe && { client_assertion_type: JWT_SPIFFE }),
  };

  Deno.test(`${name}: its token authenticates the client that trusts it, and that of another workload does not`, async () => {
    const server = testServer({
      clients: [reports],
      trustedIssuers: trustedIssuers(),
    });
    const { status } = await post(server, formOf(await tokenOf(token), more));
    assertEquals(status, 200, reasonOf(server));
    for (const [claim, value] of Object.entries(others)) {
      const other = await tokenOf(token, { [claim]: value });
      const { status } = await post(server, formOf(other, more));
      assertEquals(status, 401, claim);
    }
  });

  Deno.test(`${name}: its token is a grant where a rule says so, and that of another workload is not`, async () => {
    // A name inside of a cluster may be asked for keys where that is allowed.
    const rule = {
      ...trusted,
      client_id: "reports",
      allowPrivateAddress: true,
    };
    const server = testServer({ grants: [jwtBearer({ rules: [rule] })] });
    const send = async (assertion: string) =>
      (await post(server, { grant_type: GRANT_TYPE, assertion })).status;
    assertEquals(await send(await tokenOf(token)), 200, reasonOf(server));
    for (const [claim, value] of Object.entries(others)) {
      const other = await tokenOf(token, { [claim]: value });
      assertEquals(await send(other), 400, claim);
    }
  });
}
