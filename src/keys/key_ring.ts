/**
 * Key rings: which key signs now, and which are published.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import type { WarningCode } from "../events.ts";
import { publishedJwk } from "./public_jwk.ts";
import type { Signer } from "./signer.ts";

/** The public keys at one moment. */
export interface PublishedKeys {
  /** The keys; only their public members are shown. */
  readonly keys: readonly JsonWebKey[];
  /** How long a reader may keep them, in seconds. */
  readonly maxAge: number;
}

/** What a ring is handed to refresh itself. */
export interface RefreshContext {
  /** The clock, in epoch seconds. */
  readonly now: () => number;
  /** Aborted when the request no longer waits. */
  readonly signal: AbortSignal;
  /**
   * Tells the operator something.
   *
   * @param warning What it is about.
   * @param message What it means and what to do.
   * @param about The key that it concerns.
   */
  warn(
    warning: WarningCode,
    message: string,
    about?: { readonly kid?: string },
  ): void;
}

/** Brings a ring up to date, on the time of the request that found it due. */
export type KeyRefresh = (context: RefreshContext) => Promise<void>;

/** Answers which key signs at a moment and which are published. */
export interface KeyRing {
  /** The algorithms that it has keys for; absent = not known beforehand. */
  readonly algs?: readonly string[];
  /**
   * The longest lifetime of a token that its keys stay published for; absent =
   * any.
   */
  readonly maxAccessTokenSeconds?: number;
  /**
   * What is to be done before `signer` or `published` is asked; absent for a
   * ring that never has anything to do. It is asked by each request, so it must
   * cost nothing. Whatever comes of the refresh, the ring is asked afterwards:
   * it answers with what it has, or throws where that may not be used.
   *
   * @param now Epoch seconds.
   * @returns The work, or `undefined` where there is none, as almost always.
   */
  refresh?(now: number): KeyRefresh | undefined;
  /**
   * The signer of the moment.
   *
   * @param now Epoch seconds.
   * @param alg The algorithm that is needed; absent = the ring's choice.
   * @returns A signer of that algorithm.
   * @throws {Error} When the ring has none.
   */
  signer(now: number, alg?: string): Signer;
  /**
   * The keys that readers may need at the moment.
   *
   * @param now Epoch seconds.
   * @returns The keys and how long they may be kept.
   */
  published(now: number): PublishedKeys;
}

/** Publishes keys: the public half of a ring, for whoever verifies with them. */
export interface PublishedKeySource {
  /**
   * The keys that readers may need at the moment.
   *
   * @param now Epoch seconds.
   * @returns The keys; the same object while nothing changes.
   */
  published(now: number): PublishedKeys | PromiseLike<PublishedKeys>;
}

/** A key that never rotates is still read anew now and then: five minutes. */
const SINGLE_KEY_MAX_AGE = 300;

/**
 * The ring of one signer.
 *
 * @param signer The signer.
 * @returns A ring that always answers with it.
 */
export function singleKeyRing(signer: Signer): KeyRing {
  const { publicJwk, kid, alg } = signer;
  const published = Object.freeze({
    keys: Object.freeze([publishedJwk({ ...publicJwk, kid, alg })]),
    maxAge: SINGLE_KEY_MAX_AGE,
  });
  return Object.freeze({
    signer(_now: number, needed?: string): Signer {
      if (needed !== undefined && needed !== alg) {
        throw new Error(`the only key signs ${alg}, not ${needed}`);
      }
      return signer;
    },
    published: () => published,
  });
}
