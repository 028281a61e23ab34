/**
 * Counters in memory, bounded.
 *
 * Why two generations: a flood of keys that occur once must not push out the
 * keys that matter, those that were counted again. Keys that were counted once
 * go first, the oldest of them before the others; only where there are none
 * does the oldest of the rest go.
 *
 * @module
 */

import {
  slidingCount,
  type WindowCounts,
  windowPosition,
} from "./sliding_window.ts";
import type { CounterStore } from "./storage.ts";

/** Bounds of {@linkcode memoryCounters}. */
export interface MemoryCountersOptions {
  /** The clock, in epoch seconds. */
  readonly now: () => number;
  /** How many keys are kept. */
  readonly maxKeys: number;
}

const NOTHING: WindowCounts = Object.freeze({
  bucket: 0,
  current: 0,
  previous: 0,
});

/** Counters in memory. */
export interface MemoryCounters extends CounterStore {
  /** How many keys are kept now. */
  readonly size: number;
}

/**
 * Makes counters in memory; they are those of one instance alone.
 *
 * @param options Clock and bound.
 * @returns The counters.
 */
export function memoryCounters(options: MemoryCountersOptions): MemoryCounters {
  const { now, maxKeys } = options;
  const once = new Map<string, WindowCounts>();
  const repeated = new Map<string, WindowCounts>();

  const find = (key: string) => repeated.get(key) ?? once.get(key) ?? NOTHING;

  function keep(key: string, counts: WindowCounts): void {
    once.delete(key);
    repeated.delete(key);
    if (once.size + repeated.size >= maxKeys) evict();
    (counts.current + counts.previous > 1 ? repeated : once).set(key, counts);
  }

  function evict(): void {
    const generation = once.size > 0 ? once : repeated;
    for (const key of generation.keys()) {
      generation.delete(key);
      return;
    }
  }

  return {
    get size(): number {
      return once.size + repeated.size;
    },
    count: (key, windowSeconds) =>
      Promise.resolve(
        slidingCount(find(key), windowPosition(now(), windowSeconds)),
      ),
    add(key, windowSeconds) {
      const position = windowPosition(now(), windowSeconds);
      const counts = counted(find(key), position.bucket);
      keep(key, counts);
      return Promise.resolve(slidingCount(counts, position));
    },
  };
}

/** The counts with one more in a fixed window, or in a later one. */
function counted(counts: WindowCounts, bucket: number): WindowCounts {
  const { current, previous } = counts;
  if (counts.bucket >= bucket && current > 0) {
    return { bucket: counts.bucket, current: current + 1, previous };
  }
  return {
    bucket,
    current: 1,
    previous: counts.bucket === bucket - 1 ? current : 0,
  };
}
