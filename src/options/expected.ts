/**
 * The sentences in which options are refused, and the checks that many share.
 *
 * @module
 */

/** A hundred years, in seconds. */
export const MAXIMUM_SECONDS = 3_155_760_000;

/**
 * The refusal of an option.
 *
 * @param name The option.
 * @param what What was expected.
 * @param value What was given.
 * @returns The error.
 */
export function expected(
  name: string,
  what: string,
  value: unknown,
): TypeError {
  const shown = typeof value === "string" ? JSON.stringify(value) : kind(value);
  return new TypeError(`${name} must be ${what}, not ${shown}`);
}

/**
 * The refusal of an option that could hold a key or password, which is not
 * repeated.
 *
 * @param name The option.
 * @param what What was expected.
 * @param value What was given.
 * @returns The error.
 */
export function expectedUnseen(
  name: string,
  what: string,
  value: unknown,
): TypeError {
  return new TypeError(`${name} must be ${what}, not ${kind(value)}`);
}

function kind(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function") return "a function";
  return typeof value === "string" ? "a text" : String(value);
}

/**
 * Checks that a group of options has no member but its own: a misspelt one
 * would otherwise be a default.
 *
 * @param group The options.
 * @param members The names that are known.
 * @param prefix What stands before a name in the sentence, e.g. `cors.`.
 * @throws {TypeError} For the first that is not known.
 */
export function checkMembers(
  group: object,
  members: readonly string[],
  prefix: string,
): void {
  for (const name of Object.keys(group)) {
    if (!members.includes(name)) {
      throw new TypeError(`${prefix}${name} is not an option`);
    }
  }
}

/**
 * Checks that a group of options is an object, with no member but its own.
 *
 * @param name The name of the option.
 * @param group Its value.
 * @param members The names that are known.
 * @throws {TypeError} The first mistake.
 */
export function checkGroup(
  name: string,
  group: unknown,
  members: readonly string[],
): void {
  if (typeof group !== "object" || group === null) {
    throw expected(name, "an object", group);
  }
  checkMembers(group, members, `${name}.`);
}

/**
 * Checks that an option is an array, and not an empty one.
 *
 * @param name The option.
 * @param value What was given.
 * @param what What it is an array of, one of them.
 * @throws {TypeError} Where it is anything else.
 */
export function checkFilled(name: string, value: unknown, what: string): void {
  if (!Array.isArray(value) || value.length === 0) {
    throw expected(name, `an array with at least one ${what}`, value);
  }
}

/**
 * Checks that an option, where it is given, is an integer in a range.
 *
 * @param name The option.
 * @param value What was given.
 * @param minimum The least.
 * @param maximum The greatest.
 * @throws {TypeError} Where it is anything else.
 */
export function checkInteger(
  name: string,
  value: unknown,
  minimum: number,
  maximum: number,
): void {
  if (
    value !== undefined &&
    !(Number.isInteger(value) && (value as number) >= minimum &&
      (value as number) <= maximum)
  ) {
    throw expected(name, `an integer from ${minimum} to ${maximum}`, value);
  }
}

/**
 * Checks that an option, where it is given, has methods.
 *
 * @param name The option.
 * @param what What was expected.
 * @param value What was given; it may hold a key, and is not repeated.
 * @param methods The names of the methods.
 * @throws {TypeError} Where one is missing.
 */
export function checkMethods(
  name: string,
  what: string,
  value: object | undefined,
  ...methods: readonly string[]
): void {
  if (value === undefined) return;
  const members = value as Readonly<Record<string, unknown>> | null;
  if (methods.some((method) => typeof members?.[method] !== "function")) {
    throw expectedUnseen(name, what, value);
  }
}

/**
 * Checks that an option, where it is given, is one of its choices.
 *
 * @param name The option.
 * @param value What was given.
 * @param choices What it may be.
 * @throws {TypeError} Where it is none of them.
 */
export function checkChoice(
  name: string,
  value: unknown,
  choices: readonly unknown[],
): void {
  if (value === undefined || choices.includes(value)) return;
  const list = choices.map((choice) => JSON.stringify(choice)).join(" or ");
  throw expected(name, list, value);
}
