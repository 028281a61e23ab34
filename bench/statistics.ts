/**
 * What is made of numbers that vary.
 *
 * @module
 */

/**
 * The middle one.
 *
 * @param values The numbers; at least one.
 * @returns Their median.
 */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Median and range in one text.
 *
 * @param values The numbers; at least one.
 * @param digits How many digits follow the point.
 * @returns `median (minimum–maximum)`.
 */
export function spread(values: readonly number[], digits: number): string {
  const [middle, least, most] = [
    median(values),
    Math.min(...values),
    Math.max(...values),
  ].map((value) => value.toFixed(digits));
  return `${middle} (${least}–${most})`;
}

/**
 * Median and quartiles in one text, for where single numbers are noise.
 *
 * @param values The numbers; at least one.
 * @param digits How many digits follow the point.
 * @returns `median (lower–upper quartile)`.
 */
export function quartiles(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.ceil(sorted.length / 2);
  const [middle, lower, upper] = [
    median(sorted),
    median(sorted.slice(0, half)),
    median(sorted.slice(-half)),
  ].map((value) => value.toFixed(digits));
  return `${middle} (${lower}–${upper})`;
}
