/**
 * Signing keys between the store and memory: made, sealed and opened.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import type { StoredKey } from "../storage.ts";
import { algorithm } from "./algorithms.ts";
import {
  type GeneratedPrivateKey,
  generatePrivateKey,
} from "./generate_private_key.ts";
import { type ImportSigner, importSigner } from "./import_signer.ts";
import type { KeyWrapping } from "./key_wrapping.ts";
import { keptPrivateKey } from "./kept_private_key.ts";
import { publicMembers } from "./public_jwk.ts";
import type { Signer } from "./signer.ts";

/** A key that was made and is not in a set yet. */
export type NewKey = Omit<StoredKey, "created_at" | "revoked_at">;

/** Makes keys for a store, and signers of what is stored. */
export interface KeyVault {
  /**
   * Makes a key.
   *
   * @param alg Its algorithm.
   * @returns The key as it is to be stored.
   */
  make(alg: string): Promise<NewKey>;
  /**
   * Takes in a private key that was made elsewhere.
   *
   * @param alg Its algorithm.
   * @param privateKey PKCS#8 in PEM, or a private JWK, whose `kid` counts.
   * @returns The key as it is to be stored.
   * @throws {TypeError} It is not usable; the message repeats nothing of it.
   */
  keep(alg: string, privateKey: string | JsonWebKey): Promise<NewKey>;
  /**
   * Opens a stored key.
   *
   * @param key The key.
   * @returns Its signer.
   * @throws {Error} Where the private key is not usable.
   */
  open(key: StoredKey): Promise<Signer>;
}

/**
 * The vault over WebCrypto.
 *
 * @param wrapping What wraps private keys; absent = they are stored in clear.
 * @param importKey What signs with them.
 * @returns The vault.
 */
export function keyVault(
  wrapping?: KeyWrapping,
  importKey: ImportSigner = importSigner,
): KeyVault {
  const sealed = async (key: GeneratedPrivateKey): Promise<NewKey> => {
    if (wrapping === undefined) return key;
    const { private_jwk, ...rest } = key;
    return {
      ...rest,
      wrapped_private_jwk: await wrapping.wrap(private_jwk, key),
    };
  };
  return {
    make: async (alg) =>
      await sealed(await generatePrivateKey(algorithm(alg).alg)),
    keep: async (alg, privateKey) =>
      await sealed(await keptPrivateKey(algorithm(alg), privateKey)),
    async open(key) {
      const { kid, alg } = key;
      const jwk = await privateJwk(key, wrapping);
      const signer = await importKey(algorithm(alg).alg, jwk, { kid });
      if (!isSameKey(signer.publicJwk, key.public_jwk)) {
        throw new Error("the public key beside it belongs to another key");
      }
      return signer;
    },
  };
}

async function privateJwk(
  { kid, alg, private_jwk, wrapped_private_jwk }: StoredKey,
  wrapping: KeyWrapping | undefined,
): Promise<JsonWebKey> {
  if (private_jwk !== undefined) return private_jwk;
  if (wrapped_private_jwk === undefined) {
    throw new Error("its private key is not in the store");
  }
  if (wrapping === undefined) {
    throw new Error("it is wrapped, and there are no wrappingKeys");
  }
  return await wrapping.unwrap(wrapped_private_jwk, { kid, alg });
}

/** What is published must be what signs; the members have a fixed order. */
function isSameKey(one: JsonWebKey, other: JsonWebKey): boolean {
  return JSON.stringify(publicMembers(one)) ===
    JSON.stringify(publicMembers(other));
}
