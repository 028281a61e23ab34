/**
 * The one key store of a run: slow, failing, at times out of reach, but true.
 *
 * @module
 */

import type { KeySet, KeyStore, StoredKey } from "@mintmark/oauth";
import { delay, type World } from "./world.ts";

/** What really is in the store, and since when. */
export class SimulatedStore {
  /** The set as it is. */
  keySet: KeySet = { version: 0, keys: [] };
  /** When each key came. */
  readonly writtenAt = new Map<string, number>();
  /** When a key was revoked, in true time. */
  readonly revokedAt = new Map<string, number>();
  /** Told of keys that are new. */
  onKeys: (keys: readonly StoredKey[]) => void = () => {};
  readonly #world: World;

  /** @param world The circumstances. */
  constructor(world: World) {
    this.#world = world;
  }

  /**
   * The way of one instance to the store.
   *
   * @param isCutOff Whether it is out of reach at the moment.
   * @param onFailure Told when a call fails.
   * @returns The store as this instance sees it.
   */
  seenFrom(isCutOff: () => boolean, onFailure: () => void): KeyStore {
    const { time } = this.#world;
    const way = async (signal: AbortSignal) => {
      if (isCutOff() || this.#world.chance.happens(this.#world.failures / 2)) {
        onFailure();
        if (this.#world.chance.happens(0.5)) await new Promise(() => {});
        throw new Error("the store is out of reach");
      }
      await time.sleep(delay(this.#world));
      if (signal.aborted) onFailure();
    };
    return {
      read: async (signal) => {
        await way(signal);
        const { keySet } = this;
        await way(signal);
        return keySet;
      },
      replace: async (keySet, signal) => {
        await way(signal);
        const isNext = keySet.version === this.keySet.version + 1;
        if (isNext) this.#write(keySet);
        // From here on the writer may never learn of it.
        await way(signal);
        return isNext;
      },
    };
  }

  #write(keySet: KeySet): void {
    const { now } = this.#world.time;
    this.keySet = keySet;
    const added = keySet.keys.filter(({ kid }) => !this.writtenAt.has(kid));
    for (const { kid } of added) this.writtenAt.set(kid, now);
    for (const { kid, revoked_at } of keySet.keys) {
      if (revoked_at !== undefined && !this.revokedAt.has(kid)) {
        this.revokedAt.set(kid, now);
      }
    }
    if (added.length > 0) this.onKeys(added);
  }
}
