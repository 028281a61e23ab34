/**
 * One piece of work for all who ask for the same at once.
 *
 * @module
 */

interface Flight<T> {
  readonly work: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
  hasSettled: boolean;
}

/**
 * Shares work that is under way. It goes on while anybody waits for it and is
 * aborted when the last has given up. Nobody joins work that somebody has given
 * up already, so that work which hangs does not keep the next from being tried.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /**
   * Joins the work under way for a key, or starts it.
   *
   * @param key What the work is for.
   * @param start Starts the work; its signal is aborted when nobody waits.
   * @param wait How this caller waits, such as with a deadline.
   * @returns What the work settles with.
   */
  async join(
    key: string,
    start: (signal: AbortSignal) => Promise<T>,
    wait: (work: Promise<T>) => Promise<T>,
  ): Promise<T> {
    const flight = this.#flights.get(key) ?? this.#start(key, start);
    flight.waiting++;
    try {
      return await wait(flight.work);
    } finally {
      flight.waiting--;
      if (!flight.hasSettled) {
        this.#forget(key, flight);
        if (flight.waiting === 0) flight.controller.abort();
      }
    }
  }

  #start(
    key: string,
    start: (signal: AbortSignal) => Promise<T>,
  ): Flight<T> {
    const controller = new AbortController();
    // Whatever is thrown at once rejects like what fails later.
    const work = (async () => await start(controller.signal))();
    const flight = { work, controller, waiting: 0, hasSettled: false };
    this.#flights.set(key, flight);
    const settle = () => {
      flight.hasSettled = true;
      this.#forget(key, flight);
    };
    work.then(settle, settle);
    return flight;
  }

  #forget(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
