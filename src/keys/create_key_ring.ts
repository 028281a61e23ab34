/**
 * A key ring over a key store, from its options.
 *
 * @module
 */

import type { KeyStore } from "../storage.ts";
import type { KeyRing } from "./key_ring.ts";
import { keyRotation, type KeyRotationPolicy } from "./key_rotation.ts";
import { keyVault } from "./key_vault.ts";
import { keyWrapping, type WrappingKey } from "./key_wrapping.ts";
import { RotatingKeyRing } from "./rotating_key_ring.ts";

/** Options of {@linkcode createKeyRing}. */
export interface KeyRingOptions {
  /** Where the keys are; all instances of a deployment share it. */
  readonly store: KeyStore;
  /** When keys change; the defaults suit a deployment in production. */
  readonly policy?: KeyRotationPolicy;
  /**
   * What encrypts private keys before they are stored: the first wraps, all
   * unwrap. Without it whoever reads the store, or a backup of it, can issue
   * tokens, and the server warns.
   *
   * @default none
   */
  readonly wrappingKeys?: readonly WrappingKey[];
}

/** Options of a revocation. */
export interface RevokeKeyOptions {
  /**
   * Revokes the key that signs although no other one was published for its
   * lead. Until readers fetch the keys again, for `max-age`, they refuse the
   * tokens of the key that takes over.
   *
   * @default {false}
   */
  readonly withoutSuccessor?: boolean;
  /** The clock, in epoch seconds. @default the system's */
  readonly now?: () => number;
  /** Aborted when the caller no longer waits. @default never */
  readonly signal?: AbortSignal;
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
}

/**
 * Makes a key ring over a key store. Keys are made, published, used and dropped
 * by the requests that find it due, on any number of instances alike; nothing
 * runs in between.
 *
 * @param options The store and the policy.
 * @returns The ring, for `keys` of the server.
 * @throws {TypeError} For a wrong option, in a sentence that names it.
 *
 * @example
 * ```ts
 * import {
 *   clientCredentials,
 *   createAuthorizationServer,
 *   createKeyRing,
 *   memoryStorage,
 * } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const storage = memoryStorage();
 * const server = createAuthorizationServer({
 *   issuer: "http://localhost:8080",
 *   storage,
 *   keys: createKeyRing({
 *     store: storage.keys,
 *     policy: { algs: ["EdDSA"] },
 *     wrappingKeys: ["PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0"],
 *   }),
 *   grants: [clientCredentials()],
 * });
 *
 * const response = await server.fetch(new Request("http://localhost:8080/jwks"));
 * // The key that signs, and the one that comes after it.
 * assertEquals((await response.json()).keys.length, 2);
 * server.close();
 * ```
 */
export function createKeyRing(options: KeyRingOptions): StoredKeyRing {
  const { store, policy, wrappingKeys, ...unknown } = options ?? {};
  for (const name of Object.keys(unknown)) {
    throw new TypeError(`${name} is not an option`);
  }
  if (
    typeof store?.read !== "function" || typeof store.replace !== "function"
  ) {
    throw new TypeError("store must be a KeyStore, with read and replace");
  }
  const rotation = keyRotation(policy);
  const ring = new RotatingKeyRing({
    store,
    rotation,
    vault: keyVault(
      wrappingKeys === undefined ? undefined : keyWrapping(wrappingKeys),
    ),
    pause: (milliseconds) =>
      new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });
  return Object.freeze({
    algs: rotation.algs,
    maxAccessTokenSeconds: rotation.maxAccessTokenSeconds,
    signer: (now: number, alg?: string) => ring.signer(now, alg),
    published: (now: number) => ring.published(now),
    refresh: (now: number) => ring.refresh(now),
    revokeKey: (kid: string, revocation: RevokeKeyOptions = {}) => {
      const {
        withoutSuccessor = false,
        now = () => Date.now() / 1_000,
        signal = new AbortController().signal,
      } = revocation;
      return ring.revoke(kid, () => Math.floor(now()), {
        withoutSuccessor,
        signal,
      });
    },
  });
}
