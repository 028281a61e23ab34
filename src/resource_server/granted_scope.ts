/**
 * Which scopes a token grants, and whether they are enough.
 *
 * @module
 */

import { parseScope, type ScopeMatcher } from "../scope.ts";
import type { Profile } from "./access_token_claims.ts";
import type { Claims } from "./check_claims.ts";

/**
 * The scopes of a token.
 *
 * @param claims Its claims.
 * @param profile `"lenient"` also reads a list, and `scp`, which some servers
 * write in the place of `scope`.
 * @returns The scopes; `undefined` where the claim is none that can be read.
 */
export function grantedScope(
  claims: Claims,
  profile: Profile,
): readonly string[] | undefined {
  if (profile === "strict") return readScope(claims.scope);
  const scope = claims.scope === undefined ? claims.scp : claims.scope;
  if (!Array.isArray(scope)) return readScope(scope);
  const tokens: readonly unknown[] = scope;
  return tokens.every((token) => typeof token === "string")
    ? readScope(tokens.join(" "))
    : undefined;
}

function readScope(scope: unknown): readonly string[] | undefined {
  return scope === undefined || typeof scope === "string"
    ? parseScope(scope)
    : undefined;
}

/**
 * Whether scopes that were granted cover all that are needed.
 *
 * @param granted The scopes of the token.
 * @param needed The scopes of the request.
 * @param matches How the one is matched with the other.
 * @returns Whether they do.
 */
export function covers(
  granted: readonly string[],
  needed: readonly string[],
  matches: ScopeMatcher,
): boolean {
  return needed.every((scope) => matches(granted, scope));
}
