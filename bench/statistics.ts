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

/** A number with the interval that it may as well have been in. */
export interface Estimate {
  /** The median of what was measured. */
  readonly median: number;
  /** The lower end of the 95 % interval. */
  readonly low: number;
  /** The upper end. */
  readonly high: number;
}

const RESAMPLES = 4_000;

/**
 * The median with its 95 % interval by the bootstrap: medians of samples that
 * are drawn, with replacement, from the one there is. The draws are the same
 * each time, so that the same measurements always give the same interval.
 *
 * @param values The numbers; at least one.
 * @returns The estimate.
 */
export function bootstrap(values: readonly number[]): Estimate {
  const draw = draws();
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(
      values.map(() => values[Math.floor(draw() * values.length)]!),
    )).sort((a, b) => a - b);
  return {
    median: median(values),
    low: medians[Math.floor(RESAMPLES * 0.025)]!,
    high: medians[Math.ceil(RESAMPLES * 0.975) - 1]!,
  };
}

/**
 * Ratios within each round, since what disturbs a round disturbs both.
 *
 * @param above The numbers that are divided.
 * @param below Those that they are divided by, in the same rounds.
 * @returns The ratios, as many as both have rounds.
 */
export function paired(
  above: readonly number[],
  below: readonly number[],
): readonly number[] {
  const rounds = Math.min(above.length, below.length);
  return above.slice(0, rounds).map((value, round) => value / below[round]!);
}

/**
 * An estimate as text.
 *
 * @param estimate The estimate.
 * @param digits How many digits follow the point.
 * @returns `median (low–high)`.
 */
export function estimateText(
  { median, low, high }: Estimate,
  digits: number,
): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)}–${
    high.toFixed(digits)
  })`;
}

/** Numbers from 0 to 1 that look random (xorshift, 32 bits). */
function draws(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
