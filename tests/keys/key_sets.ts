/**
 * Key sets for tests that are not about cryptography.
 *
 * @module
 */

import type { KeySet, Signer, StoredKey } from "@mintmark/oauth";
import type { KeyVault } from "../../src/keys/key_vault.ts";

/** A stored key. */
export function storedKey(
  kid: string,
  created_at: number,
  members: Partial<StoredKey> = {},
): StoredKey {
  return {
    kid,
    alg: "ES256",
    created_at,
    public_jwk: { kty: "EC", crv: "P-256", x: kid, y: kid },
    wrapped_private_jwk: kid,
    ...members,
  };
}

/** A key set of these keys. */
export function keySetOf(...keys: readonly StoredKey[]): KeySet {
  return { version: 1, keys };
}

/** The ids of keys, in their order. */
export function kidsOf(
  keys: Iterable<{ readonly kid?: string }>,
): readonly string[] {
  return [...keys].map(({ kid }) => kid!);
}

/** A vault whose keys cost nothing, and whose signatures are the id. */
export function fakeVault(prefix = "key"): KeyVault & { made: number } {
  return {
    made: 0,
    make(alg) {
      const kid = `${prefix}-${String(++this.made).padStart(4, "0")}`;
      const { created_at: _, ...key } = storedKey(kid, 0, { alg });
      return Promise.resolve(key);
    },
    keep: (alg, privateKey) => {
      const { created_at: _, ...key } = storedKey(String(privateKey), 0, {
        alg,
      });
      return Promise.resolve(key);
    },
    open: ({ kid, alg, public_jwk }): Promise<Signer> =>
      Promise.resolve({
        kid,
        alg,
        publicJwk: public_jwk,
        sign: () => Promise.resolve(new TextEncoder().encode(kid)),
      }),
  };
}
