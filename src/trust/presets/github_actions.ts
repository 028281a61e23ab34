/**
 * Workflows of GitHub Actions.
 *
 * Why `repository` and `repository_owner` and not `sub`: what is in `sub` is
 * for each repository to configure, and repositories made since June 2026 have
 * numbers in it; the other claims are in every token in the same form.
 *
 * @module
 */

import type { TrustedIssuer } from "../../trusted_issuer.ts";
import {
  checkAlternatives,
  presetIssuer,
  requireMatch,
  type TrustedIssuerPresetOptions,
} from "./preset.ts";

/** Options of {@linkcode githubActionsIssuer}. */
export interface GithubActionsIssuerOptions extends TrustedIssuerPresetOptions {
  /**
   * The repository, such as `octo-org/octo-repo`; `octo-org/*` for all of an
   * owner.
   */
  readonly repository: string;
  /**
   * The branches or tags whose workflows are let in, such as
   * `refs/heads/main`. Required unless `environment` or `workflow` is there:
   * else whoever may push a branch is let in.
   */
  readonly ref?: string | readonly string[];
  /**
   * The deployment environments whose jobs are let in, such as `production`.
   * Their protection rules on GitHub then say who that is.
   */
  readonly environment?: string | readonly string[];
  /**
   * The workflow file that the job is from (`job_workflow_ref`), such as
   * `octo-org/octo-repo/.github/workflows/deploy.yml@refs/heads/main`.
   */
  readonly workflow?: string | readonly string[];
  /**
   * The number of the owner (`repository_owner_id`). With it nobody gets in
   * who takes over the name of an owner that was deleted or renamed.
   */
  readonly repositoryOwnerId?: string;
  /** The number of the repository (`repository_id`), likewise. */
  readonly repositoryId?: string;
  /**
   * The issuer, where it is not that of github.com: for GitHub Enterprise
   * Server `https://HOST/_services/token`.
   *
   * @default {"https://token.actions.githubusercontent.com"}
   */
  readonly issuer?: string;
}

/**
 * Trusts the tokens of GitHub Actions workflows, which a job with `id-token:
 * write` asks for, naming the audience. They live for five minutes.
 *
 * @param options Repository, audience, and which of its workflows.
 * @returns The trusted issuer, as plain JSON.
 * @throws {TypeError} For a wrong option, or where every branch would be let
 * in.
 *
 * @example
 * ```ts
 * import { githubActionsIssuer } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const github = githubActionsIssuer({
 *   audience: "https://as.example.com",
 *   repository: "octo-org/octo-repo",
 *   ref: "refs/heads/main",
 * });
 * assertEquals(github.claims, {
 *   repository: "octo-org/octo-repo",
 *   repository_owner: "octo-org",
 *   ref: "refs/heads/main",
 * });
 * ```
 */
export function githubActionsIssuer(
  options: GithubActionsIssuerOptions,
): TrustedIssuer {
  const {
    issuer = "https://token.actions.githubusercontent.com",
    repository,
    ref,
    environment,
    workflow,
    repositoryOwnerId,
    repositoryId,
  } = options;
  const name = "githubActionsIssuer";
  requireMatch(
    name,
    "repository",
    repository,
    /^[^/*]+\/[^/]+$/,
    "octo-org/octo-repo",
  );
  if ((ref ?? environment ?? workflow) === undefined) {
    throw new TypeError(
      `${name}: one of ref, environment and workflow must be there, since every branch of the repository would be trusted; "refs/heads/*" says so`,
    );
  }
  const any = /./;
  checkAlternatives(name, "ref", ref, /^refs\//, "refs/heads/main");
  checkAlternatives(name, "environment", environment, any, "production");
  checkAlternatives(
    name,
    "workflow",
    workflow,
    /^[^/*]+\/.+@./,
    "octo-org/octo-repo/.github/workflows/deploy.yml@refs/heads/main",
  );
  checkAlternatives(
    name,
    "repositoryOwnerId",
    repositoryOwnerId,
    /^\d+$/,
    "9919",
  );
  checkAlternatives(name, "repositoryId", repositoryId, /^\d+$/, "1296269");
  return presetIssuer(name, options, {
    issuer,
    claims: {
      repository,
      repository_owner: repository.slice(0, repository.indexOf("/")),
      ref,
      environment,
      job_workflow_ref: workflow,
      repository_owner_id: repositoryOwnerId,
      repository_id: repositoryId,
    },
    seconds: 600,
  });
}
