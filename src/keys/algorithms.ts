/**
 * The signature algorithms, each fact once.
 *
 * @module
 */

import { MINIMUM_RSA_BITS } from "./rsa_modulus.ts";

/** The signature algorithms that keys can be made for (RFC 7518, RFC 8037). */
export type SigningAlgorithm = "RS256" | "ES256" | "EdDSA";

/** What WebCrypto needs to know of an algorithm. */
export interface AlgorithmEntry {
  /** The name in JOSE headers. */
  readonly alg: SigningAlgorithm;
  /** The names that the `alg` of a key for it may have. */
  readonly keyAlgs: readonly string[];
  /** The `kty` of its keys. */
  readonly kty: "RSA" | "EC" | "OKP";
  /** The `crv` of its keys, where the type has curves. */
  readonly crv: string | undefined;
  /** The WebCrypto name of its keys. */
  readonly keyName: string;
  /** The WebCrypto name of the hash of its keys, where they have one. */
  readonly keyHash: string | undefined;
  /** The length of its signatures; absent = that of the modulus. */
  readonly signatureBytes: number | undefined;
  /** Parameters of `generateKey`. */
  readonly generate: Algorithm | RsaHashedKeyGenParams | EcKeyGenParams;
  /** Parameters of `sign` and `verify`. */
  readonly sign: Algorithm | EcdsaParams;
}

const TABLE: readonly AlgorithmEntry[] = [
  {
    alg: "RS256",
    keyAlgs: ["RS256"],
    kty: "RSA",
    crv: undefined,
    keyName: "RSASSA-PKCS1-v1_5",
    keyHash: "SHA-256",
    signatureBytes: undefined,
    generate: {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-256",
      modulusLength: MINIMUM_RSA_BITS,
      publicExponent: new Uint8Array([1, 0, 1]),
    } as RsaHashedKeyGenParams,
    sign: { name: "RSASSA-PKCS1-v1_5" },
  },
  {
    alg: "ES256",
    keyAlgs: ["ES256"],
    kty: "EC",
    crv: "P-256",
    keyName: "ECDSA",
    keyHash: undefined,
    signatureBytes: 64,
    generate: { name: "ECDSA", namedCurve: "P-256" } as EcKeyGenParams,
    sign: { name: "ECDSA", hash: "SHA-256" } as EcdsaParams,
  },
  {
    alg: "EdDSA",
    keyAlgs: ["EdDSA", "Ed25519"],
    kty: "OKP",
    crv: "Ed25519",
    keyName: "Ed25519",
    keyHash: undefined,
    signatureBytes: 64,
    generate: { name: "Ed25519" },
    sign: { name: "Ed25519" },
  },
];

/** The algorithms by their JOSE name. */
export const ALGORITHMS: ReadonlyMap<string, AlgorithmEntry> = new Map(
  TABLE.map((entry) => [entry.alg, entry]),
);

/**
 * Looks an algorithm up.
 *
 * @param alg The JOSE name.
 * @returns What is known of it.
 * @throws {TypeError} For a name that is not in the table.
 */
export function algorithm(alg: string): AlgorithmEntry {
  const entry = ALGORITHMS.get(alg);
  if (entry === undefined) {
    throw new TypeError(
      `alg must be one of ${[...ALGORITHMS.keys()].join(", ")}, not ${
        JSON.stringify(alg)
      }`,
    );
  }
  return entry;
}
