/**
 * Issuers that sign for everybody who has an account there, so that a token
 * says nothing until one of its claims says whose it is.
 *
 * @module
 */

import type { ClaimRules } from "../trusted_issuer.ts";
import { valuesOf } from "./claim_rules.ts";

/** By host of the issuer, the claims that say whose a token is. */
const OWNER_CLAIMS: ReadonlyMap<string, readonly string[]> = new Map([
  ["token.actions.githubusercontent.com", [
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
    "enterprise_id",
  ]],
  ["gitlab.com", [
    "project_path",
    "project_id",
    "namespace_path",
    "namespace_id",
  ]],
  ["accounts.google.com", ["email"]],
  ["login.microsoftonline.com", ["oid", "appid", "azp"]],
  ["login.microsoftonline.us", ["oid", "appid", "azp"]],
  ["login.partner.microsoftonline.cn", ["oid", "appid", "azp"]],
  ["sts.windows.net", ["oid", "appid", "azp"]],
  ["agent.buildkite.com", ["organization_id", "organization_slug"]],
  ["app.terraform.io", ["terraform_organization_id"]],
  ["oidc.vercel.com", ["owner_id", "project_id"]],
]);

/**
 * The claims of which one needs a rule.
 *
 * @param issuer The issuer.
 * @param claims The rules that are there.
 * @returns Their names where none of them has a rule that names an owner;
 * `undefined` where one has, or where the issuer is of one tenant alone.
 */
export function missingOwner(
  issuer: string,
  claims: ClaimRules,
): readonly string[] | undefined {
  const host = URL.canParse(issuer) ? new URL(issuer).hostname : "";
  const names = OWNER_CLAIMS.get(host);
  if (names === undefined) return undefined;
  const isNamed = names.some((name) => namesOwner(claims, name, 1)) ||
    // It begins with what kind of name follows, as in `repo:owner/…`.
    namesOwner(claims, "sub", 2);
  return isNamed ? undefined : ["sub", ...names];
}

/** A `*` may only stand behind the segments that say who. */
function namesOwner(
  claims: ClaimRules,
  name: string,
  segments: number,
): boolean {
  const rule = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (rule === undefined) return false;
  return valuesOf(rule).every((value) => {
    if (typeof value !== "string") return false;
    const at = value.indexOf("*");
    if (at === -1) return true;
    return value.slice(0, at).split(/[/:]/).length > segments;
  });
}
