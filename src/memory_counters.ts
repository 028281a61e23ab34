/**
 * Counters in memory, bounded.
 *
 * Why not the oldest goes first: whoever fails under ever new names and
 * addresses fills any bound, and could so wipe out the counters that hold them
 * back. What goes is the key of the lowest rank. A key ranks above the key that
 * went last by as much as it was counted, so that one that was counted a
 * hundred times outlives a hundred floods that fill the bound once each, and a
 * new key outlives one, also where all others were counted often before.
 *
 * @module
 */

import { OldestFirst } from "./oldest_first.ts";
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

/** A key with its counts. */
interface Entry {
  readonly id: string;
  readonly counts: WindowCounts;
  readonly rank: number;
}

/** The entries of one rank. */
interface Rank {
  readonly entries: Set<Entry>;
  readonly oldest: OldestFirst<Entry>;
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
  const entries = new Map<string, Entry>();
  const ranks = new Map<number, Rank>();
  /** The rank of what went last; none is lower. */
  let floor = 0;

  const countsOf = (id: string) => entries.get(id)?.counts ?? NOTHING;

  function keep(id: string, counts: WindowCounts): void {
    const before = entries.get(id);
    if (before !== undefined) drop(before);
    else if (entries.size >= maxKeys) evict();
    const rank = floor + counts.current + counts.previous;
    const entry = { id, counts, rank };
    entries.set(id, entry);
    const equals = ranks.get(rank);
    if (equals === undefined) ranks.set(rank, rankOf(entry));
    else {
      equals.entries.add(entry);
      equals.oldest.changed(equals.entries.size);
    }
  }

  function drop(entry: Entry): void {
    entries.delete(entry.id);
    const equals = ranks.get(entry.rank)!.entries;
    equals.delete(entry);
    if (equals.size === 0) ranks.delete(entry.rank);
  }

  function evict(): void {
    while (!ranks.has(floor)) floor++;
    drop(ranks.get(floor)!.oldest.find());
  }

  return {
    get size(): number {
      return entries.size;
    },
    count: (key, windowSeconds) =>
      Promise.resolve(
        slidingCount(
          countsOf(idOf(key, windowSeconds)),
          windowPosition(now(), windowSeconds),
        ),
      ),
    add(key, windowSeconds) {
      const id = idOf(key, windowSeconds);
      const position = windowPosition(now(), windowSeconds);
      const counts = counted(countsOf(id), position.bucket);
      keep(id, counts);
      return Promise.resolve(slidingCount(counts, position));
    },
  };
}

function rankOf(entry: Entry): Rank {
  const entries = new Set([entry]);
  return { entries, oldest: new OldestFirst(() => entries.values()) };
}

/** Windows of another length are numbered otherwise. */
function idOf(key: string, windowSeconds: number): string {
  return `${windowSeconds} ${key}`;
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
