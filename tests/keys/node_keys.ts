/**
 * Keys that another implementation made, for every algorithm that it knows.
 *
 * @module
 */

import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { JsonWebKey, SigningAlgorithm } from "@mintmark/oauth";

/** The algorithms that every runtime has. */
export type EverywhereAlgorithm = Exclude<
  SigningAlgorithm,
  `ML-DSA-${string}`
>;

const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const ED25519 = generateKeyPairSync("ed25519").privateKey;
const ec = (namedCurve: string) =>
  generateKeyPairSync("ec", { namedCurve }).privateKey;

/** A private key for each. Algorithms of RSA share one: it takes long. */
export const NODE_KEYS: Readonly<Record<EverywhereAlgorithm, KeyObject>> = {
  RS256: RSA,
  RS384: RSA,
  RS512: RSA,
  PS256: RSA,
  PS384: RSA,
  PS512: RSA,
  ES256: ec("P-256"),
  ES384: ec("P-384"),
  ES512: ec("P-521"),
  EdDSA: ED25519,
  Ed25519: ED25519,
};

/** The algorithms that every runtime has. */
export const EVERYWHERE: readonly EverywhereAlgorithm[] = Object.keys(
  NODE_KEYS,
) as EverywhereAlgorithm[];

/** The algorithms that newer runtimes have. */
export const POST_QUANTUM: readonly SigningAlgorithm[] = [
  "ML-DSA-44",
  "ML-DSA-65",
  "ML-DSA-87",
];

/** A key as a JWK. */
export function jwkOf(key: KeyObject): JsonWebKey {
  return key.export({ format: "jwk" }) as JsonWebKey;
}

/** A private key as PKCS#8 in PEM. */
export function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }) as string;
}
