/**
 * The check of the options for key sets, and their defaults.
 *
 * @module
 */

import type { FetchBudgetOptions } from "./fetch_budget.ts";
import type {
  ClientKeySetOptions,
  KeySetCacheLimits,
  KeySetLimits,
  OperatorKeySetOptions,
} from "./key_set_options.ts";

/**
 * Every number, with its default and its range. A power, such as `2 ** 24`,
 * would keep the table in bundles that have no use for it.
 */
const NUMBERS: ReadonlyMap<string, readonly [number, number, number]> = new Map(
  [
    ["maxBytes", [65_536, 1, 16_777_216]],
    ["fetchMilliseconds", [3_000, 1, 60_000]],
    ["minFreshSeconds", [30, 0, 86_400]],
    ["maxFreshSeconds", [3_600, 0, 604_800]],
    ["defaultFreshSeconds", [600, 0, 604_800]],
    ["staleSeconds", [3_600, 0, 604_800]],
    ["cooldownSeconds", [30, 1, 86_400]],
    ["retrySeconds", [10, 1, 86_400]],
    ["maxKeySets", [1_000, 1, 1_000_000]],
    ["maxHostFetchesInFlight", [4, 1, 10_000]],
    ["maxHostFetchesPerMinute", [120, 1, 1_000_000]],
    ["maxFetchesInFlight", [100, 1, 10_000]],
    ["maxFetchesPerMinute", [1_200, 1, 1_000_000]],
  ],
);

const FUNCTIONS = ["fetch", "resolve", "onFailure", "toKeys"];
const CHOICES = ["allowPrivateAddress", "allowInsecureLoopback"];
const OTHERS = ["jwksHosts"];

/** Every number. */
export type KeySetNumbers = Required<
  KeySetLimits & KeySetCacheLimits & FetchBudgetOptions
>;

/**
 * Checks options and fills in the numbers that are not given.
 *
 * @param options The options.
 * @returns Every number.
 * @throws {TypeError} The first mistake.
 */
export function checkKeySetOptions(
  options: OperatorKeySetOptions & ClientKeySetOptions,
): KeySetNumbers {
  const given = new Map(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  for (const [name, value] of given) {
    if (FUNCTIONS.includes(name)) {
      if (typeof value !== "function") throw wrong(name, "a function");
    } else if (CHOICES.includes(name)) {
      if (typeof value !== "boolean") throw wrong(name, "true or false");
    } else if (!NUMBERS.has(name) && !OTHERS.includes(name)) {
      throw new TypeError(`${name} is not an option`);
    }
  }
  const numbers = [...NUMBERS].map(([name, [usual, least, most]]) => {
    const value = given.has(name) ? given.get(name) : usual;
    if (!Number.isInteger(value) || value < least || value > most) {
      throw wrong(name, `an integer from ${least} to ${most}`);
    }
    return [name, value];
  });
  const checked: KeySetNumbers = Object.fromEntries(numbers);
  if (checked.minFreshSeconds > checked.maxFreshSeconds) {
    throw new TypeError("minFreshSeconds must not exceed maxFreshSeconds");
  }
  return checked;
}

function wrong(name: string, what: string): TypeError {
  return new TypeError(`${name} must be ${what}`);
}
