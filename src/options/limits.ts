/**
 * The options that are numbers or choices.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import { SCOPE_MATCHERS } from "../scope.ts";
import {
  checkChoice,
  checkGroup,
  checkInteger,
  expected,
  MAXIMUM_SECONDS,
} from "./expected.ts";

/** The least and the most that a number may be. */
type Bounds = readonly [minimum: number, maximum: number];

const SECONDS: Bounds = [1, MAXIMUM_SECONDS];
/** The longest time a timer can be set for. */
const MILLISECONDS: Bounds = [1, 2 ** 31 - 1];
const COUNT: Bounds = [1, 10_000_000];

const NUMBERS = {
  accessTokenSeconds: SECONDS,
  maxAccessTokenSeconds: SECONDS,
  failureMilliseconds: [0, 60_000],
  maxWaitingFailures: COUNT,
  seamMilliseconds: MILLISECONDS,
  bodyMilliseconds: MILLISECONDS,
  maxBodyBytes: [1, 2 ** 30],
} satisfies Partial<Record<keyof AuthorizationServerOptions, Bounds>>;

/** The options that are numbers. */
export const NUMBER_OPTIONS: readonly (keyof typeof NUMBERS)[] = namesOf(
  NUMBERS,
);

const BUDGET_NUMBERS = {
  windowSeconds: [1, 86_400],
  perPair: COUNT,
  perAddress: COUNT,
  perClient: COUNT,
} satisfies Record<string, Bounds>;

const CACHE_NUMBERS = {
  maxClients: COUNT,
  maxAgeSeconds: SECONDS,
} satisfies Record<string, Bounds>;

const BOOLEAN = [true, false];

const CHOICES = {
  resourceMatching: ["exact", "prefix"],
  basicCredentials: ["lenient", "strict"],
  emptyScope: ["include", "omit"],
  allowInsecureIssuer: BOOLEAN,
  multipleResources: BOOLEAN,
  authorizationEndpoint: BOOLEAN,
} satisfies Partial<
  Record<keyof AuthorizationServerOptions, readonly unknown[]>
>;

/** The options that are one of a few values. */
export const CHOICE_OPTIONS: readonly (keyof typeof CHOICES)[] = namesOf(
  CHOICES,
);

function namesOf<Name extends string>(
  group: Readonly<Record<Name, unknown>>,
): readonly Name[] {
  return Object.keys(group) as Name[];
}

/**
 * Checks durations, sizes and counts.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkNumbers(options: AuthorizationServerOptions): void {
  const { failureBudget, verifiedSecrets, cors } = options;
  checkBounds(options, NUMBERS, "");
  if (failureBudget !== undefined && failureBudget !== false) {
    if (typeof failureBudget !== "object") {
      throw expected("failureBudget", "an object, or false", failureBudget);
    }
    checkGroup("failureBudget", failureBudget, Object.keys(BUDGET_NUMBERS));
    checkBounds(failureBudget, BUDGET_NUMBERS, "failureBudget.");
  }
  if (verifiedSecrets !== undefined) {
    checkGroup("verifiedSecrets", verifiedSecrets, Object.keys(CACHE_NUMBERS));
    checkBounds(verifiedSecrets, CACHE_NUMBERS, "verifiedSecrets.");
  }
  checkBounds(cors ?? {}, { maxAgeSeconds: [0, MAXIMUM_SECONDS] }, "cors.");
  const { accessTokenSeconds = 1, maxAccessTokenSeconds = 86_400 } = options;
  if (accessTokenSeconds > maxAccessTokenSeconds) {
    throw new TypeError(
      `accessTokenSeconds (${accessTokenSeconds}) must not exceed maxAccessTokenSeconds (${maxAccessTokenSeconds})`,
    );
  }
}

function checkBounds(
  group: object,
  bounds: Readonly<Record<string, Bounds>>,
  prefix: string,
): void {
  for (const [name, [minimum, maximum]] of Object.entries(bounds)) {
    const value = (group as Readonly<Record<string, unknown>>)[name];
    checkInteger(prefix + name, value, minimum, maximum);
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
  for (const name of CHOICE_OPTIONS) {
    checkChoice(name, options[name], CHOICES[name]);
  }
}
