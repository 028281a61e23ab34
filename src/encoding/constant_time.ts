/**
 * Comparison whose time tells nothing about where two values differ.
 *
 * @module
 */

/**
 * Whether two strings of bytes, or of words, are equal, in time that depends on
 * their lengths alone.
 *
 * @param a The one.
 * @param b The other.
 * @returns Whether they are the same.
 */
export function equalInConstantTime(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}
