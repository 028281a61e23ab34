/**
 * Variables of the environment in texts of the configuration.
 *
 * @module
 */

/** A text with what the environment has. */
export interface Inserted {
  /** The text. */
  readonly text: string;
  /** Whether anything was put in. */
  readonly isInserted: boolean;
  /** What is wrong, as the end of a sentence. */
  readonly problem?: string;
}

const VARIABLE = /\$\{([^}]*)\}?/g;
const NAME = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;

/**
 * Puts variables in the place of `${NAME}`.
 *
 * @param text The text.
 * @param environment The variables.
 * @returns The text with them.
 */
export function insertVariables(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Inserted {
  const missing: string[] = [];
  let malformed: string | undefined;
  let isInserted = false;
  const inserted = text.replace(VARIABLE, (written, name: string) => {
    isInserted = true;
    if (!NAME.test(written)) malformed ??= written;
    const value = Object.hasOwn(environment, name)
      ? environment[name]
      : undefined;
    if (value === undefined) missing.push(name);
    return value ?? "";
  });
  if (malformed !== undefined) {
    return {
      text,
      isInserted,
      problem: "must have the name of a variable between ${ and }",
    };
  }
  if (missing.length === 0) return { text: inserted, isInserted };
  return {
    text,
    isInserted,
    problem: missing.length === 1
      ? `needs the environment variable ${missing[0]}, which is not set`
      : `needs the environment variables ${
        missing.join(", ")
      }, which are not set`,
  };
}
