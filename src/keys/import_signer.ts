/**
 * Signers of keys that the operator keeps.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import {
  algorithm,
  type AlgorithmEntry,
  type SigningAlgorithm,
} from "./algorithms.ts";
import { exportJwk, requireCryptoKey } from "./crypto_keys.ts";
import { importOwnJwk, privateJwk } from "./private_jwk.ts";
import { publicMembers } from "./public_jwk.ts";
import { requireSoundRsaKey } from "./rsa_modulus.ts";
import { type Signer, signerOf, type SignerOptions } from "./signer.ts";
import { requireSupport } from "./supported_algorithms.ts";

/**
 * A private key in one of the forms that {@linkcode importSigner} takes. The
 * last is `CryptoKey | CryptoKeyPair`, names that the types of Node do not have
 * everywhere.
 */
export type PrivateKey =
  | string
  | JsonWebKey
  | Awaited<ReturnType<typeof crypto.subtle.generateKey>>;

/**
 * Makes a signer of a private key that you keep.
 *
 * @param alg The algorithm; it must be one that the key is for.
 * @param key PKCS#8 in PEM (`-----BEGIN PRIVATE KEY-----`), a private JWK, an
 * extractable `CryptoKey`, or a `CryptoKeyPair` whose private key may be
 * unextractable.
 * @param options The id of the key; a JWK's own `kid` counts if absent.
 * @returns The signer. Its private key cannot be exported.
 * @throws {TypeError} When the key is not usable; the message says why, and
 * repeats nothing of the key.
 *
 * @example A key from the environment
 * ```ts ignore
 * import { importSigner } from "@mintmark/oauth";
 *
 * const signer = await importSigner("RS256", Deno.env.get("SIGNING_KEY")!);
 * ```
 */
export async function importSigner(
  alg: SigningAlgorithm,
  key: PrivateKey,
  options: SignerOptions = {},
): Promise<Signer> {
  const entry = algorithm(alg);
  try {
    return await signerOfKey(entry, key, options);
  } catch (error) {
    // Asked last: trying an algorithm out takes longer than importing a key.
    await requireSupport(entry);
    throw error;
  }
}

async function signerOfKey(
  entry: AlgorithmEntry,
  key: PrivateKey,
  options: SignerOptions,
): Promise<Signer> {
  const { privateKey, jwk } = isPair(key)
    ? await ofPair(entry, key)
    : await ofOne(entry, key);
  if (entry.kty === "RSA") requireSoundRsaKey(jwk, "key");
  const publicKey = await importOwnJwk(entry, publicMembers(jwk), "verify");
  await requireMatchingPair(entry, privateKey, publicKey);
  const kid = options.kid ?? jwk.kid;
  return await signerOf(
    entry,
    privateKey,
    publicKey,
    typeof kid === "string" ? { kid } : {},
  );
}

/** Imports private keys, as {@linkcode importSigner} does. */
export type ImportSigner = typeof importSigner;

/** A private key with a JWK of it that has at least the public members. */
interface KeyMaterial {
  readonly privateKey: CryptoKey;
  readonly jwk: JsonWebKey;
}

function isPair(key: PrivateKey): key is CryptoKeyPair {
  return typeof key === "object" && key !== null && "privateKey" in key;
}

async function ofPair(
  entry: AlgorithmEntry,
  { privateKey, publicKey }: CryptoKeyPair,
): Promise<KeyMaterial> {
  requireCryptoKey(entry, privateKey, "private");
  requireCryptoKey(entry, publicKey, "public");
  if (!publicKey.extractable) {
    throw new TypeError(
      "key has a public CryptoKey that is not extractable: it could not be published",
    );
  }
  return { privateKey, jwk: await exportJwk(publicKey) };
}

async function ofOne(
  entry: AlgorithmEntry,
  key: string | JsonWebKey | CryptoKey,
): Promise<KeyMaterial> {
  const jwk = await privateJwk(entry, key);
  return { privateKey: await importOwnJwk(entry, jwk, "sign"), jwk };
}

/** A pair of which the halves do not belong together would sign rubbish. */
async function requireMatchingPair(
  entry: AlgorithmEntry,
  privateKey: CryptoKey,
  publicKey: CryptoKey,
): Promise<void> {
  const data = new Uint8Array(32);
  const { sign } = entry;
  try {
    const signature = await crypto.subtle.sign(sign, privateKey, data);
    if (await crypto.subtle.verify(sign, publicKey, signature, data)) return;
  } catch {
    // Some runtimes notice it themselves, and say so in words of their own.
  }
  throw new TypeError("key has a public and a private part that do not match");
}
