/**
 * Failures, counted in the storage, and where that is away by this instance.
 *
 * Why neither open nor closed: a counter store that is down must not stop
 * clients whose secret is right, and must not set guessers free either. So one
 * that fails or is too slow is left alone for a while, and each instance counts
 * for itself in the meantime.
 *
 * @module
 */

import type { RequestContext } from "../context.ts";
import type { Events } from "../events.ts";
import { memoryCounters } from "../memory_counters.ts";
import type { CounterStore } from "../storage.ts";

/** A store that failed is asked again after so many seconds. */
const ASK_AGAIN_SECONDS = 10;

/** One that stays away is told of again after so many seconds. */
const WARN_AGAIN_SECONDS = 3_600;

/** How many counters are kept meanwhile: about 30 MB. */
const MAXIMUM_COUNTERS = 100_000;

/** Guards what is known of the counter store. */
export class FailureCounts {
  readonly #store: CounterStore;
  readonly #events: Events;
  #own: CounterStore | undefined;
  #failedAt = -Infinity;
  #warnedAt = -Infinity;
  #now = 0;

  /**
   * @param store Where failures are counted.
   * @param events Where warnings go.
   */
  constructor(store: CounterStore, events: Events) {
    this.#store = store;
    this.#events = events;
  }

  /**
   * Asks for several counts at once. It never rejects.
   *
   * @param method Whether to count them or only to look.
   * @param keys What is counted.
   * @param windowSeconds The length of the window in seconds.
   * @param context The circumstances of the request.
   * @returns The counts, in the order of the keys.
   */
  async ask(
    method: "count" | "add",
    keys: readonly string[],
    windowSeconds: number,
    context: RequestContext,
  ): Promise<readonly number[]> {
    const { now } = context;
    const askEach = (counters: CounterStore) =>
      Promise.all(
        keys.map(async (key) => await counters[method](key, windowSeconds)),
      );
    // A clock that went back does not keep the store away.
    if (Math.abs(now - this.#failedAt) >= ASK_AGAIN_SECONDS) {
      try {
        const counts = await context.withinOptional(askEach(this.#store));
        // A store of somebody else's may answer with anything.
        if (counts.every(Number.isFinite)) return counts;
      } catch {
        // As for an answer that is no number.
      }
      this.#failedAt = now;
      this.#warn(now);
    }
    this.#now = now;
    this.#own ??= memoryCounters({
      now: () => this.#now,
      maxKeys: MAXIMUM_COUNTERS,
    });
    return await askEach(this.#own);
  }

  #warn(now: number): void {
    if (now - this.#warnedAt < WARN_AGAIN_SECONDS) return;
    this.#warnedAt = now;
    this.#events.warnAgain(
      "counter_store_failed",
      "Failed authentications are counted by this instance alone: " +
        "the counters of the storage fail or are too slow.",
      now,
    );
  }
}
