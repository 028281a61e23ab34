/**
 * A clock that stands still until a test moves it: `setTimeout`,
 * `clearTimeout` and `performance.now`.
 *
 * @module
 */

const realSetTimeout = globalThis.setTimeout;

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Time as the code under test sees it. */
export class FakeClock {
  /** What `performance.now()` says; it starts somewhere, not at zero. */
  now = 4_711.25;
  readonly #timers = new Map<number, Timer>();
  #lastId = 0;

  /** How many timers are running. */
  get timers(): number {
    return this.#timers.size;
  }

  /**
   * Lets time pass, with everything that falls due on the way.
   *
   * @param milliseconds How much of it.
   */
  async advance(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    await this.settle();
    while (true) {
      const next = [...this.#timers].filter(([, { at }]) => at <= end)
        .sort(([a, one], [b, two]) => one.at - two.at || a - b)[0];
      if (next === undefined) break;
      this.#timers.delete(next[0]);
      this.now = Math.max(this.now, next[1].at);
      next[1].run();
      await this.settle();
    }
    this.now = end;
  }

  /** Lets everything run that needs no time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) {
      await new Promise<void>((resolve) => void realSetTimeout(resolve, 0));
    }
  }

  /**
   * Runs a test by this clock.
   *
   * @param test The test.
   */
  async rule(test: () => Promise<void>): Promise<void> {
    const { setTimeout, clearTimeout } = globalThis;
    Object.assign(globalThis, {
      setTimeout: (run: () => void, milliseconds = 0) => {
        this.#timers.set(++this.#lastId, { at: this.now + milliseconds, run });
        return this.#lastId;
      },
      clearTimeout: (id?: number) => void this.#timers.delete(id ?? 0),
    });
    performance.now = () => this.now;
    try {
      await test();
    } finally {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      // What lies beneath is the method of the prototype.
      Reflect.deleteProperty(performance, "now");
    }
  }
}

/**
 * Runs a test by a {@linkcode FakeClock}.
 *
 * @param test The test.
 */
export async function withFakeClock(
  test: (clock: FakeClock) => Promise<void>,
): Promise<void> {
  const clock = new FakeClock();
  await clock.rule(() => test(clock));
}
