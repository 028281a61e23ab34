/**
 * A resource server that keeps the keys for as long as it was told to, counted
 * from when it got them, and looks at nothing else: the strictest there is.
 *
 * @module
 */

import type { Issuer, Token } from "./issuer.ts";
import { delay, skewedClock, type World } from "./world.ts";

/** Keys that were fetched. */
export interface FetchedKeys {
  readonly kids: ReadonlySet<string>;
  readonly from: Issuer;
  /** When the instance answered, in true time. */
  readonly answeredAt: number;
  /** Until when they are used, in true time. */
  readonly expiresAt: number;
}

/** A resource server. */
export class Verifier {
  readonly #world: World;
  readonly #issuers: readonly Issuer[];
  readonly #clock: () => number;
  #keys: FetchedKeys | undefined;

  /**
   * @param world The circumstances.
   * @param issuers The instances behind one address.
   */
  constructor(world: World, issuers: readonly Issuer[]) {
    this.#world = world;
    this.#issuers = issuers;
    this.#clock = skewedClock(world);
  }

  /**
   * The keys that it uses, fetched where that is needed.
   *
   * @returns The keys, or `undefined` where it cannot get any.
   */
  async keys(): Promise<FetchedKeys | undefined> {
    const { time, chance } = this.#world;
    if (this.#keys !== undefined && time.now < this.#keys.expiresAt) {
      return this.#keys;
    }
    const from = chance.pick(this.#issuers);
    await time.sleep(delay(this.#world));
    const published = await from.keys();
    if (published === undefined) return undefined;
    const answeredAt = time.now;
    await time.sleep(delay(this.#world));
    this.#keys = {
      kids: new Set(published.keys.map(({ kid }) => kid!)),
      from,
      answeredAt,
      expiresAt: time.now + published.maxAge,
    };
    return this.#keys;
  }

  /** Whether a token is within its lifetime, by the clock here. */
  isAlive({ exp }: Token): boolean {
    return this.#clock() < exp;
  }
}
