/**
 * How a request brings the key ring up to date.
 *
 * @module
 */

import { withinDeadline } from "../deadline.ts";
import type { Events } from "../events.ts";
import type { KeyRefresh, KeyRing, PublishedKeySource } from "./key_ring.ts";

/** What a refresh needs besides the ring. */
export interface RefreshOptions {
  /** The clock, in epoch seconds. */
  readonly now: () => number;
  /** The deadline in milliseconds. */
  readonly seamMilliseconds: number;
  /** Where warnings go. */
  readonly events: Events;
}

/**
 * Refreshes a key ring where that is due. A refresh that fails or is late does
 * not fail the request: what the ring still has may do, and it knows.
 *
 * @param keys The ring.
 * @param time Epoch seconds of the request.
 * @param options Clock, deadline and events.
 * @returns What to wait for, or `undefined` where nothing is due.
 */
export function refreshKeys(
  keys: KeyRing,
  time: number,
  options: RefreshOptions,
): Promise<void> | undefined {
  let refresh: KeyRefresh | undefined;
  try {
    refresh = keys.refresh?.(time);
  } catch {
    // As below: the ring throws when it is asked.
  }
  return refresh === undefined ? undefined : settled(refresh, options);
}

/**
 * The public half of a ring, which is refreshed when that is due.
 *
 * @param keys The ring.
 * @param options Clock, deadline and events.
 * @returns What publishes its keys.
 */
export function publicHalf(
  keys: KeyRing,
  options: RefreshOptions,
): PublishedKeySource {
  return Object.freeze({
    published(time: number) {
      const refreshing = refreshKeys(keys, time, options);
      return refreshing === undefined
        ? keys.published(time)
        : refreshing.then(() => keys.published(time));
    },
  });
}

async function settled(
  refresh: KeyRefresh,
  { now, seamMilliseconds, events }: RefreshOptions,
): Promise<void> {
  const controller = new AbortController();
  try {
    await withinDeadline(
      refresh({
        now,
        signal: controller.signal,
        warn: (warning, message, about) =>
          events.warnAgain(warning, message, now(), about),
      }),
      seamMilliseconds,
      () => controller.abort(),
    );
  } catch {
    // The ring throws when it is asked, if it cannot answer.
  }
}
