/**
 * Signers that sign with the cryptography of the runtime itself.
 *
 * @module
 */

import { prompt } from "../deadline.ts";
import { algorithm, type SigningAlgorithm } from "../keys/algorithms.ts";
import {
  importSigner as importWebCryptoSigner,
  type PrivateKey,
} from "../keys/import_signer.ts";
import { privateJwk } from "../keys/private_jwk.ts";
import type { Signer, SignerOptions } from "../keys/signer.ts";
import { isNative, nativeSign, type Sign } from "./native_sign.ts";

export type { PrivateKey } from "../keys/import_signer.ts";
export type { SigningAlgorithm } from "../keys/algorithms.ts";
export type { Signer, SignerOptions } from "../keys/signer.ts";

/**
 * When what signs is loaded, after the first signature: the first answer has
 * left by then, and loading takes milliseconds itself.
 */
const LOAD_MILLISECONDS = 10;

/**
 * Imports a private key, as `importSigner` of `@mintmark/oauth` does, and signs
 * `EdDSA` and `Ed25519`, and on Node and Bun `ES256` as well, with the
 * cryptography of the runtime itself: the same signatures for less processor
 * time. Every other algorithm, and a `CryptoKeyPair`, signs by WebCrypto.
 *
 * Signatures are then made on the event loop, in 20 to 60 microseconds each, at
 * the end of the turn that asks for them: to use more than one core, run more
 * than one process. What makes them is loaded after the first signature, so that
 * nobody waits for it.
 *
 * @param alg The algorithm.
 * @param key PKCS#8 PEM, a private JWK, a `CryptoKey` or a `CryptoKeyPair`.
 * @param options The id of the key.
 * @returns The signer.
 * @throws {TypeError} For an algorithm that is unknown, or that the runtime does
 * not have, and for a key that is not one for it.
 *
 * @example
 * ```ts
 * import { generatePrivateKey } from "@mintmark/oauth";
 * import { importSigner } from "@mintmark/oauth/deno"; // or /node, or /bun
 * import { assertEquals } from "@std/assert";
 *
 * const { private_jwk, kid } = await generatePrivateKey("EdDSA");
 * const signer = await importSigner("EdDSA", private_jwk);
 * assertEquals(signer.kid, kid);
 * ```
 */
export async function importSigner(
  alg: SigningAlgorithm,
  key: PrivateKey,
  options: SignerOptions = {},
): Promise<Signer> {
  const signer = await importWebCryptoSigner(alg, key, options);
  if (!isNative(alg) || isPair(key)) return signer;
  const jwk = await privateJwk(algorithm(alg), key);
  const { signal } = new AbortController();
  let isLoading = false;
  let sign: Sign = async (data) => {
    const signature = await signer.sign(data, signal);
    if (!isLoading) {
      isLoading = true;
      setTimeout(async () => {
        try {
          sign = await nativeSign(alg, jwk);
        } catch {
          // WebCrypto signs as well.
        }
      }, LOAD_MILLISECONDS);
    }
    return signature;
  };
  return Object.freeze({
    ...signer,
    sign: prompt((data: Uint8Array) => sign(data)),
  });
}

/** A pair may have a private half that gives nothing away but signatures. */
function isPair(key: PrivateKey): key is CryptoKeyPair {
  return typeof key === "object" && "privateKey" in key;
}
