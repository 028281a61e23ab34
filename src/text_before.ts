/**
 * The beginning of a text.
 *
 * @module
 */

/**
 * Cuts a text off.
 *
 * @param text The text.
 * @param sign What ends it.
 * @returns What is before the first such sign; all, where there is none.
 */
export function textBefore(text: string, sign: string): string {
  const end = text.indexOf(sign);
  return end === -1 ? text : text.slice(0, end);
}
