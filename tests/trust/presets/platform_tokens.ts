/**
 * Tokens as the platforms make them: every member that is there, in its type,
 * and the lifetime, at a moment of the test. The values are made up.
 *
 * @module
 */

import type { SigningAlgorithm } from "@mintmark/oauth";
import { ISSUER, NOW } from "../../fixtures.ts";

/** A token before it is signed. */
export interface PlatformToken {
  /** The algorithm that the platform signs with. */
  readonly alg: SigningAlgorithm;
  /** The JOSE header without `alg` and `kid`. */
  readonly header: Readonly<Record<string, unknown>>;
  /** The claims. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A projected token of a pod (Kubernetes 1.32 and later). */
export const KUBERNETES: PlatformToken = {
  alg: "RS256",
  header: {},
  claims: {
    aud: [ISSUER],
    exp: NOW + 3_600,
    iat: NOW,
    iss: "https://kubernetes.default.svc.cluster.local",
    jti: "ea28ed49-2e11-4280-9ec5-bc3d1d84661a",
    "kubernetes.io": {
      namespace: "billing",
      node: {
        name: "127.0.0.1",
        uid: "58456cb0-dd00-45ed-b797-5578fdceaced",
      },
      pod: {
        name: "reports-69cbfb9798-jv9gn",
        uid: "778a530c-b3f4-47c0-9cd5-ab018fb64f33",
      },
      serviceaccount: {
        name: "reports",
        uid: "a087d5a0-e1dd-43ec-93ac-f13d89cd13af",
      },
      warnafter: NOW + 3_007,
    },
    nbf: NOW,
    sub: "system:serviceaccount:billing:reports",
  },
};

/** A token of a job on a branch, for an environment. */
export const GITHUB_ACTIONS: PlatformToken = {
  alg: "RS256",
  header: { typ: "JWT", x5t: "ykNaY4qM_ta4k2TgZOCEYLkcYlA" },
  claims: {
    jti: "example-id-6f2c0a4a",
    sub: "repo:octo-org@9919/octo-repo@1296269:environment:production",
    environment: "production",
    aud: ISSUER,
    ref: "refs/heads/main",
    sha: "0b1c2d3e4f5a69788796a5b4c3d2e1f00f1e2d3c",
    repository: "octo-org/octo-repo",
    repository_owner: "octo-org",
    actor_id: "12",
    repository_visibility: "private",
    repository_id: "1296269",
    repository_owner_id: "9919",
    run_id: "1802843321",
    run_number: "10",
    run_attempt: "2",
    runner_environment: "github-hosted",
    actor: "octocat",
    workflow: "deploy",
    head_ref: "",
    base_ref: "",
    event_name: "workflow_dispatch",
    ref_type: "branch",
    ref_protected: "true",
    workflow_ref:
      "octo-org/octo-repo/.github/workflows/deploy.yml@refs/heads/main",
    workflow_sha: "0b1c2d3e4f5a69788796a5b4c3d2e1f00f1e2d3c",
    job_workflow_ref:
      "octo-org/octo-repo/.github/workflows/deploy.yml@refs/heads/main",
    job_workflow_sha: "0b1c2d3e4f5a69788796a5b4c3d2e1f00f1e2d3c",
    iss: "https://token.actions.githubusercontent.com",
    nbf: NOW - 600,
    exp: NOW + 300,
    iat: NOW,
  },
};

/** An ID token of a job on a protected branch. */
export const GITLAB_CI: PlatformToken = {
  alg: "RS256",
  header: { typ: "JWT" },
  claims: {
    namespace_id: "72",
    namespace_path: "my-group",
    project_id: "20",
    project_path: "my-group/my-project",
    user_id: "1",
    user_login: "sample-user",
    user_email: "sample-user@example.com",
    user_access_level: "developer",
    pipeline_id: "574",
    pipeline_source: "push",
    job_id: "302",
    ref: "main",
    ref_type: "branch",
    ref_path: "refs/heads/main",
    ref_protected: "true",
    groups_direct: ["my-group"],
    environment: "production",
    environment_protected: "false",
    deployment_tier: "production",
    environment_action: "start",
    runner_id: 1,
    runner_environment: "self-hosted",
    sha: "714a629c0b401fdce83e847fc9589983fc6f46bc",
    project_visibility: "private",
    ci_config_ref_uri:
      "gitlab.com/my-group/my-project//.gitlab-ci.yml@refs/heads/main",
    ci_config_sha: "714a629c0b401fdce83e847fc9589983fc6f46bc",
    jti: "235b3a54-b797-45c7-ae9a-f72d7bc6ef5b",
    iat: NOW,
    nbf: NOW - 5,
    exp: NOW + 3_600,
    iss: "https://gitlab.com",
    sub: "project_path:my-group/my-project:ref_type:branch:ref:main",
    aud: ISSUER,
  },
};

/** An identity token of the metadata server, with `format=full`. */
export const GOOGLE_CLOUD: PlatformToken = {
  alg: "RS256",
  header: { typ: "JWT" },
  claims: {
    aud: ISSUER,
    azp: "112010400000000710080",
    email: "reports@my-project.iam.gserviceaccount.com",
    email_verified: true,
    exp: NOW + 3_600,
    google: {
      compute_engine: {
        instance_creation_timestamp: NOW - 86_400,
        instance_id: "152986662232938449",
        instance_name: "reports-1",
        project_id: "my-project",
        project_number: 739419398126,
        zone: "europe-west1-b",
      },
    },
    iat: NOW,
    iss: "https://accounts.google.com",
    sub: "112010400000000710080",
  },
};

const TENANT = "6babcaad-604b-40ac-a9d7-9fd97c0b779f";
const IDENTITY = "690222be-ff1a-4d56-abd1-7e4f7d38e474";

/** A token of a managed identity, version 1.0, fresh from the metadata service. */
export const AZURE: PlatformToken = {
  alg: "RS256",
  header: { typ: "JWT", x5t: "Mr5-AUibfBii7Nd1jBebaxboXW0" },
  claims: {
    aud: "api://mintmark.example.com",
    iss: `https://sts.windows.net/${TENANT}/`,
    iat: NOW - 300,
    nbf: NOW - 300,
    exp: NOW + 86_400,
    aio: "E2ZgYLB3WbbnQ8yL7fVd1XYzLm0yBwA=",
    appid: "00001111-aaaa-2222-bbbb-3333cccc4444",
    appidacr: "2",
    idp: `https://sts.windows.net/${TENANT}/`,
    idtyp: "app",
    oid: IDENTITY,
    rh: "0.ASgAqspra0tgrECp15_ZfAt3n77_",
    sub: IDENTITY,
    tid: TENANT,
    uti: "1tsKuM2kUkS-1mFvpRcXAA",
    ver: "1.0",
    xms_mirid:
      "/subscriptions/0b1f6471/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reports",
  },
};

/** The same in version 2.0. */
export const AZURE_2: PlatformToken = {
  ...AZURE,
  claims: {
    aud: "11112222-bbbb-3333-cccc-4444dddd5555",
    iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    iat: NOW - 300,
    nbf: NOW - 300,
    exp: NOW + 86_400,
    aio: "k2RgYMi/fevmd7PF1S+9/8VbEwA=",
    azp: "00001111-aaaa-2222-bbbb-3333cccc4444",
    azpacr: "2",
    oid: IDENTITY,
    rh: "0.ASgAqspra0tgrECp15_ZfAt3n77_",
    sub: IDENTITY,
    tid: TENANT,
    uti: "1tsKuM2kUkS-1mFvpRcXAA",
    ver: "2.0",
  },
};

/** A JWT-SVID as SPIRE makes it: no `iss`, no `jti`. */
export const SPIFFE: PlatformToken = {
  alg: "ES256",
  header: { typ: "JWT" },
  claims: {
    aud: [ISSUER],
    exp: NOW + 300,
    iat: NOW,
    sub: "spiffe://prod.example.com/ns/billing/sa/reports",
  },
};
