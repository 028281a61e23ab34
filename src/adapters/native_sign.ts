/**
 * Signatures without the trip to another thread that WebCrypto takes for each:
 * on Node, Bun and Deno it costs up to as much as the signature.
 *
 * Why not in the core: it is `node:crypto`, which Workers need not have. Why not
 * for every algorithm: a signature that takes a millisecond, as RSA everywhere
 * and P-256 on Deno, would keep everybody else waiting on the event loop.
 *
 * @module
 */

import type { JsonWebKeyInput } from "node:crypto";
import type { JsonWebKey } from "../client.ts";
import type { SigningAlgorithm } from "../keys/algorithms.ts";
import { ecdsaSignatureFromDer } from "../keys/ecdsa_signature.ts";
import { answersFollow } from "./turn.ts";

/** Makes a JWS signature. */
export type Sign = (data: Uint8Array) => Promise<Uint8Array>;

/**
 * Whether the runtime signs fast enough by itself.
 *
 * @param alg The algorithm.
 * @returns Whether {@linkcode nativeSign} is for it.
 */
export function isNative(alg: SigningAlgorithm): boolean {
  return isEd25519(alg) || alg === "ES256" && !("Deno" in globalThis);
}

function isEd25519(alg: SigningAlgorithm): boolean {
  return alg === "EdDSA" || alg === "Ed25519";
}

/**
 * Makes the function that signs with a key.
 *
 * @param alg One that {@linkcode isNative}.
 * @param key The private key, checked.
 * @returns The function.
 * @throws {Error} The runtime has no `node:crypto`.
 */
export async function nativeSign(
  alg: SigningAlgorithm,
  { kty, crv, x, y, d }: JsonWebKey,
): Promise<Sign> {
  const { createPrivateKey, sign } = await import("node:crypto");
  const members = { kty, crv, x, y, d } as JsonWebKeyInput["key"];
  const privateKey = createPrivateKey({ key: members, format: "jwk" });
  return signedTogether(
    isEd25519(alg)
      ? (data) => sign(null, data, privateKey)
      // Asked for the form of a JWS, Node reads the key anew each time.
      : (data) =>
        ecdsaSignatureFromDer(sign("sha256", data, privateKey), "ES256"),
  );
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
): Sign {
  const waiting: Waiting[] = [];
  function signRow(): void {
    const row = waiting.splice(0, MAXIMUM_ROW);
    if (waiting.length > 0) setImmediate(signRow);
    const outcomes = row.map(({ data, resolve, reject }) => {
      try {
        const signature = sign(data);
        return () => resolve(signature);
      } catch (error) {
        return () => reject(error);
      }
    });
    for (const tell of outcomes) tell();
    answersFollow();
  }
  return (data) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ data, resolve, reject }) === 1) setImmediate(signRow);
    });
}
