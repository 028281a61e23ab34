/**
 * What durations and counts must be.
 *
 * @module
 */

/**
 * Whether a value is an integer above zero.
 *
 * @param value The value.
 * @returns Whether it is.
 */
export function isPositiveInteger(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}
