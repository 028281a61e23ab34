/**
 * Private keys that are made to be kept.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import {
  algorithm,
  type AlgorithmEntry,
  type SigningAlgorithm,
} from "./algorithms.ts";
import { exportJwk, importJwk } from "./crypto_keys.ts";
import { pemOfPkcs8 } from "./pem.ts";
import { privateJwk } from "./private_jwk.ts";
import { publishedJwk } from "./public_jwk.ts";
import { MAXIMUM_RSA_BITS, MINIMUM_RSA_BITS } from "./rsa_modulus.ts";
import type { SignerOptions } from "./signer.ts";
import { requireSupport } from "./supported_algorithms.ts";
import { thumbprint } from "./thumbprint.ts";

/** A private key with its public half, as they are stored. */
export interface GeneratedPrivateKey {
  /** The id of the key, which both halves carry too. */
  readonly kid: string;
  /** The algorithm, which both halves carry too. */
  readonly alg: SigningAlgorithm;
  /** The private key: whoever has it makes tokens that everybody takes. */
  readonly private_jwk: JsonWebKey;
  /** The public key, as it is published. */
  readonly public_jwk: JsonWebKey;
}

/** Options of a key that is made. */
export interface GeneratePrivateKeyOptions extends SignerOptions {
  /**
   * The size of an RSA key in bits, from 2048 to 8192.
   *
   * @default 2048
   */
  readonly modulusLength?: number;
}

/**
 * Generates a private key that can be kept. {@linkcode importSigner} makes a
 * signer of it.
 *
 * @param alg The algorithm.
 * @param options The id of the key, by default its thumbprint, and the size of
 * an RSA key.
 * @returns Both halves as JWKs, plain data that JSON keeps as it is.
 * @throws {TypeError} For an algorithm that is unknown or that the runtime does
 * not have, and for an option that is not one.
 *
 * @example
 * ```ts
 * import { generatePrivateKey, importSigner } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const { kid, private_jwk } = await generatePrivateKey("ES256");
 * const signer = await importSigner("ES256", private_jwk);
 * assertEquals(signer.kid, kid);
 * ```
 */
export async function generatePrivateKey(
  alg: SigningAlgorithm,
  options: GeneratePrivateKeyOptions = {},
): Promise<GeneratedPrivateKey> {
  const entry = algorithm(alg);
  if (options.kid === "") throw new TypeError("kid must not be empty");
  const parameters = withModulus(entry, options.modulusLength);
  await requireSupport(entry);
  const { privateKey } = await crypto.subtle.generateKey(parameters, true, [
    "sign",
    "verify",
  ]) as CryptoKeyPair;
  const members = await exportJwk(privateKey);
  const kid = options.kid ?? thumbprint({ ...members, alg });
  const jwk = { ...members, kid, alg, use: "sig" };
  return Object.freeze({
    kid,
    alg: entry.alg,
    private_jwk: Object.freeze(jwk),
    public_jwk: publishedJwk(jwk),
  });
}

function withModulus(
  { generate, kty, alg }: AlgorithmEntry,
  modulusLength: number | undefined,
): AlgorithmEntry["generate"] {
  if (modulusLength === undefined) return generate;
  if (kty !== "RSA") {
    throw new TypeError(`modulusLength is not an option of ${alg}`);
  }
  if (
    !Number.isInteger(modulusLength) || modulusLength < MINIMUM_RSA_BITS ||
    modulusLength > MAXIMUM_RSA_BITS || modulusLength % 8 !== 0
  ) {
    throw new TypeError(
      `modulusLength must be a multiple of 8 from ${MINIMUM_RSA_BITS} to ${MAXIMUM_RSA_BITS}, not ${modulusLength}`,
    );
  }
  return { ...generate, modulusLength } as RsaHashedKeyGenParams;
}

/**
 * Writes a private key as PKCS#8 in PEM, for programs that take no JWK.
 *
 * @param jwk A private JWK with `alg`, such as `generatePrivateKey` makes.
 * @returns The PEM, not encrypted.
 * @throws {TypeError} When the key is not usable; the message repeats nothing
 * of it.
 *
 * @example
 * ```ts
 * import { generatePrivateKey, privateKeyPem } from "@mintmark/oauth";
 * import { assert } from "@std/assert";
 *
 * const { private_jwk } = await generatePrivateKey("EdDSA");
 * const pem = await privateKeyPem(private_jwk);
 * assert(pem.startsWith("-----BEGIN PRIVATE KEY-----\n"));
 * ```
 */
export async function privateKeyPem(jwk: JsonWebKey): Promise<string> {
  const entry = algorithm(jwk?.alg as SigningAlgorithm);
  await requireSupport(entry);
  const checked = await privateJwk(entry, jwk);
  let pkcs8: ArrayBuffer;
  try {
    const options = { usage: "sign", extractable: true } as const;
    const key = await importJwk(entry, checked, options);
    pkcs8 = await crypto.subtle.exportKey("pkcs8", key);
  } catch {
    throw new TypeError(`key is not a valid JWK for ${entry.alg}`);
  }
  return pemOfPkcs8(new Uint8Array(pkcs8));
}
