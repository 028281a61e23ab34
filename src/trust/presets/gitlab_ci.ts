/**
 * Jobs of GitLab CI/CD.
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

/** Options of {@linkcode gitlabCiIssuer}. */
export interface GitlabCiIssuerOptions extends TrustedIssuerPresetOptions {
  /**
   * The project, such as `my-group/my-project`; `*` stands for one name in it,
   * but not for the first.
   */
  readonly projectPath: string;
  /**
   * The branches or tags whose jobs are let in, such as `main`. `*` does not
   * match a `/` in their names.
   */
  readonly ref?: string | readonly string[];
  /**
   * Whether `ref` is that of branches or of tags.
   *
   * @default {"branch"} where there is a `ref`
   */
  readonly refType?: "branch" | "tag";
  /**
   * Whether only jobs of protected branches and tags are let in. One of `ref`,
   * `environment` and this must be there: else whoever may push a branch is
   * let in.
   *
   * @default {false}
   */
  readonly protectedRefsOnly?: boolean;
  /** The deployment environments whose jobs are let in. */
  readonly environment?: string | readonly string[];
  /**
   * The number of the project (`project_id`). With it nobody gets in who takes
   * over the path of a project that was deleted or moved.
   */
  readonly projectId?: string;
  /** The number of the group (`namespace_id`), likewise. */
  readonly namespaceId?: string;
  /**
   * The GitLab instance.
   *
   * @default {"https://gitlab.com"}
   */
  readonly issuer?: string;
}

/**
 * Trusts the tokens of GitLab CI/CD jobs, which `id_tokens` asks for, naming
 * the audience. They live as long as the job may run: an hour where nothing
 * else is configured.
 *
 * @param options Project, audience, and which of its jobs.
 * @returns The trusted issuer, as plain JSON.
 * @throws {TypeError} For a wrong option, or where every branch would be let
 * in.
 *
 * @example
 * ```ts
 * import { gitlabCiIssuer } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const gitlab = gitlabCiIssuer({
 *   audience: "https://as.example.com",
 *   projectPath: "my-group/my-project",
 *   ref: "main",
 * });
 * assertEquals(gitlab.claims, {
 *   project_path: "my-group/my-project",
 *   ref: "main",
 *   ref_type: "branch",
 * });
 * ```
 */
export function gitlabCiIssuer(options: GitlabCiIssuerOptions): TrustedIssuer {
  const {
    issuer = "https://gitlab.com",
    projectPath,
    ref,
    refType = ref === undefined ? undefined : "branch",
    protectedRefsOnly = false,
    environment,
    projectId,
    namespaceId,
  } = options;
  const name = "gitlabCiIssuer";
  requireMatch(
    name,
    "projectPath",
    projectPath,
    /^[^/*]+(\/[^/]+)+$/,
    "my-group/my-project",
  );
  if ((ref ?? environment) === undefined && !protectedRefsOnly) {
    throw new TypeError(
      `${name}: one of ref, environment and protectedRefsOnly must be there, since every branch of the project would be trusted`,
    );
  }
  checkAlternatives(name, "ref", ref, /./, "main");
  checkAlternatives(name, "refType", refType, /^(branch|tag)$/, "branch");
  checkAlternatives(name, "environment", environment, /./, "production");
  checkAlternatives(name, "projectId", projectId, /^\d+$/, "278964");
  checkAlternatives(name, "namespaceId", namespaceId, /^\d+$/, "9970");
  return presetIssuer(name, options, {
    issuer,
    claims: {
      project_path: projectPath,
      ref,
      ref_type: refType,
      // A text in these tokens, like every number.
      ref_protected: protectedRefsOnly ? "true" : undefined,
      environment,
      project_id: projectId,
      namespace_id: namespaceId,
    },
    seconds: 3_600,
  });
}
