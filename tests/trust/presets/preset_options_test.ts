/** Presets of trusted issuers: options that are wrong. @module */

import { assertEquals, assertThrows } from "@std/assert";
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

const kubernetes = {
  issuer: cluster,
  audience,
  namespace: "billing",
  serviceAccount: "reports",
};
const github = {
  audience,
  repository: "octo-org/octo-repo",
  ref: "refs/heads/main",
};
const gitlab = { audience, projectPath: "my-group/my-project", ref: "main" };
const google = { audience, uniqueId: "112010400000000710080" };
const azure = { audience, tenantId, objectId };
const spiffe = {
  audience,
  trustDomain: "prod.example.com",
  path: "/web",
  bundleEndpoint: "https://spire.example.com/bundle",
};

/** The preset, options that are right, and what is wrong with each change. */
const WRONG: readonly [
  // deno-lint-ignore no-explicit-any -- wrong options are what is tested
  (options: any) => TrustedIssuer,
  Readonly<Record<string, unknown>>,
  Readonly<Record<string, readonly unknown[]>>,
][] = [
  [kubernetesIssuer, kubernetes, {
    issuer: [undefined, "", "kubernetes/serviceaccount"],
    audience: [undefined, "", "*", "https://*"],
    namespace: [undefined, "", "*", "billing:reports", "Billing"],
    serviceAccount: [undefined, "", "a:b", "a/b"],
  }],
  [githubActionsIssuer, github, {
    audience: [undefined],
    repository: [undefined, "octo-org", "*/octo-repo", "octo*/x", "a/b/c"],
    ref: [undefined, "main", "", [], [""]],
    environment: ["", []],
    workflow: ["deploy.yml", "*/x/.github/workflows/a.yml@refs/heads/main"],
    repositoryOwnerId: ["octo-org", 9919],
    repositoryId: ["", 1296269],
  }],
  [gitlabCiIssuer, gitlab, {
    audience: [undefined],
    projectPath: [undefined, "my-group", "*/my-project", "/my-project"],
    ref: [undefined, "", []],
    refType: ["commit"],
    environment: [""],
    projectId: [20],
    namespaceId: ["my-group"],
  }],
  [googleCloudIssuer, google, {
    audience: [undefined],
    uniqueId: [undefined, "*", "", []],
    email: ["*", "*@my-project.iam.gserviceaccount.com", "reports"],
  }],
  [azureIssuer, azure, {
    audience: [undefined],
    tenantId: [undefined, "common", "organizations", tenantId.toUpperCase()],
    objectId: [undefined, "*", [], [objectId, "*"]],
    tokenVersion: ["3.0", 2],
    authorityHost: ["login.microsoftonline.us/x", ""],
  }],
  [spiffeIssuer, spiffe, {
    audience: [undefined],
    trustDomain: [undefined, "", "spiffe://prod.example.com", "*", "Prod"],
    path: [undefined, "", "/", "web", "/web/", "/a//b", [], "/a?b"],
    bundleEndpoint: [undefined],
  }],
];

for (const [preset, right, wrong] of WRONG) {
  Deno.test(`${preset.name}: a wrong option is a TypeError that names preset and option`, () => {
    preset(right);
    for (const [name, values] of Object.entries(wrong)) {
      for (const value of values) {
        const error = assertThrows(
          () => preset({ ...right, [name]: value }),
          TypeError,
          undefined,
          `${name}: ${JSON.stringify(value)}`,
        );
        assertEquals(error.message.startsWith(`${preset.name}: `), true);
        assertEquals(error.message.includes(name), true, error.message);
      }
    }
  });
}

Deno.test("spiffeIssuer: a bundle and its endpoint at once leave open which counts, and are refused", () => {
  assertThrows(
    () => spiffeIssuer({ ...spiffe, jwks: { keys: [] } }),
    TypeError,
    "exactly one of bundleEndpoint and jwks",
  );
});
