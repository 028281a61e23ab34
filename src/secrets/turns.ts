/**
 * Turns at work of which only little may be under way at once.
 *
 * @module
 */

import { ExpiringCount } from "../expiring_count.ts";
import { busy } from "../temporarily_unavailable.ts";

/** The bounds of {@linkcode Turns}. */
export interface TurnsOptions {
  /** How many may have their turn at once. */
  readonly maxUnderWay: number;
  /** How many may wait for one. */
  readonly maxQueued: number;
  /** The reason of the refusal where more come. */
  readonly reason: string;
}

/** A turn that has not ended by then was cut off with its request. */
const TURN_MILLISECONDS = 10_000;

/**
 * Gives turns in the order in which they were asked for. A turn that never
 * ends, as of a request that was cut off, is over after ten seconds; nobody who
 * waits depends on more than that.
 */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #underWay: ExpiringCount;
  readonly #waiting = new Set<() => boolean>();

  /** @param options The bounds. */
  constructor(options: TurnsOptions) {
    this.#options = options;
    this.#underWay = new ExpiringCount(options.maxUnderWay);
  }

  /**
   * Does work when it is its turn.
   *
   * @param work The work.
   * @param signal When aborted, work that still waits is dropped.
   * @returns What the work returns.
   * @throws {OAuthError} `temporarily_unavailable` when too many wait.
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const leave = this.#enter() ?? await this.#turn(signal);
    try {
      return await work();
    } finally {
      leave();
      this.#wake();
    }
  }

  #enter(): (() => void) | undefined {
    return this.#underWay.enter(TURN_MILLISECONDS);
  }

  #turn(signal: AbortSignal | undefined): Promise<() => void> {
    const { maxQueued, reason } = this.#options;
    if (this.#waiting.size >= maxQueued) return Promise.reject(busy(reason));
    return new Promise((resolve, reject) => {
      const wake = () => {
        const leave = this.#enter();
        if (leave === undefined) return false;
        forget();
        resolve(leave);
        return true;
      };
      const giveUp = () => {
        forget();
        reject(signal?.reason);
      };
      const forget = () => {
        this.#waiting.delete(wake);
        signal?.removeEventListener("abort", giveUp);
      };
      this.#waiting.add(wake);
      signal?.addEventListener("abort", giveUp);
    });
  }

  /** Whoever came first, as far as there is room; who gave up is gone already. */
  #wake(): void {
    for (const wake of this.#waiting) if (!wake()) return;
  }
}
