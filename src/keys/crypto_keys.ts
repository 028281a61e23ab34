/**
 * Between JWKs and the keys of WebCrypto.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import type { AlgorithmEntry } from "./algorithms.ts";

/** How a key is imported. */
export interface ImportOptions {
  /** What it is for. */
  readonly usage: "sign" | "verify";
  /** Whether it may be exported again. */
  readonly extractable: boolean;
}

/**
 * Imports a JWK. What the key says that it is for is not looked at here.
 *
 * @param entry The algorithm.
 * @param jwk The key.
 * @param options How it is imported.
 * @returns The key.
 * @throws What the runtime throws; that may repeat the key.
 */
export async function importJwk(
  entry: AlgorithmEntry,
  jwk: JsonWebKey,
  { usage, extractable }: ImportOptions,
): Promise<CryptoKey> {
  const bare = withoutPurpose(jwk);
  // The type of an AKP key says nothing without its algorithm.
  const members = entry.kty === "AKP" ? { ...bare, alg: entry.alg } : bare;
  return await crypto.subtle.importKey(
    "jwk",
    members as globalThis.JsonWebKey,
    entry.generate,
    extractable,
    [usage],
  );
}

/**
 * Exports a key as a JWK of its numbers alone.
 *
 * @param key The key; extractable.
 * @returns The members that make the key, without what it is for.
 */
export async function exportJwk(key: CryptoKey): Promise<JsonWebKey> {
  return withoutPurpose(
    await crypto.subtle.exportKey("jwk", key) as JsonWebKey,
  );
}

/** Runtimes differ in the names that they know and in what must agree. */
function withoutPurpose(jwk: JsonWebKey): JsonWebKey {
  const { alg: _alg, use: _use, key_ops: _ops, ext: _ext, ...members } = jwk;
  return members;
}

/**
 * Fails unless a `CryptoKey` is one for an algorithm.
 *
 * @param entry The algorithm.
 * @param key The key.
 * @param type Which half it must be.
 * @throws {TypeError} Where it is not.
 */
export function requireCryptoKey(
  entry: AlgorithmEntry,
  key: CryptoKey,
  type: "private" | "public",
): void {
  const details = key?.algorithm as
    | {
      readonly name: string;
      readonly namedCurve?: string;
      readonly hash?: { readonly name: string };
    }
    | undefined;
  if (
    !(key instanceof CryptoKey) || key.type !== type ||
    details?.name !== entry.keyName || details.hash?.name !== entry.keyHash ||
    (details.namedCurve !== undefined && details.namedCurve !== entry.crv) ||
    (type === "private" && !key.usages.includes("sign"))
  ) {
    throw new TypeError(`key has no ${type} CryptoKey for ${entry.alg}`);
  }
}
