/**
 * How much may be fetched, by host and altogether.
 *
 * Why by host first: one that is slow, or that many URLs point to, uses up its
 * own share and leaves the rest to the others.
 *
 * @module
 */

import { ExpiringCount } from "../expiring_count.ts";
import { RecentEntries } from "../recent_entries.ts";
import {
  slidingCount,
  type WindowCounts,
  windowPosition,
} from "../sliding_window.ts";
import { KeySetError } from "./key_set_error.ts";

/** What may be fetched. */
export interface FetchBudgetOptions {
  /** How many fetches from one host may be under way. */
  readonly maxHostFetchesInFlight: number;
  /** How many fetches from one host may be made in a minute. */
  readonly maxHostFetchesPerMinute: number;
  /** How many fetches may be under way. */
  readonly maxFetchesInFlight: number;
  /** How many fetches may be made in a minute. */
  readonly maxFetchesPerMinute: number;
}

const MINUTE = 60;

/** How many hosts are counted; the total holds whatever is forgotten. */
const MAXIMUM_HOSTS = 10_000;

/** How long a host is counted before it starts anew, in seconds. */
const HOST_SECONDS = 86_400;

const NOTHING: WindowCounts = /* @__PURE__ */ Object.freeze({
  bucket: 0,
  current: 0,
  previous: 0,
});

/** Counts the fetches that are under way, and those of the last minute. */
export class FetchBudget {
  readonly #options: FetchBudgetOptions;
  readonly #total: Share;
  readonly #hosts = new RecentEntries<Share>({
    maxEntries: MAXIMUM_HOSTS,
    maxAgeSeconds: HOST_SECONDS,
  });

  /** @param options What may be fetched. */
  constructor(options: FetchBudgetOptions) {
    this.#options = options;
    this.#total = new Share(
      options.maxFetchesInFlight,
      options.maxFetchesPerMinute,
    );
  }

  /**
   * Counts one more fetch.
   *
   * @param host The host.
   * @param now Epoch seconds.
   * @param milliseconds How long it can be under way at most.
   * @returns What to call when it is over.
   * @throws {KeySetError} There is no room for it.
   */
  enter(host: string, now: number, milliseconds: number): () => void {
    const share = this.#share(host, now);
    if (share.isSpent(now)) {
      throw new KeySetError("key_set_host_budget", { host });
    }
    if (this.#total.isSpent(now)) {
      throw new KeySetError("key_set_fetches_budget", { host });
    }
    const leaveHost = share.inFlight.enter(milliseconds);
    if (leaveHost === undefined) {
      throw new KeySetError("key_set_host_busy", { host });
    }
    const leaveTotal = this.#total.inFlight.enter(milliseconds);
    if (leaveTotal === undefined) {
      leaveHost();
      throw new KeySetError("key_set_fetches_busy", { host });
    }
    share.count(now);
    this.#total.count(now);
    return () => {
      leaveHost();
      leaveTotal();
    };
  }

  #share(host: string, now: number): Share {
    const known = this.#hosts.find(host, now)?.value;
    if (known !== undefined) return known;
    const { maxHostFetchesInFlight, maxHostFetchesPerMinute } = this.#options;
    const share = new Share(maxHostFetchesInFlight, maxHostFetchesPerMinute);
    this.#hosts.keep(host, share, now);
    return share;
  }
}

class Share {
  readonly inFlight: ExpiringCount;
  readonly #perMinute: number;
  #counts: WindowCounts = NOTHING;

  constructor(inFlight: number, perMinute: number) {
    this.inFlight = new ExpiringCount(inFlight);
    this.#perMinute = perMinute;
  }

  isSpent(now: number): boolean {
    const position = windowPosition(now, MINUTE);
    // A clock that went back would leave it spent until it is there again.
    if (position.bucket < this.#counts.bucket) this.#counts = NOTHING;
    return slidingCount(this.#counts, position) >= this.#perMinute;
  }

  count(now: number): void {
    const { bucket } = windowPosition(now, MINUTE);
    const { current, previous } = this.#counts;
    this.#counts = bucket === this.#counts.bucket
      ? { bucket, current: current + 1, previous }
      : {
        bucket,
        current: 1,
        previous: bucket === this.#counts.bucket + 1 ? current : 0,
      };
  }
}
