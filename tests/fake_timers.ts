/**
 * Timers and a clock that a test moves by hand.
 *
 * @module
 */

/** Timers and a clock that stand still until the test moves them. */
export class FakeTimers implements Disposable {
  /** What `performance.now()` tells. */
  now = 1_000;
  /** How many timers were ever set. */
  started = 0;
  readonly #timers = new Map<number, { at: number; run: () => void }>();
  readonly #real = [globalThis.setTimeout, globalThis.clearTimeout] as const;

  /** Puts them in the place of the real ones. */
  constructor() {
    globalThis.setTimeout = ((run: () => void, milliseconds = 0) => {
      this.#timers.set(++this.started, { at: this.now + milliseconds, run });
      return this.started;
    }) as unknown as typeof setTimeout;
    globalThis.clearTimeout = (id) => void this.#timers.delete(Number(id));
    Object.defineProperty(performance, "now", {
      configurable: true,
      value: () => this.now,
    });
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  /**
   * Moves the clock, and fires the timers that fall due, each at its time.
   *
   * @param milliseconds How far.
   * @param early How many milliseconds too early the first timer fires.
   */
  async advance(milliseconds: number, early = 0): Promise<void> {
    const until = this.now + milliseconds;
    await settled();
    while (true) {
      const due = [...this.#timers].filter(([, { at }]) => at <= until)
        .sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.now = Math.max(this.now, due[1].at - early);
      early = 0;
      due[1].run();
      await settled();
    }
    this.now = until;
    await settled();
  }

  /** Puts the real ones back. */
  [Symbol.dispose](): void {
    [globalThis.setTimeout, globalThis.clearTimeout] = this.#real;
    Reflect.deleteProperty(performance, "now");
  }
}

/** Lets every promise that is settled run what waits for it. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}
