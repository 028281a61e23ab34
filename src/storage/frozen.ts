/**
 * Records that nobody can change.
 *
 * @module
 */

/**
 * Freezes a JSON value, however deep.
 *
 * @param value The value; it is frozen itself, not a copy.
 * @returns The value.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member);
    Object.freeze(value);
  }
  return value;
}
