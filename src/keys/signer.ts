/**
 * Signers: what turns bytes into a signature.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import { prompt } from "../deadline.ts";
import {
  algorithm,
  type AlgorithmEntry,
  type SigningAlgorithm,
} from "./algorithms.ts";
import { exportJwk } from "./crypto_keys.ts";
import { publicMembers, publishedJwk } from "./public_jwk.ts";
import { requireSupport } from "./supported_algorithms.ts";
import { thumbprint } from "./thumbprint.ts";

/**
 * Signs access tokens. The key may be in this process, in a KMS or anywhere
 * else; the server sees only the signature.
 */
export interface Signer {
  /** The JOSE name of the algorithm, e.g. `ES256`. */
  readonly alg: string;
  /** The id of the key, as tokens and the JWK Set carry it. */
  readonly kid: string;
  /** The public key; private members in it are never published. */
  readonly publicJwk: JsonWebKey;
  /** `true` where the key dies with the process; the server then warns. */
  readonly ephemeral?: boolean;
  /**
   * Signs bytes.
   *
   * @param data The JWS signing input (RFC 7515 §5.1).
   * @param signal Aborted when the caller no longer waits.
   * @returns The JWS signature; for ECDSA `r` and `s` (RFC 7518 §3.4), not DER.
   */
  sign(data: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
}

/** Options of a signer. */
export interface SignerOptions {
  /**
   * The id of the key.
   *
   * @default the JWK thumbprint (RFC 7638)
   */
  readonly kid?: string;
}

/**
 * Generates a key pair and a signer for it. The private key cannot be exported
 * and dies with the process, and with it every token that it signed: for more
 * than a trial, keep a key ({@linkcode generatePrivateKey}) and use
 * {@linkcode importSigner}.
 *
 * @param alg The algorithm; RSA keys have 2048 bits.
 * @param options The id of the key.
 * @returns A signer whose `ephemeral` is true.
 * @throws {TypeError} For an algorithm that is unknown, or that the runtime does
 * not have.
 *
 * @example
 * ```ts
 * import { generateSigner } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const signer = await generateSigner("ES256");
 * assertEquals(signer.publicJwk.kty, "EC");
 * ```
 */
export async function generateSigner(
  alg: SigningAlgorithm,
  options: SignerOptions = {},
): Promise<Signer> {
  const entry = algorithm(alg);
  await requireSupport(entry);
  const pair = await crypto.subtle.generateKey(entry.generate, false, [
    "sign",
    "verify",
  ]) as CryptoKeyPair;
  const signer = await signerOf(
    entry,
    pair.privateKey,
    pair.publicKey,
    options,
  );
  return Object.freeze({ ...signer, ephemeral: true });
}

/**
 * Makes a signer of a key pair.
 *
 * @param entry The algorithm.
 * @param privateKey The private key.
 * @param publicKey The public key; extractable.
 * @param options The id of the key.
 * @returns The signer.
 */
export async function signerOf(
  entry: AlgorithmEntry,
  privateKey: CryptoKey,
  publicKey: CryptoKey,
  options: SignerOptions,
): Promise<Signer> {
  const members = publicMembers(await exportJwk(publicKey));
  if (options.kid === "") throw new TypeError("kid must not be empty");
  const kid = options.kid ?? thumbprint({ ...members, alg: entry.alg });
  return Object.freeze({
    alg: entry.alg,
    kid,
    publicJwk: publishedJwk({ ...members, kid, alg: entry.alg }),
    sign: prompt(async (data: Uint8Array) =>
      new Uint8Array(
        await crypto.subtle.sign(
          entry.sign,
          privateKey,
          data as Uint8Array<ArrayBuffer>,
        ),
      )
    ),
  });
}
