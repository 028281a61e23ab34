/**
 * Private keys of operators, brought into one form: a JWK that was checked.
 *
 * @module
 */

import { type JsonWebKey, lists } from "../client.ts";
import type { AlgorithmEntry } from "./algorithms.ts";
import { exportJwk, importJwk, requireCryptoKey } from "./crypto_keys.ts";
import { pkcs8OfPem } from "./pem.ts";

/**
 * Brings a private key into the form of a JWK.
 *
 * @param entry The algorithm that it must be for.
 * @param key PKCS#8 in PEM, a JWK, or an extractable `CryptoKey`.
 * @returns A private JWK of the right type, for signing.
 * @throws {TypeError} When it is none; the message repeats nothing of the key.
 */
export async function privateJwk(
  entry: AlgorithmEntry,
  key: string | JsonWebKey | CryptoKey,
): Promise<JsonWebKey> {
  let jwk: JsonWebKey;
  if (typeof key === "string") {
    jwk = await jwkOfPem(entry, key);
  } else if (key instanceof CryptoKey) {
    requireCryptoKey(entry, key, "private");
    if (!key.extractable) {
      throw new TypeError(
        "key is a CryptoKey that is not extractable: pass the whole CryptoKeyPair",
      );
    }
    jwk = await exportJwk(key);
  } else if (typeof key === "object" && typeof key?.kty === "string") {
    jwk = key;
  } else {
    throw new TypeError(
      "key must be PKCS#8 in PEM, a private JWK, a CryptoKey or a CryptoKeyPair",
    );
  }
  requirePrivate(entry, jwk);
  return jwk;
}

/** RFC 7517 §4: a key is used for nothing but what it says it is for. */
function requirePrivate(entry: AlgorithmEntry, jwk: JsonWebKey): void {
  if (
    jwk.kty !== entry.kty || (entry.crv !== undefined && jwk.crv !== entry.crv)
  ) {
    throw new TypeError(
      `key is of type ${jwk.crv ?? jwk.kty}, but ${entry.alg} needs ${
        entry.crv ?? entry.kty
      }`,
    );
  }
  if (typeof jwk[entry.privateMember] !== "string") {
    throw new TypeError("key is a public key: a signer needs the private one");
  }
  if (jwk.alg !== undefined && !entry.keyAlgs.includes(jwk.alg)) {
    throw new TypeError(`key is for ${jwk.alg}, not for ${entry.alg}`);
  }
  if (jwk.use !== undefined && jwk.use !== "sig") {
    throw new TypeError(`key has use ${jwk.use}: a signer needs use sig`);
  }
  if (jwk.key_ops !== undefined && !lists(jwk.key_ops, "sign")) {
    throw new TypeError("key has key_ops without sign, which a signer needs");
  }
}

async function jwkOfPem(
  entry: AlgorithmEntry,
  pem: string,
): Promise<JsonWebKey> {
  const pkcs8 = pkcs8OfPem(pem);
  try {
    return await exportJwk(
      await crypto.subtle.importKey("pkcs8", pkcs8!, entry.generate, true, [
        "sign",
      ]),
    );
  } catch {
    // What the parser says could repeat the key.
    throw new TypeError(`key is not a PKCS#8 PEM of a key for ${entry.alg}`);
  }
}

/**
 * Imports a JWK of an operator.
 *
 * @param entry The algorithm.
 * @param jwk The key, of the right type.
 * @param usage What it is for.
 * @returns The key; a public one can be exported, a private one cannot.
 * @throws {TypeError} When the key is not valid.
 */
export async function importOwnJwk(
  entry: AlgorithmEntry,
  jwk: JsonWebKey,
  usage: "sign" | "verify",
): Promise<CryptoKey> {
  try {
    const extractable = usage === "verify";
    return await importJwk(entry, jwk, { usage, extractable });
  } catch {
    throw new TypeError(`key is not a valid JWK for ${entry.alg}`);
  }
}
