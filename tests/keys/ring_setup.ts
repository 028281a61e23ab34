/**
 * A rotating ring over a store that fails on demand, with a clock and warnings
 * that tests can see.
 *
 * @module
 */

import {
  type KeySet,
  type KeyStore,
  memoryStorage,
  type RefreshContext,
} from "@mintmark/oauth";
import { keyRotation } from "../../src/keys/key_rotation.ts";
import type { KeyVault } from "../../src/keys/key_vault.ts";
import { RotatingKeyRing } from "../../src/keys/rotating_key_ring.ts";
import { fakeVault } from "./key_sets.ts";

/** Lead 100, refresh 10, skew 5: horizon 85, max-age 75. */
export const ROTATION = keyRotation({
  signingSeconds: 1_000,
  leadSeconds: 100,
  refreshSeconds: 10,
  skewSeconds: 5,
  maxAccessTokenSeconds: 60,
});

/** A store over memory that counts and fails when it is told to. */
export interface WatchedStore extends KeyStore {
  reads: number;
  writes: number;
  /** What reads and writes do instead, where it is set. */
  read$: (() => Promise<KeySet>) | undefined;
  replace$: ((keySet: KeySet) => Promise<boolean>) | undefined;
}

/** Makes a {@linkcode WatchedStore}. */
export function watchedStore(): WatchedStore {
  const { keys } = memoryStorage();
  return {
    reads: 0,
    writes: 0,
    read$: undefined,
    replace$: undefined,
    read(signal) {
      this.reads++;
      return this.read$?.() ?? keys.read(signal);
    },
    replace(keySet, signal) {
      this.writes++;
      return this.replace$?.(keySet) ?? keys.replace(keySet, signal);
    },
  };
}

/** An instance under test. */
export interface Instance {
  readonly ring: RotatingKeyRing;
  readonly store: WatchedStore;
  readonly vault: KeyVault & { made: number };
  readonly warnings: string[];
  /** Epoch seconds. */
  now: number;
  /** What a request does before it asks; `true` where there was something. */
  refresh(signal?: AbortSignal): Promise<boolean>;
  /** The key that signs now. */
  kid(alg?: string): string;
}

/** Makes an instance over a store, at 1,000. */
export function instance(
  store: WatchedStore = watchedStore(),
  rotation = ROTATION,
  prefix = "key",
): Instance {
  const vault = fakeVault(prefix);
  const warnings: string[] = [];
  const ring = new RotatingKeyRing({
    store,
    rotation,
    vault,
    pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
  });
  return {
    ring,
    store,
    vault,
    warnings,
    now: 1_000,
    async refresh(signal = new AbortController().signal) {
      const context: RefreshContext = {
        now: () => this.now,
        signal,
        warn: (warning, message, about) =>
          void warnings.push([warning, about?.kid, message].join(" ")),
      };
      const refresh = ring.refresh(this.now);
      await refresh?.(context);
      return refresh !== undefined;
    },
    kid(alg) {
      return ring.signer(this.now, alg).kid;
    },
  };
}
