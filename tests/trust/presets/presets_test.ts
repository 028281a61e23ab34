/** Presets of trusted issuers: what they let through, and what they refuse. @module */

import { assertEquals } from "@std/assert";
import {
  azureIssuer,
  githubActionsIssuer,
  gitlabCiIssuer,
  googleCloudIssuer,
  kubernetesIssuer,
  spiffeIssuer,
  type TrustedIssuer,
} from "@mintmark/oauth";
import { ISSUER } from "../../fixtures.ts";

const audience = ISSUER;
const tenantId = "6babcaad-604b-40ac-a9d7-9fd97c0b779f";
const objectId = "690222be-ff1a-4d56-abd1-7e4f7d38e474";
const cluster = "https://kubernetes.default.svc.cluster.local";

const WHOLE: readonly [string, TrustedIssuer, TrustedIssuer][] = [
  [
    "kubernetesIssuer",
    kubernetesIssuer({
      issuer: cluster,
      audience,
      namespace: "billing",
      serviceAccount: "reports",
      jwks_uri: `${cluster}/openid/v1/jwks`,
      singleUse: true,
    }),
    {
      issuer: cluster,
      audience,
      claims: { sub: "system:serviceaccount:billing:reports" },
      jwks_uri: `${cluster}/openid/v1/jwks`,
      maxAssertionSeconds: 3_600,
      singleUse: true,
    },
  ],
  [
    "githubActionsIssuer",
    githubActionsIssuer({
      audience,
      repository: "octo-org/octo-repo",
      ref: ["refs/heads/main", "refs/tags/v*"],
      environment: "production",
      workflow: "octo-org/ci/.github/workflows/deploy.yml@refs/heads/main",
      repositoryOwnerId: "9919",
      repositoryId: "1296269",
      issuer: "https://github.example.com/_services/token",
    }),
    {
      issuer: "https://github.example.com/_services/token",
      audience,
      claims: {
        repository: "octo-org/octo-repo",
        repository_owner: "octo-org",
        ref: ["refs/heads/main", "refs/tags/v*"],
        environment: "production",
        job_workflow_ref:
          "octo-org/ci/.github/workflows/deploy.yml@refs/heads/main",
        repository_owner_id: "9919",
        repository_id: "1296269",
      },
      maxAssertionSeconds: 600,
    },
  ],
  [
    "gitlabCiIssuer",
    gitlabCiIssuer({
      audience,
      projectPath: "my-group/*/my-project",
      ref: "v*",
      refType: "tag",
      protectedRefsOnly: true,
      projectId: "20",
      namespaceId: "72",
      maxAssertionSeconds: 7_200,
    }),
    {
      issuer: "https://gitlab.com",
      audience,
      claims: {
        project_path: "my-group/*/my-project",
        ref: "v*",
        ref_type: "tag",
        ref_protected: "true",
        project_id: "20",
        namespace_id: "72",
      },
      maxAssertionSeconds: 7_200,
    },
  ],
  [
    "googleCloudIssuer",
    googleCloudIssuer({
      audience,
      email: "reports@my-project.iam.gserviceaccount.com",
    }),
    {
      issuer: "https://accounts.google.com",
      audience,
      claims: {
        email: "reports@my-project.iam.gserviceaccount.com",
        email_verified: true,
      },
      jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
      maxAssertionSeconds: 3_600,
    },
  ],
  [
    "azureIssuer",
    azureIssuer({
      audience: "11112222-bbbb-3333-cccc-4444dddd5555",
      tenantId,
      objectId,
      tokenVersion: "2.0",
      authorityHost: "login.microsoftonline.us",
    }),
    {
      issuer: `https://login.microsoftonline.us/${tenantId}/v2.0`,
      audience: "11112222-bbbb-3333-cccc-4444dddd5555",
      claims: { tid: tenantId, oid: objectId },
      jwks_uri:
        `https://login.microsoftonline.us/${tenantId}/discovery/v2.0/keys`,
      maxAssertionSeconds: 86_400,
    },
  ],
  [
    "spiffeIssuer",
    spiffeIssuer({
      audience,
      trustDomain: "prod.example.com",
      path: ["/ns/billing/sa/*", "/web"],
      jwks: { keys: [] },
    }),
    {
      issuer: "spiffe://prod.example.com",
      audience,
      claims: {
        sub: [
          "spiffe://prod.example.com/ns/billing/sa/*",
          "spiffe://prod.example.com/web",
        ],
      },
      jwks: { keys: [] },
      maxAssertionSeconds: 300,
    },
  ],
];

for (const [name, made, expected] of WHOLE) {
  Deno.test(`${name} returns plain JSON with every rule that was asked for`, () => {
    assertEquals(made, expected);
    assertEquals(JSON.parse(JSON.stringify(made)), expected);
  });
}
