/**
 * The keys of a deployment that sign nothing, and change nothing in the
 * storage.
 *
 * @module
 */

import type { KeyRing } from "../../keys/key_ring.ts";
import type { Signer } from "../../keys/signer.ts";
import type { KeySet, KeyStore } from "../../storage.ts";
import { type Deployment, signingOf } from "../deployment.ts";

/** Keys that sign nothing. */
export interface SilentKeys {
  /** The option of a server. */
  readonly options: { readonly signer: Signer } | { readonly keys: KeyRing };
  /** Whether no key had to be made that is not in the storage. */
  isStored(): boolean;
}

/**
 * Makes them.
 *
 * @param deployment The deployment.
 * @returns The keys.
 * @throws {Error} The key of the configuration cannot be used.
 */
export async function silentKeys(
  { configuration, storage }: Deployment,
): Promise<SilentKeys> {
  let written: KeySet | undefined;
  // What is due is done as the service would do it, but only here.
  const store: KeyStore = {
    read: (signal) =>
      written === undefined
        ? storage.keys.read(signal)
        : Promise.resolve(written),
    replace: (keySet) => {
      written = keySet;
      return Promise.resolve(true);
    },
  };
  const signing = await signingOf(configuration.values, store);
  if ("signer" in signing) {
    return {
      options: { signer: silent(signing.signer) },
      isStored: () => true,
    };
  }
  const { keys } = signing;
  return {
    options: {
      keys: {
        algs: keys.algs,
        maxAccessTokenSeconds: keys.maxAccessTokenSeconds,
        refresh: (now) => keys.refresh?.(now),
        signer: (now, alg) => silent(keys.signer(now, alg)),
        published: (now) => keys.published(now),
      },
    },
    isStored: () => written === undefined || written.version > 1,
  };
}

function silent({ alg, kid, publicJwk }: Signer): Signer {
  const nothing = new Uint8Array(1);
  return { alg, kid, publicJwk, sign: () => Promise.resolve(nothing) };
}
