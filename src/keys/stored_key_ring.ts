/**
 * A key ring over a store, and what an operator does with it.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import type { KeyRing } from "./key_ring.ts";

/** Options of everything that an operator changes. */
export interface KeyChangeOptions {
  /** The clock, in epoch seconds. @default the system's */
  readonly now?: () => number;
  /** Aborted when the caller no longer waits. @default never */
  readonly signal?: AbortSignal;
}

/** Options of a revocation. */
export interface RevokeKeyOptions extends KeyChangeOptions {
  /**
   * Revokes the key that signs although no other one was published for its
   * lead. Until readers fetch the keys again, for `max-age`, they refuse the
   * tokens of the key that takes over.
   *
   * @default {false}
   */
  readonly withoutSuccessor?: boolean;
}

/** Options of a rotation before its time. */
export interface RotateKeyOptions extends KeyChangeOptions {
  /** The algorithm whose key is replaced. @default the first of the policy */
  readonly alg?: string;
  /**
   * Replaces the key although no other one was published for its lead. Until
   * readers fetch the keys again, for `max-age`, they refuse the tokens of the
   * key that takes over.
   *
   * @default {false}
   */
  readonly withoutSuccessor?: boolean;
}

/** What came of a rotation before its time. */
export interface RotatedKey {
  /** The id of the key that signs now. */
  readonly kid: string;
  /** Its algorithm. */
  readonly alg: string;
  /** The id of the key that signs no more. */
  readonly replaced: string;
  /** Until when that one stays published, in epoch seconds. */
  readonly publishedUntil: number;
}

/** Options of a key that is added. */
export interface AddKeyOptions extends KeyChangeOptions {
  /** Its algorithm. @default the first of the policy */
  readonly alg?: string;
  /**
   * The private key, as PKCS#8 in PEM or as JWK, whose `kid` counts.
   *
   * @default one that is generated
   */
  readonly privateKey?: string | JsonWebKey;
}

/** What came of adding a key. */
export interface AddedKey {
  /** The id of the key. */
  readonly kid: string;
  /** Its algorithm. */
  readonly alg: string;
  /** When it will have been published for its lead, in epoch seconds. */
  readonly readyAt: number;
}

/** A key ring whose keys rotate. */
export interface StoredKeyRing extends KeyRing {
  /** The algorithms of the policy. */
  readonly algs: readonly string[];
  /** The longest lifetime of a token that the policy allows for. */
  readonly maxAccessTokenSeconds: number;
  /**
   * Revokes a key at once: it signs no more and is published no more, here
   * immediately, on every other instance with its next read. Its successor,
   * which was published before, takes over. To revoke a key twice is no error.
   *
   * @param kid The id of the key.
   * @param options What it may cost.
   * @throws {Error} There is no such key; or it signs, and no other one was
   * published for its lead; or the store fails.
   */
  revokeKey(kid: string, options?: RevokeKeyOptions): Promise<void>;
  /**
   * Replaces the key that signs by its successor, which was published before:
   * here at once, on every other instance with its next read. No token is
   * refused for it: the replaced key stays published until the last token that
   * anybody can have signed with it has expired. The next successor is made in
   * the same write.
   *
   * @param options Which key, and what it may cost.
   * @returns Which key signs now, and until when the other one is published.
   * @throws {TypeError} The algorithm is not in the policy.
   * @throws {Error} No other key was published for its lead, and from when on
   * one will have been; or the store fails.
   */
  rotateKey(options?: RotateKeyOptions): Promise<RotatedKey>;
  /**
   * Adds a key, which is published from now on. Once it was for its lead, the
   * successor that was there before takes over, and the added key is the next
   * one to do so. The first key of an empty store signs at once.
   *
   * @param options Its algorithm, and the key where it was made elsewhere.
   * @returns The key.
   * @throws {TypeError} The key is not usable, in a message that repeats
   * nothing of it, or its algorithm is not in the policy.
   * @throws {Error} It is there already, or too many are; or the store fails.
   */
  addKey(options?: AddKeyOptions): Promise<AddedKey>;
}
