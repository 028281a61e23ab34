/**
 * An instance that issues tokens: the real ring, under a clock that is off, over
 * a store that fails, restarted now and then.
 *
 * @module
 */

import type { PublishedKeys } from "@mintmark/oauth";
import type { KeyRotation } from "../../src/keys/key_rotation.ts";
import { addInStore } from "../../src/keys/add_key.ts";
import { rotateInStore } from "../../src/keys/rotate_key.ts";
import { RotatingKeyRing } from "../../src/keys/rotating_key_ring.ts";
import { fakeVault } from "../keys/key_sets.ts";
import type { SimulatedStore } from "./simulated_store.ts";
import { delay, skewedClock, type World } from "./world.ts";

/** A token, as far as it matters. */
export interface Token {
  readonly kid: string;
  readonly exp: number;
}

/** An instance. */
export class Issuer {
  /** When a call to the store failed last, or memory was lost. */
  failedAt = -Infinity;
  /** Until when the store is out of reach. */
  cutOffUntil = -Infinity;
  /** The policy; a new version of the program may have another one. */
  rotation: KeyRotation;
  /** How many requests were answered with 503. */
  unavailable = 0;
  /** How many keys were replaced before their time. */
  rotated = 0;
  /** How many were added. */
  added = 0;
  readonly #world: World;
  readonly #store: SimulatedStore;
  readonly #clock: () => number;
  readonly #name: string;
  #ring!: RotatingKeyRing;
  #starts = 0;

  /**
   * @param world The circumstances.
   * @param store The store.
   * @param name Its name, which its keys carry.
   */
  constructor(world: World, store: SimulatedStore, name: string) {
    this.#world = world;
    this.#store = store;
    this.#name = name;
    this.#clock = skewedClock(world);
    this.rotation = world.practice;
    this.restart();
  }

  /** Forgets everything. */
  restart(): void {
    const { time } = this.#world;
    this.failedAt = time.now;
    this.#ring = new RotatingKeyRing({
      store: this.#store.seenFrom(
        () => time.now < this.cutOffUntil,
        () => this.failedAt = time.now,
      ),
      rotation: this.rotation,
      vault: fakeVault(`${this.#name}.${this.#starts++}`),
      pause: (milliseconds) => time.sleep(milliseconds / 1_000),
    });
  }

  /**
   * Answers a token request.
   *
   * @returns The token, or `undefined` for 503 and for a request that a restart
   * has cut off.
   */
  async token(): Promise<Token | undefined> {
    const { chance, rotation } = this.#world;
    const ring = this.#ring;
    // What a request says it is when it comes is what its token says.
    const iat = this.#now();
    const seconds = chance.happens(0.3)
      ? rotation.maxAccessTokenSeconds
      : chance.integer(1, rotation.maxAccessTokenSeconds);
    await this.#world.time.sleep(delay(this.#world));
    await this.#refresh(ring, iat);
    if (ring !== this.#ring) return undefined;
    try {
      const { kid } = ring.signer(iat);
      return { kid, exp: iat + seconds };
    } catch {
      this.unavailable++;
      return undefined;
    }
  }

  /**
   * Answers a request for the keys.
   *
   * @returns The keys, or `undefined` as above.
   */
  async keys(): Promise<PublishedKeys | undefined> {
    const ring = this.#ring;
    await this.#refresh(ring, this.#now());
    if (ring !== this.#ring) return undefined;
    try {
      return ring.published(this.#now());
    } catch {
      this.unavailable++;
      return undefined;
    }
  }

  /** Revokes a key, if another one can take over. */
  async revoke(kid: string): Promise<void> {
    try {
      await this.#ring.revoke(kid, () => this.#now(), {
        withoutSuccessor: false,
        signal: new AbortController().signal,
      });
    } catch {
      // The operator sees it, and tries again or not.
    }
  }

  /** Replaces the key that signs, if another one can take over. */
  async rotate(): Promise<void> {
    try {
      const replacement = {
        alg: this.rotation.algs[0]!,
        withoutSuccessor: false,
        signal: new AbortController().signal,
      };
      const now = () => this.#now();
      await this.#ring.change(
        now,
        (parts) => rotateInStore(now, replacement, parts),
      );
      this.rotated++;
    } catch {
      // As above.
    }
  }

  /** Adds a key that was made elsewhere. */
  async add(): Promise<void> {
    try {
      const addition = {
        alg: this.rotation.algs[0]!,
        privateKey: `${this.#name}.${this.#starts}.added-${this.added++}`,
        signal: new AbortController().signal,
      };
      const now = () => this.#now();
      await this.#ring.change(now, (parts) => addInStore(now, addition, parts));
    } catch {
      // As above.
    }
  }

  #now(): number {
    return Math.floor(this.#clock());
  }

  async #refresh(ring: RotatingKeyRing, now: number): Promise<void> {
    const { time, deadlineSeconds } = this.#world;
    const controller = new AbortController();
    const refresh = ring.refresh(now)?.({
      now: () => this.#now(),
      signal: controller.signal,
      warn: () => {},
    });
    if (refresh === undefined) return;
    await Promise.race([
      refresh.then(() => true),
      time.sleep(deadlineSeconds).then(() => false),
    ]).then((isInTime) => {
      if (isInTime) return;
      this.failedAt = time.now;
      controller.abort();
    });
  }
}
