/**
 * Counting in a sliding window by two fixed ones: the older counts for the part
 * that still reaches into the last `windowSeconds`.
 *
 * @module
 */

/** Where a moment lies. */
export interface WindowPosition {
  /** The number of the fixed window that it is in. */
  readonly bucket: number;
  /** The part of the fixed window before that still counts, from 1 to 0. */
  readonly weight: number;
}

/** What is stored for one key. */
export interface WindowCounts {
  /** The fixed window that `current` is about. */
  readonly bucket: number;
  /** How often the key was counted in it. */
  readonly current: number;
  /** How often the key was counted in the one before. */
  readonly previous: number;
}

/**
 * Finds where a moment lies.
 *
 * @param now Epoch seconds.
 * @param windowSeconds The length of the window.
 * @returns The position.
 */
export function windowPosition(
  now: number,
  windowSeconds: number,
): WindowPosition {
  const windows = now / windowSeconds;
  const bucket = Math.floor(windows);
  return { bucket, weight: 1 - (windows - bucket) };
}

/**
 * Counts what lies in the sliding window.
 *
 * @param counts What is stored; an instance whose clock is ahead may have
 * opened the next fixed window already.
 * @param position The moment.
 * @returns The count, rounded down.
 */
export function slidingCount(
  { bucket, current, previous }: WindowCounts,
  position: WindowPosition,
): number {
  if (bucket > position.bucket) return current + previous;
  if (bucket === position.bucket) {
    return Math.floor(current + previous * position.weight);
  }
  return bucket === position.bucket - 1
    ? Math.floor(current * position.weight)
    : 0;
}
