/**
 * Signers that do without the trip to another thread that WebCrypto takes for
 * each signature: on Node, Bun and Deno it costs up to as much as the signature.
 *
 * Why not in the core: it is `node:crypto`, which Workers need not have. Why not
 * for every algorithm: a signature that takes a millisecond, as RSA everywhere
 * and P-256 on Deno, would keep everybody else waiting on the event loop.
 *
 * @module
 */

import type { JsonWebKeyInput } from "node:crypto";
import { prompt } from "../deadline.ts";
import { algorithm, type SigningAlgorithm } from "../keys/algorithms.ts";
import { ecdsaSignatureFromDer } from "../keys/ecdsa_signature.ts";
import {
  importSigner as importWebCryptoSigner,
  type PrivateKey,
} from "../keys/import_signer.ts";
import { privateJwk } from "../keys/private_jwk.ts";
import type { Signer, SignerOptions } from "../keys/signer.ts";

export type { PrivateKey } from "../keys/import_signer.ts";
export type { SigningAlgorithm } from "../keys/algorithms.ts";
export type { Signer, SignerOptions } from "../keys/signer.ts";

/**
 * Imports a private key, as `importSigner` of `@mintmark/oauth` does, and signs
 * `EdDSA` and `Ed25519`, and on Node and Bun `ES256` as well, with the
 * cryptography of the runtime itself: the same signatures for less processor
 * time. Every other algorithm, and a `CryptoKeyPair`, signs by WebCrypto.
 *
 * Signatures are then made on the event loop, in 20 to 60 microseconds each, at
 * the end of the turn that asks for them: to use more than one core, run more
 * than one process.
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
  const isEd25519 = alg === "EdDSA" || alg === "Ed25519";
  const isFast = isEd25519 || alg === "ES256" && !("Deno" in globalThis);
  if (!isFast || isPair(key)) return signer;
  const { createPrivateKey, sign } = await import("node:crypto");
  const { setImmediate } = await import("node:timers");
  const { kty, crv, x, y, d } = await privateJwk(algorithm(alg), key);
  const members = { kty, crv, x, y, d } as JsonWebKeyInput["key"];
  const privateKey = createPrivateKey({ key: members, format: "jwk" });
  return Object.freeze({
    ...signer,
    sign: prompt(signedTogether(
      isEd25519
        ? (data) => sign(null, data, privateKey)
        // Asked for the form of a JWS, Node reads the key anew each time.
        : (data) =>
          ecdsaSignatureFromDer(
            sign("sha256", data, privateKey),
            alg as "ES256",
          ),
      setImmediate,
    )),
  });
}

/** What waits for its signature. */
interface Waiting {
  readonly data: Uint8Array;
  readonly resolve: (signature: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** How many signatures are made in a row: they take less than a millisecond. */
const MAXIMUM_ROW = 16;

/**
 * Makes the signatures that one turn of the event loop asks for one after the
 * other, and hands them out only then. Answers so leave together: each that left
 * alone would wake whoever reads it, for the price of a signature.
 */
function signedTogether(
  sign: (data: Uint8Array) => Uint8Array,
  later: (callback: () => void) => unknown,
): (data: Uint8Array) => Promise<Uint8Array> {
  const waiting: Waiting[] = [];
  function signRow(): void {
    const row = waiting.splice(0, MAXIMUM_ROW);
    if (waiting.length > 0) later(signRow);
    const outcomes = row.map(({ data, resolve, reject }) => {
      try {
        const signature = sign(data);
        return () => resolve(signature);
      } catch (error) {
        return () => reject(error);
      }
    });
    for (const tell of outcomes) tell();
  }
  return (data) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ data, resolve, reject }) === 1) later(signRow);
    });
}

/** A pair may have a private half that gives nothing away but signatures. */
function isPair(key: PrivateKey): key is CryptoKeyPair {
  return typeof key === "object" && "privateKey" in key;
}
