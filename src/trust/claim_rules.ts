/**
 * What the claims of another issuer's token have to be.
 *
 * Why `*` stays within one segment: the platforms write names of owners,
 * repositories and branches between `/` and `:`, and whoever may choose one of
 * them could otherwise write what comes after it as well.
 *
 * @module
 */

import type { ClaimRule, ClaimRules, ClaimValue } from "../trusted_issuer.ts";

/** The separators of segments, kept by `split`. */
const SEPARATORS = /([/:])/;

/**
 * Finds the first claim that is not what a rule says. A claim that is not
 * there, or is an array or object, keeps no rule.
 *
 * @param rules The rules.
 * @param claims The claims.
 * @returns The name of the claim, or `undefined` where every rule is kept.
 */
export function brokenClaim(
  rules: ClaimRules,
  claims: Readonly<Record<string, unknown>>,
): string | undefined {
  return Object.keys(rules).find((name) => {
    if (!Object.hasOwn(claims, name)) return true;
    return !valuesOf(rules[name]!).some((value) =>
      matches(value, claims[name])
    );
  });
}

/**
 * The alternatives of a rule.
 *
 * @param rule The rule.
 * @returns Its values.
 */
export function valuesOf(rule: ClaimRule): readonly ClaimValue[] {
  return Array.isArray(rule) ? rule : [rule as ClaimValue];
}

function matches(expected: ClaimValue, claim: unknown): boolean {
  if (typeof expected !== "string" || typeof claim !== "string") {
    return expected === claim;
  }
  const pattern = expected.split(SEPARATORS);
  const segments = claim.split(SEPARATORS);
  return pattern.length === segments.length &&
    pattern.every((part, i) => matchesSegment(part, segments[i]!));
}

/** A `*` stands for one character or more. */
function matchesSegment(pattern: string, segment: string): boolean {
  const at = pattern.indexOf("*");
  if (at === -1) return pattern === segment;
  const end = pattern.slice(at + 1);
  return segment.length > at + end.length &&
    segment.startsWith(pattern.slice(0, at)) && segment.endsWith(end);
}

/**
 * What is wrong with a rule.
 *
 * @param rule What stands in its place.
 * @returns What it must be, or `undefined` where it is fine.
 */
export function problemOfRule(rule: unknown): string | undefined {
  const values: readonly unknown[] = Array.isArray(rule) ? rule : [rule];
  if (values.length === 0) return "at least one value";
  for (const value of values) {
    if (typeof value === "boolean" || Number.isFinite(value)) continue;
    if (typeof value !== "string" || value === "") {
      return "a text that is not empty, a number, true or false, or a list of them";
    }
    const segments = value.split(SEPARATORS);
    if (segments.some((part) => part.split("*").length > 2)) {
      return "a pattern with at most one * between two of / and :";
    }
    if (/^[*/:]+$/.test(value) && value.includes("*")) {
      return "more than *: such a pattern lets everybody in";
    }
  }
  return undefined;
}
