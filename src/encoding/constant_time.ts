/**
 * Comparison whose time tells nothing about where two values differ.
 *
 * @module
 */

/**
 * Whether two byte strings are equal, in time that depends on their lengths
 * alone.
 *
 * @param a The one.
 * @param b The other.
 * @returns Whether they have the same bytes.
 */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}
