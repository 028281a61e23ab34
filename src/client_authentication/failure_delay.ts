/**
 * The moment at which a failed authentication is answered.
 *
 * Why by the clock and not by work: to answer an unknown client as late as a
 * wrong secret by hashing something for it would let anybody burn the
 * server's processors without knowing a single client id. A failure waits
 * instead until a fixed time after it arrived, which costs one timer, and one
 * whose check took longer waits for the next multiple of that time. The timer
 * is started before the check, because Workers stop their clock while they
 * compute.
 *
 * What remains to be seen: the load that hashing makes, by how much slower
 * everything else becomes meanwhile; a check that takes longer than that time,
 * which is answered at a later multiple of it; and the answers 429 and 503,
 * which are about who asks and how much is going on, and not about the client.
 *
 * @module
 */

import { ExpiringCount } from "../expiring_count.ts";
import { busy } from "../temporarily_unavailable.ts";

/** How failures are delayed. */
export interface FailureDelayOptions {
  /** The time between check and answer, in milliseconds; 0 = no delay. */
  readonly failureMilliseconds: number;
  /** How many may wait or be checked at once; further ones get 503 at once. */
  readonly maxWaitingFailures: number;
}

/** The delay of one check that may fail. */
export interface FailureTicket {
  /** Waits for the moment of the answer. */
  fail(): Promise<void>;
  /** Gives the place back, whatever came of the check. */
  cancel(): void;
}

/** A check that has not ended by then was cut off with its request. */
const LONGEST_CHECK_MILLISECONDS = 120_000;

const NO_DELAY: FailureTicket = Object.freeze({
  fail: () => Promise.resolve(),
  cancel: () => {},
});

/** Counts the checks that may fail, from their start to their answer. */
export class FailureDelay {
  readonly #milliseconds: number;
  readonly #waiting: ExpiringCount;

  /** @param options Time and bound. */
  constructor(options: FailureDelayOptions) {
    this.#milliseconds = options.failureMilliseconds;
    this.#waiting = new ExpiringCount(options.maxWaitingFailures);
  }

  /**
   * Starts the clock for one check. Its place among those that wait is taken
   * here and not when it has failed: a refusal after the check would come later
   * for a client that exists than for one that does not.
   *
   * @param arrivedAt When the request arrived, by `performance.now()`.
   * @returns What to call when the check has been decided.
   * @throws {OAuthError} `temporarily_unavailable` when too many wait already.
   */
  begin(arrivedAt: number): FailureTicket {
    const milliseconds = this.#milliseconds;
    if (milliseconds === 0) return NO_DELAY;
    const leave = this.#waiting.enter(LONGEST_CHECK_MILLISECONDS);
    if (leave === undefined) throw busy("too_many_waiting_failures");
    const untilNext = () =>
      milliseconds - (performance.now() - arrivedAt) % milliseconds;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const first = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        timer = undefined;
        resolve();
      }, untilNext());
    });
    return {
      fail: () =>
        timer !== undefined ? first : new Promise((resolve) => {
          timer = setTimeout(resolve, untilNext());
        }),
      cancel: () => {
        clearTimeout(timer);
        leave();
      },
    };
  }
}
