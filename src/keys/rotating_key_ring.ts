/**
 * The key ring over a store: keys that rotate on all instances alike.
 *
 * Why nothing is shared between requests but results: on Workers a promise of a
 * request that has ended never settles. The request that finds a read due makes
 * it on its own time, while the others go on with the keys that were read last.
 * Where there are none yet, or nobody has asked for so long that a revocation
 * could have passed unnoticed, each reads for itself.
 *
 * @module
 */

import type { KeySet } from "../storage.ts";
import type { KeySetParts } from "./change_key_set.ts";
import type {
  KeyRefresh,
  KeyRing,
  PublishedKeys,
  RefreshContext,
} from "./key_ring.ts";
import { KeyRingWarnings } from "./key_ring_warnings.ts";
import { isSettled, nextKeySet, readKeySet } from "./key_set_steps.ts";
import { type KeySnapshot, openSnapshot } from "./key_snapshot.ts";
import { planKeys } from "./plan_keys.ts";
import { type Revocation, revokeInStore } from "./revoke_key.ts";
import type { Signer } from "./signer.ts";

/** What a rotating ring is made of. */
export interface RotatingKeyRingParts extends KeySetParts {
  /** Waits, on the time of the request that calls it. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Between two attempts of an instance whose store fails. */
const RETRY_SECONDS = 5;

/** How long after a failure requests do not wait for the next one in turn. */
const OUTAGE_SECONDS = 15;

/** How often a request looks again while another one makes the first keys. */
const PAUSE_MILLISECONDS = 50;

/** How often it does so before it leaves that to the next request. */
const MAXIMUM_PAUSES = 100;

/** How often another writer may be first. */
const MAXIMUM_LOSSES = 5;

/** How a step ended. */
type Step = "done" | "lost" | "paused";

/** The ring of one instance. */
export class RotatingKeyRing implements KeyRing {
  readonly #parts: RotatingKeyRingParts;
  readonly #warnings = new KeyRingWarnings();
  #snapshot: KeySnapshot | undefined;
  #attemptedAt = -Infinity;
  #makingSince = -Infinity;
  #failedAt = -Infinity;
  #failure: unknown;

  /** @param parts What it is made of. */
  constructor(parts: RotatingKeyRingParts) {
    this.#parts = parts;
  }

  /**
   * The signer of the moment, or an error that says why there is none.
   *
   * @param now Epoch seconds.
   * @param alg The algorithm that is needed.
   * @returns Its signer.
   */
  signer(now: number, alg?: string): Signer {
    return this.#usable(now).signer(now, alg);
  }

  /**
   * The keys that readers may need.
   *
   * @param now Epoch seconds.
   * @returns The keys and how long they may be kept.
   * @throws {Error} When that is not known any more.
   */
  published(now: number): PublishedKeys {
    return this.#usable(now).published(now);
  }

