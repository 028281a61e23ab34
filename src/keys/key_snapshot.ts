/**
 * One read of the key set, and what it says at each moment.
 *
 * Why it counts for a horizon only: a key that it has signing may have been
 * replaced since, and a key that others sign with may be missing in it. Both
 * can happen a lead after the read and not before.
 *
 * @module
 */

import type { KeySet } from "../storage.ts";
import type { PublishedKeys } from "./key_ring.ts";
import type { KeyRotation } from "./key_rotation.ts";
import type { KeyVault } from "./key_vault.ts";
import { type KeyPlan, planKeys } from "./plan_keys.ts";
import { publishedJwk } from "./public_jwk.ts";
import type { Signer } from "./signer.ts";

/** Why a key that is in the store cannot be used here. */
export interface UnusableKey {
  /** What was thrown. */
  readonly cause: unknown;
}

/** What was read at one moment. */
export class KeySnapshot {
  /** The set. */
  readonly keySet: KeySet;
  /** When the read began, in epoch seconds. */
  readonly at: number;
  /** The keys that sign or will sign, by id, or why they cannot. */
  readonly signers: ReadonlyMap<string, Signer | UnusableKey>;
  readonly #rotation: KeyRotation;
  #plan: { readonly from: number; readonly plan: KeyPlan } | undefined;
  #published:
    | { readonly plan: KeyPlan; readonly answer: PublishedKeys }
    | undefined;

  /**
   * @param read What was read and when.
   * @param rotation The policy.
   */
  constructor(
    read: Pick<KeySnapshot, "keySet" | "at" | "signers">,
    rotation: KeyRotation,
  ) {
    this.keySet = read.keySet;
    this.at = read.at;
    this.signers = read.signers;
    this.#rotation = rotation;
  }

  /**
   * Whether it still counts.
   *
   * @param now Epoch seconds.
   * @returns Whether it does.
   */
  isUsable(now: number): boolean {
    return now - this.at < this.#rotation.horizonSeconds;
  }

  /**
   * Whether any key may sign.
   *
   * @param now Epoch seconds.
   * @returns Whether one may.
   */
  canSign(now: number): boolean {
    return this.#planAt(now).preferred !== undefined;
  }

  /**
   * The signer of the moment.
   *
   * @param now Epoch seconds.
   * @param alg The algorithm that is needed.
   * @returns Its signer.
   * @throws {Error} When no key may sign.
   */
  signer(now: number, alg: string | undefined): Signer {
    const plan = this.#planAt(now);
    const key = alg === undefined ? plan.preferred : plan.signing.get(alg);
    if (key === undefined) {
      const which = alg === undefined ? "no key" : `no key for ${alg}`;
      throw new Error(`${which} was published for its lead yet`);
    }
    const signer = this.signers.get(key.kid);
    if (signer !== undefined && "sign" in signer) return signer;
    throw new Error(`key ${key.kid} is not usable`, { cause: signer?.cause });
  }

  /**
   * The keys that readers may need: the same object while nothing changes.
   *
   * @param now Epoch seconds.
   * @returns The keys and how long they may be kept.
   * @throws {Error} When there are none yet.
   */
  published(now: number): PublishedKeys {
    const { horizonSeconds, refreshSeconds, maxAgeSeconds } = this.#rotation;
    const age = Math.max(refreshSeconds, now - this.at);
    const maxAge = Math.min(maxAgeSeconds, horizonSeconds - age);
    const plan = this.#planAt(now);
    const last = this.#published;
    if (last?.plan === plan && last.answer.maxAge === maxAge) {
      return last.answer;
    }
    if (plan.published.length === 0) {
      // An empty set that somebody keeps would hide the first key.
      throw new Error("there are no keys yet");
    }
    const keys = plan.published.map(({ kid, alg, public_jwk }) =>
      publishedJwk({ ...public_jwk, kid, alg })
    );
    const answer = Object.freeze({ keys: Object.freeze(keys), maxAge });
    this.#published = { plan, answer };
    return answer;
  }

  /** A request may be older than the read, which does not know what was then. */
  #planAt(time: number): KeyPlan {
    const now = Math.max(time, this.at);
    const last = this.#plan;
    if (last !== undefined && last.from <= now && now < last.plan.nextChange) {
      return last.plan;
    }
    const plan = planKeys(this.keySet, now, this.#rotation);
    this.#plan = { from: now, plan };
    return plan;
  }
}

/**
 * Opens the keys of a set that may come to sign.
 *
 * @param keySet The set.
 * @param at When it was read, in epoch seconds.
 * @param parts The policy, and what opens keys.
 * @param known What was opened before.
 * @returns The snapshot; a key that cannot be opened does not fail it.
 */
export async function openSnapshot(
  keySet: KeySet,
  at: number,
  { rotation, vault }: {
    readonly rotation: KeyRotation;
    readonly vault: KeyVault;
  },
  known: KeySnapshot | undefined,
): Promise<KeySnapshot> {
  const { alive } = planKeys(keySet, at, rotation);
  const signers = new Map(
    await Promise.all(alive.map(async (key) => {
      const opened = known?.signers.get(key.kid);
      return [
        key.kid,
        opened !== undefined && "sign" in opened
          ? opened
          : await vault.open(key).catch((cause) => ({ cause })),
      ] as const;
    })),
  );
  return new KeySnapshot({ keySet, at, signers }, rotation);
}
