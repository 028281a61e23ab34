/**
 * The platforms whose tokens need no rules of one's own, in the configuration:
 * the options of the presets of the library, under their own names.
 *
 * @module
 */

import type { AzureIssuerOptions } from "../../trust/presets/azure.ts";
import type { GithubActionsIssuerOptions } from "../../trust/presets/github_actions.ts";
import type { GitlabCiIssuerOptions } from "../../trust/presets/gitlab_ci.ts";
import type { GoogleCloudIssuerOptions } from "../../trust/presets/google_cloud.ts";
import type { KubernetesIssuerOptions } from "../../trust/presets/kubernetes.ts";
import type { TrustedIssuerPresetOptions } from "../../trust/presets/preset.ts";
import type { SpiffeIssuerOptions } from "../../trust/presets/spiffe.ts";
import {
  BOOLEAN,
  choice,
  either,
  list,
  type Member,
  type Members,
  namedObject,
  TEXT,
} from "./shape.ts";

/** The options of a preset, without those that stand beside it. */
export type PresetMembers<Options> = Omit<
  Options,
  keyof TrustedIssuerPresetOptions
>;

/** A member for each option, so that none is forgotten. */
type MembersOf<Options> = Readonly<
  Record<keyof Required<PresetMembers<Options>>, Member>
>;

const TEXTS = either(TEXT, list(TEXT));

const KUBERNETES: MembersOf<KubernetesIssuerOptions> = {
  issuer: {
    shape: TEXT,
    what:
      "The issuer of the cluster: kubectl get --raw /.well-known/openid-configuration shows it.",
    isRequired: true,
  },
  namespace: {
    shape: TEXT,
    what: "The namespace of the service account.",
    isRequired: true,
  },
  serviceAccount: {
    shape: TEXT,
    what: "The service account; * stands for a part of its name.",
    isRequired: true,
  },
  jwks_uri: {
    shape: TEXT,
    what: "Where the keys of the cluster are.",
    usual: "found by discovery",
  },
};

const GITHUB_ACTIONS: MembersOf<GithubActionsIssuerOptions> = {
  repository: {
    shape: TEXT,
    what:
      "The repository, such as octo-org/octo-repo; octo-org/* for all of an owner.",
    isRequired: true,
  },
  ref: {
    shape: TEXTS,
    what: "The branches or tags, such as refs/heads/main.",
    usual: "any, where there is environment or workflow",
  },
  environment: {
    shape: TEXTS,
    what: "The deployment environments.",
    usual: "any",
  },
  workflow: {
    shape: TEXTS,
    what: "The workflow files that jobs are from.",
    usual: "any",
  },
  repositoryOwnerId: {
    shape: TEXT,
    what: "The number of the owner, so that a name that was freed is nobody's.",
  },
  repositoryId: {
    shape: TEXT,
    what: "The number of the repository, likewise.",
  },
  issuer: {
    shape: TEXT,
    what: "The issuer of an enterprise.",
    usual: '"https://token.actions.githubusercontent.com"',
  },
};

const GITLAB_CI: MembersOf<GitlabCiIssuerOptions> = {
  projectPath: {
    shape: TEXT,
    what: "The project, such as my-group/my-project.",
    isRequired: true,
  },
  ref: {
    shape: TEXTS,
    what: "The branches or tags, such as main.",
    usual: "any, where there is environment or protectedRefsOnly",
  },
  refType: {
    shape: choice("branch", "tag"),
    what: "Whether ref is that of branches or of tags.",
    usual: '"branch", where there is ref',
  },
  protectedRefsOnly: {
    shape: BOOLEAN,
    what: "Lets in only jobs of protected branches and tags.",
    usual: "false",
  },
  environment: {
    shape: TEXTS,
    what: "The deployment environments.",
    usual: "any",
  },
  projectId: {
    shape: TEXT,
    what:
      "The number of the project, so that a path that was freed is nobody's.",
  },
  namespaceId: { shape: TEXT, what: "The number of the group, likewise." },
  issuer: {
    shape: TEXT,
    what: "The GitLab instance.",
    usual: '"https://gitlab.com"',
  },
};

const GOOGLE_CLOUD: MembersOf<GoogleCloudIssuerOptions> = {
  uniqueId: {
    shape: TEXTS,
    what:
      "The unique ID of the service account; one of this and email must be there.",
  },
  email: { shape: TEXTS, what: "The address of the service account." },
};

const AZURE: MembersOf<AzureIssuerOptions> = {
  tenantId: {
    shape: TEXT,
    what: "The tenant (directory), as a GUID.",
    isRequired: true,
  },
  objectId: {
    shape: TEXTS,
    what:
      "The object ID of the managed identity or service principal, as a GUID.",
    isRequired: true,
  },
  tokenVersion: {
    shape: choice("1.0", "2.0"),
    what: "The version of the tokens, as their ver says.",
    usual: '"1.0"',
  },
  authorityHost: {
    shape: TEXT,
    what: "The host of a cloud that is not the public one.",
    usual: '"login.microsoftonline.com"',
  },
};

const SPIFFE: MembersOf<SpiffeIssuerOptions> = {
  trustDomain: {
    shape: TEXT,
    what: "The trust domain, such as prod.example.com.",
    isRequired: true,
  },
  path: {
    shape: TEXTS,
    what: "The path of the SPIFFE IDs, such as /ns/billing/sa/reports.",
    isRequired: true,
  },
  bundleEndpoint: {
    shape: TEXT,
    what:
      "The bundle endpoint of the trust domain; one of this and jwks beside spiffe must be there.",
  },
};

/** The presets; an entry has at most one of them. */
export const PRESET_MEMBERS = {
  kubernetes: {
    shape: namedObject("kubernetes", KUBERNETES),
    what: "A service account of Kubernetes, in the place of issuer and claims.",
  },
  githubActions: {
    shape: namedObject("githubActions", GITHUB_ACTIONS),
    what: "Workflows of GitHub Actions, likewise.",
  },
  gitlabCi: {
    shape: namedObject("gitlabCi", GITLAB_CI),
    what: "Jobs of GitLab CI/CD, likewise.",
  },
  googleCloud: {
    shape: namedObject("googleCloud", GOOGLE_CLOUD),
    what: "A service account of Google Cloud, likewise.",
  },
  azure: {
    shape: namedObject("azure", AZURE),
    what: "An identity of Microsoft Entra ID, likewise.",
  },
  spiffe: {
    shape: namedObject("spiffe", SPIFFE),
    what: "Workloads with JWT-SVIDs, likewise.",
  },
} as const satisfies Members;
