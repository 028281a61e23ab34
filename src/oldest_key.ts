/**
 * What to forget of a small memory of times.
 *
 * @module
 */

/**
 * Finds what happened first.
 *
 * @param times When each happened; not empty.
 * @returns The key with the least time.
 */
export function oldestKey(times: ReadonlyMap<string, number>): string {
  let [oldest, least] = ["", Infinity];
  for (const [key, time] of times) {
    if (time < least) [oldest, least] = [key, time];
  }
  return oldest;
}
