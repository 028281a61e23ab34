/**
 * Which requests are still being answered.
 *
 * @module
 */

interface Generation {
  count: number;
  onEmpty?: () => void;
}

/** Counts requests, and waits for those that came before a moment. */
export class UnderWay {
  #current: Generation = { count: 0 };

  /**
   * Counts a request.
   *
   * @returns What to call once it has been answered.
   */
  enter(): () => void {
    const generation = this.#current;
    generation.count++;
    return () => {
      if (--generation.count === 0) generation.onEmpty?.();
    };
  }

  /** Waits until every request that has come so far is answered. */
  settled(): Promise<void> {
    const generation = this.#current;
    this.#current = { count: 0 };
    return new Promise((resolve) => {
      if (generation.count === 0) resolve();
      else generation.onEmpty = resolve;
    });
  }
}
