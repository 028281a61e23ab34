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
 * @module
 */

import { OAuthError } from "../errors.ts";
import { ExpiringCount } from "../expiring_count.ts";

/** How failures are delayed. */
export interface FailureDelayOptions {
  /** The time between check and answer, in milliseconds; 0 = no delay. */
  readonly failureMilliseconds: number;
  /** How many failures may wait at once; further ones get 503 at once. */
  readonly maxWaitingFailures: number;
}

/** The delay of one check that may fail. */
export interface FailureTicket {
  /**
   * Waits for the moment of the answer.
   *
   * @throws {OAuthError} `temporarily_unavailable` when too many wait already.
   */
  fail(): Promise<void>;
  /** Ends the wait: the check succeeded, or was not decided. */
  cancel(): void;
}

const NO_DELAY: FailureTicket = Object.freeze({
  fail: () => Promise.resolve(),
  cancel: () => {},
});

/** Counts the failures that wait. */
export class FailureDelay {
  readonly #milliseconds: number;
  readonly #waiting: ExpiringCount;

  /** @param options Time and bound. */
  constructor(options: FailureDelayOptions) {
    this.#milliseconds = options.failureMilliseconds;
    this.#waiting = new ExpiringCount(options.maxWaitingFailures);
  }

  /**
   * Starts the clock for one check.
   *
   * @param arrivedAt When the request arrived, by `performance.now()`.
   * @returns What to call when the check has been decided.
   */
  begin(arrivedAt: number): FailureTicket {
    const milliseconds = this.#milliseconds;
    if (milliseconds === 0) return NO_DELAY;
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
        this.#wait(
          timer !== undefined ? first : new Promise((resolve) => {
            timer = setTimeout(resolve, untilNext());
          }),
        ),
      cancel: () => clearTimeout(timer),
    };
  }

  async #wait(moment: Promise<void>): Promise<void> {
    const leave = this.#waiting.enter(2 * this.#milliseconds);
    if (leave === undefined) {
      throw new OAuthError("temporarily_unavailable", {
        description: "The server is busy: try again later.",
        reason: "too_many_waiting_failures",
        retryAfterSeconds: 1,
      });
    }
    try {
      await moment;
    } finally {
      leave();
    }
  }
}
