/**
 * Signers of keys that the operator keeps.
 *
 * @module
 */

import { exportJWK, importJWK, importPKCS8 } from "jose";
import { type JsonWebKey, lists } from "../client.ts";
import {
  algorithm,
  type AlgorithmEntry,
  type SigningAlgorithm,
} from "./algorithms.ts";
import { publicMembers } from "./public_jwk.ts";
import { MINIMUM_RSA_BITS } from "./rsa_modulus.ts";
import { type Signer, signerOf, type SignerOptions } from "./signer.ts";

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
  const { privateKey, jwk } = isPair(key)
    ? await ofPair(entry, key)
    : await ofOne(entry, key);
  const publicKey = await importCryptoKey(entry, publicMembers(jwk), true);
  await requireMatchingPair(entry, privateKey, publicKey);
  const kid = options.kid ?? jwk.kid;
  return await signerOf(
    entry,
    privateKey,
    publicKey,
    typeof kid === "string" ? { kid } : {},
  );
}

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
  requireKey(entry, privateKey, "private");
  requireKey(entry, publicKey, "public");
  if (!publicKey.extractable) {
    throw new TypeError(
      "key has a public CryptoKey that is not extractable: it could not be published",
    );
  }
  return { privateKey, jwk: await exportJWK(publicKey) as JsonWebKey };
}

async function ofOne(
  entry: AlgorithmEntry,
  key: string | JsonWebKey | CryptoKey,
): Promise<KeyMaterial> {
  const jwk = await toPrivateJwk(entry, key);
  return { privateKey: await importCryptoKey(entry, jwk, false), jwk };
}

async function toPrivateJwk(
  entry: AlgorithmEntry,
  key: string | JsonWebKey | CryptoKey,
): Promise<JsonWebKey> {
  let jwk: JsonWebKey;
  if (typeof key === "string") {
    jwk = await exportJWK(await importPem(entry, key)) as JsonWebKey;
  } else if (key instanceof CryptoKey) {
    requireKey(entry, key, "private");
    if (!key.extractable) {
      throw new TypeError(
        "key is a CryptoKey that is not extractable: pass the whole CryptoKeyPair",
      );
    }
    jwk = await exportJWK(key) as JsonWebKey;
  } else if (typeof key === "object" && typeof key?.kty === "string") {
    jwk = key;
  } else {
    throw new TypeError(
      "key must be PKCS#8 in PEM, a private JWK, a CryptoKey or a CryptoKeyPair",
    );
  }
  if (jwk.kty !== entry.kty || jwk.crv !== entry.crv) {
    throw new TypeError(
      `key is of type ${jwk.crv ?? jwk.kty}, but ${entry.alg} needs ${
        entry.crv ?? entry.kty
      }`,
    );
  }
  if (typeof jwk.d !== "string") {
    throw new TypeError("key is a public key: a signer needs the private one");
  }
  // RFC 9864 calls EdDSA over Ed25519 by the name of the curve.
  const isForAlgorithm = jwk.alg === undefined || jwk.alg === entry.alg ||
    (entry.kty === "OKP" && jwk.alg === entry.crv);
  if (!isForAlgorithm) {
    throw new TypeError(`key is for ${jwk.alg}, not for ${entry.alg}`);
  }
  if (jwk.use !== undefined && jwk.use !== "sig") {
    throw new TypeError(`key has use ${jwk.use}: a signer needs use sig`);
  }
  if (jwk.key_ops !== undefined && !lists(jwk.key_ops, "sign")) {
    throw new TypeError("key has key_ops without sign, which a signer needs");
  }
  return jwk;
}

async function importPem(
  entry: AlgorithmEntry,
  pem: string,
): Promise<CryptoKey> {
  if (pem.includes("ENCRYPTED PRIVATE KEY")) {
    throw new TypeError(
      "key is an encrypted PEM: decrypt it first (openssl pkcs8 -in key.pem)",
    );
  }
  if (!pem.includes("-----BEGIN PRIVATE KEY-----")) {
    throw new TypeError(
      "key must be PKCS#8 in PEM, which begins with " +
        "-----BEGIN PRIVATE KEY----- (openssl pkcs8 -topk8 -nocrypt -in key.pem)",
    );
  }
  try {
    return await importPKCS8(pem.trim(), entry.alg, {
      extractable: true,
    }) as CryptoKey;
  } catch {
    // What the parser says could repeat the key.
    throw new TypeError(`key is not a PKCS#8 PEM of a key for ${entry.alg}`);
  }
}

async function importCryptoKey(
  entry: AlgorithmEntry,
  jwk: JsonWebKey,
  extractable: boolean,
): Promise<CryptoKey> {
  // Members that say what the key is for were checked; importers differ in them.
  const { alg: _alg, use: _use, key_ops: _ops, ext: _ext, ...bare } = jwk;
  let key: CryptoKey;
  try {
    key = await importJWK(bare, entry.alg, { extractable }) as CryptoKey;
  } catch {
    throw new TypeError(`key is not a valid JWK for ${entry.alg}`);
  }
  requireBits(key);
  return key;
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

function requireKey(
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
  requireBits(key);
}

function requireBits(key: CryptoKey): void {
  const { modulusLength } = key.algorithm as {
    readonly modulusLength?: number;
  };
  if (modulusLength !== undefined && modulusLength < MINIMUM_RSA_BITS) {
    throw new TypeError(
      `key has ${modulusLength} bits: RSA needs at least ${MINIMUM_RSA_BITS} (RFC 7518 section 3.3)`,
    );
  }
}
