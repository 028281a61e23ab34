/**
 * A key ring over a key store, from its options.
 *
 * @module
 */

import type { KeyStore } from "../storage.ts";
import type { ImportSigner } from "./import_signer.ts";
import { keyRotation, type KeyRotationPolicy } from "./key_rotation.ts";
import { keyVault } from "./key_vault.ts";
import { keyWrapping, type WrappingKey } from "./key_wrapping.ts";
import { RotatingKeyRing } from "./rotating_key_ring.ts";
import { addInStore } from "./add_key.ts";
import { rotateInStore } from "./rotate_key.ts";
import type {
  AddedKey,
  AddKeyOptions,
  KeyChangeOptions,
  RevokeKeyOptions,
  RotatedKey,
  RotateKeyOptions,
  StoredKeyRing,
} from "./stored_key_ring.ts";

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
  /**
   * How a stored key becomes a signer; that of `@mintmark/oauth/node`, `/bun`
   * or `/deno` signs in less time.
   *
   * @default importSigner of the main entry
   */
  readonly importSigner?: ImportSigner;
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
  const { store, policy, wrappingKeys, importSigner, ...unknown } = options ??
    {};
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
      importSigner,
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
    revokeKey: (kid: string, options: RevokeKeyOptions = {}) => {
      const { withoutSuccessor = false } = options;
      const { now, signal } = circumstances(options);
      return ring.revoke(kid, now, { withoutSuccessor, signal });
    },
    rotateKey: async (options: RotateKeyOptions = {}): Promise<RotatedKey> => {
      const { alg = rotation.algs[0]!, withoutSuccessor = false } = options;
      const { now, signal } = circumstances(options);
      const { replaced, signing, publishedUntil } = await ring.change(
        now,
        (parts) => rotateInStore(now, { alg, withoutSuccessor, signal }, parts),
      );
      return { kid: signing.kid, alg, replaced: replaced.kid, publishedUntil };
    },
    addKey: async (options: AddKeyOptions = {}): Promise<AddedKey> => {
      const { alg = rotation.algs[0]!, privateKey } = options;
      const { now, signal } = circumstances(options);
      const { added, isFirst } = await ring.change(
        now,
        (parts) => addInStore(now, { alg, privateKey, signal }, parts),
      );
      const { kid, created_at } = added;
      const lead = isFirst ? 0 : rotation.leadSeconds;
      return { kid, alg, readyAt: created_at + lead };
    },
  });
}

function circumstances(
  {
    now = () => Date.now() / 1_000,
    signal = new AbortController().signal,
  }: KeyChangeOptions,
): { readonly now: () => number; readonly signal: AbortSignal } {
  return { now: () => Math.floor(now()), signal };
}
