/**
 * What may stand in a log: of bounded length, without control characters, and
 * without the password of a URL.
 *
 * Why it is done again to what events carry: much of it was written by a
 * caller, and some of it, such as the message of a driver, by nobody we know.
 *
 * @module
 */

/** How many characters of a text are written. */
const MAXIMUM_LENGTH = 512;

/** How many members of a list or a record are written. */
const MAXIMUM_MEMBERS = 20;

/** A value as it may be written. */
export type LogValue =
  | string
  | number
  | boolean
  | null
  | readonly LogValue[]
  | { readonly [name: string]: LogValue };

/**
 * Makes a value fit for a log. Whatever it is, this does not throw.
 *
 * @param value The value.
 * @returns What may be written in its place.
 */
export function logValue(value: unknown): LogValue {
  try {
    return fit(value, 0);
  } catch {
    return "(not printable)";
  }
}

/**
 * Escapes what would move the cursor of a terminal, end a line for whoever
 * reads the log, or turn the direction of text: JSON leaves some of it.
 *
 * @param text The text.
 * @returns The text with `\uXXXX` in the place of each.
 */
export function escapeControls(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex -- they are what it is about
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) =>
      `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function fit(value: unknown, depth: number): LogValue {
  if (value instanceof Error) return fitText(`${value.name}: ${value.message}`);
  switch (typeof value) {
    case "string":
      return fitText(value);
    case "number":
    case "boolean":
      return value;
    case "bigint":
      return fitText(`${value}`);
    case "object":
      break;
    default:
      return `(${typeof value})`;
  }
  if (value === null) return null;
  if (depth > 1) return "(…)";
  if (Array.isArray(value)) {
    return value.slice(0, MAXIMUM_MEMBERS).map((item) => fit(item, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value).slice(0, MAXIMUM_MEMBERS).map(([name, item]) => [
      name.slice(0, MAXIMUM_LENGTH),
      fit(item, depth + 1),
    ]),
  );
}

function fitText(text: string): string {
  const cut = text.length > MAXIMUM_LENGTH
    ? `${text.slice(0, MAXIMUM_LENGTH)}…`
    : text;
  return cut.toWellFormed().replace(/(:\/\/[^\s/:@]*:)[^\s/]*@/g, "$1…@");
}
