/**
 * The options that are numbers or choices.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import { SCOPE_MATCHERS } from "../scope.ts";
import {
  checkChoice,
  checkMembers,
  expected,
  isInteger,
  MAXIMUM_SECONDS,
} from "./expected.ts";

/** The longest time a timer can be set for, in milliseconds. */
const MAXIMUM_MILLISECONDS = 2 ** 31 - 1;

/**
 * Checks durations, sizes and counts.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkNumbers(options: AuthorizationServerOptions): void {
  const { verifiedSecrets, cors } = options;
  const budget = options.failureBudget || undefined;
  if (options.failureBudget !== undefined && options.failureBudget !== false) {
    if (typeof budget !== "object") {
      throw expected("failureBudget", "an object, or false", budget);
    }
    checkMembers(
      budget,
      ["windowSeconds", "perPair", "perAddress", "perClient"],
      "failureBudget.",
    );
  }
  if (verifiedSecrets !== undefined) {
    if (typeof verifiedSecrets !== "object" || verifiedSecrets === null) {
      throw expected("verifiedSecrets", "an object", verifiedSecrets);
    }
    checkMembers(
      verifiedSecrets,
      ["maxClients", "maxAgeSeconds"],
      "verifiedSecrets.",
    );
  }
  const rows: readonly [string, unknown, number, number][] = [
    ["accessTokenSeconds", options.accessTokenSeconds, 1, MAXIMUM_SECONDS],
    [
      "maxAccessTokenSeconds",
      options.maxAccessTokenSeconds,
      1,
      MAXIMUM_SECONDS,
    ],
    ["failureMilliseconds", options.failureMilliseconds, 0, 60_000],
    ["maxWaitingFailures", options.maxWaitingFailures, 1, 10_000_000],
    ["failureBudget.windowSeconds", budget?.windowSeconds, 1, 86_400],
    ["failureBudget.perPair", budget?.perPair, 1, 10_000_000],
    ["failureBudget.perAddress", budget?.perAddress, 1, 10_000_000],
    ["failureBudget.perClient", budget?.perClient, 1, 10_000_000],
    ["seamMilliseconds", options.seamMilliseconds, 1, MAXIMUM_MILLISECONDS],
    ["bodyMilliseconds", options.bodyMilliseconds, 1, MAXIMUM_MILLISECONDS],
    ["maxBodyBytes", options.maxBodyBytes, 1, 2 ** 30],
    ["verifiedSecrets.maxClients", verifiedSecrets?.maxClients, 1, 10_000_000],
    [
      "verifiedSecrets.maxAgeSeconds",
      verifiedSecrets?.maxAgeSeconds,
      1,
      MAXIMUM_SECONDS,
    ],
    ["cors.maxAgeSeconds", cors?.maxAgeSeconds, 0, MAXIMUM_SECONDS],
  ];
  for (const [name, value, minimum, maximum] of rows) {
    if (value !== undefined && !isInteger(value, minimum, maximum)) {
      throw expected(name, `an integer from ${minimum} to ${maximum}`, value);
    }
  }
  const { accessTokenSeconds = 1, maxAccessTokenSeconds = 86_400 } = options;
  if (accessTokenSeconds > maxAccessTokenSeconds) {
    throw new TypeError(
      `accessTokenSeconds (${accessTokenSeconds}) must not exceed maxAccessTokenSeconds (${maxAccessTokenSeconds})`,
    );
  }
}

/**
 * Checks the options that are one of a few values.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkChoices(options: AuthorizationServerOptions): void {
  const { scopeMatching } = options;
  if (typeof scopeMatching !== "function") {
    checkChoice("scopeMatching", scopeMatching, [...SCOPE_MATCHERS.keys()]);
  }
  checkChoice("resourceMatching", options.resourceMatching, [
    "exact",
    "prefix",
  ]);
  checkChoice("basicCredentials", options.basicCredentials, [
    "lenient",
    "strict",
  ]);
  checkChoice("emptyScope", options.emptyScope, ["include", "omit"]);
  checkChoice("allowInsecureIssuer", options.allowInsecureIssuer, [
    true,
    false,
  ]);
  checkChoice("multipleResources", options.multipleResources, [true, false]);
  checkChoice("authorizationEndpoint", options.authorizationEndpoint, [
    true,
    false,
  ]);
}
