/**
 * The signature algorithms, each fact once.
 *
 * Why Ed25519 stands here twice: RFC 9864 gives EdDSA over that curve a name
 * of its own and deprecates the old one, which most verifiers still ask for.
 * Both are the same operation with the same key, so a key may be marked with
 * either name and verifies signatures under both, which is no confusion of
 * algorithms (RFC 8725 §3.1). A token and the published key carry the name that
 * the operator has chosen, because verifiers compare the two byte for byte.
 *
 * @module
 */

import { MINIMUM_RSA_BITS } from "./rsa_modulus.ts";

/**
 * The signature algorithms that keys can be made for (RFC 7518, RFC 8037, RFC
 * 9864). ML-DSA, which resists quantum computers, needs a runtime that has it.
 */
export type SigningAlgorithm =
  | "RS256"
  | "RS384"
  | "RS512"
  | "PS256"
  | "PS384"
  | "PS512"
  | "ES256"
  | "ES384"
  | "ES512"
  | "EdDSA"
  | "Ed25519"
  | "ML-DSA-44"
  | "ML-DSA-65"
  | "ML-DSA-87";

/** What WebCrypto needs to know of an algorithm. */
export interface AlgorithmEntry {
  /** The name in JOSE headers. */
  readonly alg: SigningAlgorithm;
  /** The names that the `alg` of a key for it may have. */
  readonly keyAlgs: readonly string[];
  /** The `kty` of its keys. */
  readonly kty: "RSA" | "EC" | "OKP" | "AKP";
  /** The `crv` of its keys, where the type has curves. */
  readonly crv: string | undefined;
  /** The member that every private key of the type has. */
  readonly privateMember: "d" | "priv";
  /** The WebCrypto name of its keys. */
  readonly keyName: string;
  /** The WebCrypto name of the hash of its keys, where they have one. */
  readonly keyHash: string | undefined;
  /** The length of its signatures; absent = that of the modulus. */
  readonly signatureBytes: number | undefined;
  /** Parameters of `generateKey` and `importKey`. */
  readonly generate: Algorithm | RsaHashedKeyGenParams | EcKeyGenParams;
  /** Parameters of `sign` and `verify`. */
  readonly sign: Algorithm | EcdsaParams | RsaPssParams;
}

type RsaHash = readonly [hash: string, bytes: number];

const SHA_256: RsaHash = ["SHA-256", 32];
const SHA_384: RsaHash = ["SHA-384", 48];
const SHA_512: RsaHash = ["SHA-512", 64];

/** An algorithm as most are, but for what is said of it. */
function entry(
  alg: SigningAlgorithm,
  keyName: string,
  differences: Partial<AlgorithmEntry> & Pick<AlgorithmEntry, "kty">,
): AlgorithmEntry {
  return {
    alg,
    keyAlgs: [alg],
    crv: undefined,
    privateMember: "d",
    keyName,
    keyHash: undefined,
    signatureBytes: undefined,
    generate: { name: keyName },
    sign: { name: keyName },
    ...differences,
  };
}

/** RFC 7518 §3.3 and §3.5: the salt of PSS is as long as the hash. */
function rsa(
  alg: SigningAlgorithm,
  name: "RSASSA-PKCS1-v1_5" | "RSA-PSS",
  [hash, saltLength]: RsaHash,
): AlgorithmEntry {
  const generate: RsaHashedKeyGenParams = {
    name,
    hash,
    modulusLength: MINIMUM_RSA_BITS,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const pss: RsaPssParams = { name, saltLength };
  return entry(alg, name, {
    kty: "RSA",
    keyHash: hash,
    generate,
    sign: name === "RSA-PSS" ? pss : { name },
  });
}

/** RFC 7518 §3.4: `r` and `s`, each as long as the order of the curve. */
function ecdsa(
  alg: SigningAlgorithm,
  crv: string,
  hash: string,
  signatureBytes: number,
): AlgorithmEntry {
  const name = "ECDSA";
  const generate: EcKeyGenParams = { name, namedCurve: crv };
  const sign: EcdsaParams = { name, hash };
  return entry(alg, name, { kty: "EC", crv, signatureBytes, generate, sign });
}

/** RFC 8037 §3.1, RFC 9864 §2.2. */
function ed25519(alg: "EdDSA" | "Ed25519"): AlgorithmEntry {
  return entry(alg, "Ed25519", {
    keyAlgs: ["EdDSA", "Ed25519"],
    kty: "OKP",
    crv: "Ed25519",
    signatureBytes: 64,
  });
}

/** FIPS 204, table 2, and draft-ietf-cose-dilithium. */
function mlDsa(
  alg: "ML-DSA-44" | "ML-DSA-65" | "ML-DSA-87",
  signatureBytes: number,
): AlgorithmEntry {
  return entry(alg, alg, { kty: "AKP", privateMember: "priv", signatureBytes });
}

const TABLE: readonly AlgorithmEntry[] = [
  rsa("RS256", "RSASSA-PKCS1-v1_5", SHA_256),
  rsa("RS384", "RSASSA-PKCS1-v1_5", SHA_384),
  rsa("RS512", "RSASSA-PKCS1-v1_5", SHA_512),
  rsa("PS256", "RSA-PSS", SHA_256),
  rsa("PS384", "RSA-PSS", SHA_384),
  rsa("PS512", "RSA-PSS", SHA_512),
  ecdsa("ES256", "P-256", "SHA-256", 64),
  ecdsa("ES384", "P-384", "SHA-384", 96),
  ecdsa("ES512", "P-521", "SHA-512", 132),
  ed25519("EdDSA"),
  ed25519("Ed25519"),
  mlDsa("ML-DSA-44", 2420),
  mlDsa("ML-DSA-65", 3309),
  mlDsa("ML-DSA-87", 4627),
];

/** The algorithms by their JOSE name. */
export const ALGORITHMS: ReadonlyMap<string, AlgorithmEntry> = new Map(
  TABLE.map((each) => [each.alg, each]),
);

/**
 * Looks an algorithm up.
 *
 * @param alg The JOSE name.
 * @returns What is known of it.
 * @throws {TypeError} For a name that is not in the table.
 */
export function algorithm(alg: string): AlgorithmEntry {
  const found = ALGORITHMS.get(alg);
  if (found === undefined) {
    throw new TypeError(
      `alg must be one of ${[...ALGORITHMS.keys()].join(", ")}, not ${
        JSON.stringify(alg)
      }`,
    );
  }
  return found;
}
