/**
 * Validation of options: each mistake is one sentence that names the option
 * and what was expected.
 *
 * @module
 */

import { ALGORITHMS } from "../keys/algorithms.ts";
import {
  checkChoice,
  checkInteger,
  checkMembers,
  expected,
  expectedUnseen,
} from "../options/expected.ts";
import { isText } from "../text.ts";
import type { VerifierOptions } from "./verifier_options.ts";

/** Every option, so that a misspelt one is an error and not a default. */
const NAMES: readonly (keyof VerifierOptions)[] = [
  "issuer",
  "audience",
  "jwksUri",
  "jwks",
  "keys",
  "fetching",
  "algorithms",
  "profile",
  "clockSkewSeconds",
  "scopeMatching",
  "maxTokenLength",
  "realm",
  "metadata",
  "onRefused",
  "now",
];

/** What stands between quotes in a challenge as it is. */
const QUOTABLE = /^[\x20\x21\x23-\x5B\x5D-\x7E]+$/;

const KEY_SOURCES = ["jwksUri", "jwks", "keys"] as const;

/** More than this is no skew of clocks, but a longer life for every token. */
const MAXIMUM_SKEW_SECONDS = 600;

/**
 * Checks the options of a verifier.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkVerifierOptions(options: VerifierOptions): void {
  if (typeof options !== "object" || options === null) {
    throw expected("options", "an object", options);
  }
  checkMembers(options, NAMES, "");
  checkNames(options);
  checkKeys(options);
  checkNumbers(options);
  checkChoice("profile", options.profile, ["strict", "lenient"]);
  checkScopeMatching(options.scopeMatching);
  for (const name of ["onRefused", "now"] as const) {
    const value = options[name];
    if (value !== undefined && typeof value !== "function") {
      throw expected(name, "a function", value);
    }
  }
}

function checkNames({ issuer, audience, realm }: VerifierOptions): void {
  if (!isText(issuer)) throw expected("issuer", "the issuer", issuer);
  const audiences: readonly unknown[] = Array.isArray(audience)
    ? audience
    : [audience];
  if (audiences.length === 0 || !audiences.every(isText)) {
    throw expected("audience", "a text or an array of texts", audience);
  }
  if (realm === undefined) return;
  if (typeof realm !== "string" || !QUOTABLE.test(realm)) {
    throw expected("realm", 'printable ASCII without " and \\', realm);
  }
}

function checkKeys(options: VerifierOptions): void {
  const given = KEY_SOURCES.filter((name) => options[name] !== undefined);
  if (given.length > 1) {
    throw new TypeError(`only one of ${given.join(" and ")} may be given`);
  }
  const { jwks, keys, algorithms } = options;
  checkFetching(options, given[0]);
  if (jwks !== undefined && !Array.isArray(jwks?.keys)) {
    throw expectedUnseen("jwks", "a JWK Set", jwks);
  }
  if (keys !== undefined && typeof keys?.published !== "function") {
    throw expectedUnseen("keys", "a KeyRing or what publishes keys", keys);
  }
  if (algorithms === undefined) return;
  if (
    !Array.isArray(algorithms) || algorithms.length === 0 ||
    !algorithms.every((alg) => ALGORITHMS.has(alg))
  ) {
    const known = [...ALGORITHMS.keys()].join(", ");
    throw expected("algorithms", `an array of ${known}`, algorithms);
  }
}

function checkFetching(
  { fetching }: VerifierOptions,
  source: typeof KEY_SOURCES[number] | undefined,
): void {
  if (fetching === undefined) return;
  if (typeof fetching !== "object" || fetching === null) {
    throw expected("fetching", "an object", fetching);
  }
  if (source === "jwks" || source === "keys") {
    throw new TypeError(`fetching has no use beside ${source}`);
  }
  const { onFailure } = fetching;
  if (onFailure !== undefined && typeof onFailure !== "function") {
    throw expected("fetching.onFailure", "a function", onFailure);
  }
}

function checkNumbers(options: VerifierOptions): void {
  const { clockSkewSeconds, maxTokenLength } = options;
  checkInteger("clockSkewSeconds", clockSkewSeconds, 0, MAXIMUM_SKEW_SECONDS);
  checkInteger("maxTokenLength", maxTokenLength, 256, 1_048_576);
}

function checkScopeMatching(matching: VerifierOptions["scopeMatching"]): void {
  if (typeof matching === "function") return;
  checkChoice("scopeMatching", matching, ["exact", "hierarchic", "wildcard"]);
}
