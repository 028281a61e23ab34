/**
 * Scopes (RFC 6749 §3.3) and how a requested one is matched with the granted.
 *
 * @module
 */

/**
 * Decides whether one requested scope lies within the registered ones.
 *
 * @param registered The scopes of the client.
 * @param requested One requested scope.
 * @returns Whether it may be granted.
 */
export type ScopeMatcher = (
  registered: readonly string[],
  requested: string,
) => boolean;

/** The name of a {@linkcode ScopeMatcher} that is shipped. */
export type ScopeMatching = "exact" | "hierarchic" | "wildcard";

const NOTHING: readonly string[] = Object.freeze([]);

/**
 * What scopes were split into. Nearly all that are seen were seen before, and
 * splitting costs more than the rest of the decision on them.
 */
const SPLIT = new Map<string, readonly string[]>();

/** How many are remembered, at most about 1 MB. */
const MAXIMUM_SPLIT = 1_000;

/** Longer ones are split anew each time, in characters. */
const MAXIMUM_LENGTH = 256;

/**
 * Splits a space separated scope into its tokens, without repetitions.
 *
 * @param scope The text; absent or empty = no scope.
 * @returns The tokens, or `undefined` where one has characters that RFC 6749
 * §3.3 does not allow (it allows printable ASCII but `"` and `\`).
 */
export function parseScope(
  scope: string | undefined,
): readonly string[] | undefined {
  if (scope === undefined || scope === "") return NOTHING;
  const known = SPLIT.get(scope);
  if (known !== undefined) return known;
  if (!/^[\x20\x21\x23-\x5B\x5D-\x7E]*$/.test(scope)) return undefined;
  const tokens = Object.freeze([
    ...new Set(scope.split(" ").filter((token) => token !== "")),
  ]);
  if (scope.length <= MAXIMUM_LENGTH) {
    if (SPLIT.size >= MAXIMUM_SPLIT) SPLIT.clear();
    SPLIT.set(scope, tokens);
  }
  return tokens;
}

/** A requested scope is one of the registered. */
const exact: ScopeMatcher = (registered, requested) =>
  registered.includes(requested);

/** `orders` covers `orders.read`: a registered scope covers what is below it. */
const hierarchic: ScopeMatcher = (registered, requested) =>
  registered.some((scope) =>
    scope === requested || requested.startsWith(`${scope}.`)
  );

/**
 * `orders.*` covers `orders.read` and `orders.read.all`: a `*` covers exactly
 * one segment that is not empty, and as the last segment one or more.
 */
const wildcard: ScopeMatcher = (registered, requested) => {
  const segments = requested.split(".");
  return registered.some((scope) => {
    const pattern = scope.split(".");
    if (pattern.length > segments.length) return false;
    if (pattern.length < segments.length && pattern.at(-1) !== "*") {
      return false;
    }
    return pattern.every((part, i) =>
      part === "*" ? segments[i] !== "" : part === segments[i]
    );
  });
};

/** The shipped matchers by name; their semantics are those of ory/fosite. */
export const SCOPE_MATCHERS: ReadonlyMap<string, ScopeMatcher> = new Map([
  ["exact", exact],
  ["hierarchic", hierarchic],
  ["wildcard", wildcard],
]);