  /**
   * What is to be done first.
   *
   * @param now Epoch seconds.
   * @returns A read of the store, and a write where a key must be made.
   */
  refresh(now: number): KeyRefresh | undefined {
    const snapshot = this.#snapshot;
    if (snapshot?.isUsable(now) && snapshot.canSign(now)) {
      const { refreshSeconds } = this.#parts.rotation;
      // Both ways, for a clock that was put back.
      const age = Math.abs(now - snapshot.at);
      if (age < refreshSeconds) return undefined;
      const isAttempted = Math.abs(now - this.#attemptedAt) <
        Math.min(refreshSeconds, RETRY_SECONDS);
      const isEnough = age < 2 * refreshSeconds ||
        Math.abs(now - this.#failedAt) < OUTAGE_SECONDS;
      if (isAttempted && isEnough) return undefined;
    }
    this.#attemptedAt = now;
    return (context) => this.#update(context);
  }

  /**
   * Revokes a key and makes what is missing without it, in one write.
   *
   * @param kid The key.
   * @param now The clock.
   * @param options Whether it goes without a successor; the signal.
   */
  async revoke(
    kid: string,
    now: () => number,
    options: Revocation,
  ): Promise<void> {
    await this.change(now, async (parts) => ({
      keySet: await revokeInStore(kid, now, options, parts),
    }));
  }

  /**
   * Changes the key set, and goes on with what is stored then.
   *
   * @param now The clock.
   * @param work Changes it in the store.
   * @returns What came of it.
   */
  async change<Changed extends { readonly keySet: KeySet }>(
    now: () => number,
    work: (parts: KeySetParts) => Promise<Changed>,
  ): Promise<Changed> {
    const at = now();
    const changed = await work(this.#parts);
    await this.#adopt(changed.keySet, at);
    return changed;
  }

  #usable(now: number): KeySnapshot {
    const snapshot = this.#snapshot;
    if (snapshot?.isUsable(now)) return snapshot;
    throw new Error(
      snapshot === undefined
        ? "the key set was not read yet"
        : `the key set was last read ${now - snapshot.at} seconds ago`,
      { cause: this.#failure },
    );
  }

  async #update(context: RefreshContext): Promise<void> {
    const fail = (cause: unknown) => {
      this.#failure = cause;
      this.#failedAt = context.now();
      const { horizonSeconds } = this.#parts.rotation;
      this.#warnings.failed(cause, this.#snapshot, horizonSeconds, context);
    };
    const { signal } = context;
    const late = () => fail(new Error("the key store did not answer in time"));
    signal.addEventListener("abort", late, { once: true });
    try {
      await this.#steps(context);
      if (signal.aborted) return;
      this.#failure = undefined;
      this.#warnings.recovered();
    } catch (cause) {
      fail(cause);
    } finally {
      signal.removeEventListener("abort", late);
    }
  }

  async #steps(context: RefreshContext): Promise<void> {
    const taken = { done: 0, lost: 0, paused: 0 };
    while (
      !context.signal.aborted && taken.done === 0 &&
      taken.paused < MAXIMUM_PAUSES
    ) {
      taken[await this.#step(context)]++;
      if (taken.lost === MAXIMUM_LOSSES) {
        throw new Error("the key store let no key be written");
      }
    }
  }

  /** Reads, and writes where that is needed. */
  async #step(context: RefreshContext): Promise<Step> {
    const { store, rotation, pause } = this.#parts;
    const { now, signal } = context;
    const at = now();
    const known = this.#knownVersion(at);
    const keySet = await readKeySet(store, signal);
    if (keySet.version < known) {
      throw new Error(
        `the key store answered with version ${keySet.version} after ${known}`,
      );
    }
    await this.#adopt(keySet, at, context);
    const plan = planKeys(keySet, now(), rotation);
    if (isSettled(plan)) return "done";
    if (Math.abs(now() - this.#makingSince) < RETRY_SECONDS) {
      // Another request of this instance is at it; nobody may wait for that.
      if (plan.preferred !== undefined) return "done";
      await pause(PAUSE_MILLISECONDS);
      return "paused";
    }
    this.#makingSince = now();
    try {
      const next = await nextKeySet(keySet, plan, now, this.#parts);
      // Keys that nobody waits for any more would be written with an old date.
      if (signal.aborted || await store.replace(next, signal) !== true) {
        return "lost";
      }
      await this.#adopt(next, at, context);
      return "done";
    } finally {
      this.#makingSince = -Infinity;
    }
  }

  async #adopt(
    keySet: KeySet,
    at: number,
    context?: RefreshContext,
  ): Promise<void> {
    const known = this.#snapshot;
    const snapshot = await openSnapshot(keySet, at, this.#parts, known);
    // Another request may have adopted a newer one meanwhile.
    if (keySet.version < this.#knownVersion(at)) return;
    this.#snapshot = snapshot;
    if (context !== undefined) this.#warnings.adopted(snapshot, context);
  }

  /**
   * A replica that lags behind would bring back what was replaced. Once what is
   * known does not count any more, as after a backup was restored, all do.
   */
  #knownVersion(at: number): number {
    return this.#snapshot?.isUsable(at) ? this.#snapshot.keySet.version : 0;
  }
}
