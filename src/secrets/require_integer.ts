/**
 * The check of hashers' options.
 *
 * @module
 */

/**
 * Checks an option.
 *
 * @param name The hasher and its option.
 * @param value The value.
 * @param minimum The smallest that is allowed.
 * @param maximum The largest that is allowed.
 * @throws {TypeError} It is anything else than an integer between them.
 */
export function requireInteger(
  name: string,
  value: number,
  minimum: number,
  maximum: number,
): void {
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new TypeError(
      `${name} must be an integer from ${minimum} to ${maximum}, not ${value}`,
    );
  }
}
