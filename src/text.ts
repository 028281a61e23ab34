/**
 * What a text must be nearly everywhere.
 *
 * @module
 */

/**
 * Whether a value is a text that is not empty.
 *
 * @param value The value.
 * @returns Whether it is.
 */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
