/**
 * The keys of a JWK Set that verify signatures (RFC 7517, RFC 8725 §3).
 *
 * Why a key with another `kid` is never tried: the signer said which key it
 * was, so another one that fits is a mistake or an attempt, and trying all of
 * them is work that whoever writes the header could ask for.
 *
 * @module
 */

import { type JsonWebKey, type JsonWebKeySet, lists } from "../client.ts";
import { type AlgorithmEntry, ALGORITHMS } from "./algorithms.ts";
import { isSoundRsaKey } from "./rsa_modulus.ts";
import { type VerificationKey, verificationKey } from "./verification_key.ts";

export type { VerificationKey } from "./verification_key.ts";

/** How many keys of one set are looked at. */
export const MAXIMUM_KEYS = 100;

/** Public keys of one set, imported once each, when they are first needed. */
export interface VerificationKeys {
  /**
   * The keys that may verify a JWS, in the order of the set.
   *
   * @param header Its header. With a `kid`, keys of that `kid` only; without,
   * all that fit.
   * @returns The keys whose type, curve, `alg`, `use` and `key_ops` allow the
   * algorithm; none for an algorithm that is unknown.
   */
  candidates(
    header: { readonly alg: string; readonly kid?: string },
  ): readonly VerificationKey[];
}

interface KeysOfAlgorithm {
  readonly all: readonly VerificationKey[];
  readonly byKid: ReadonlyMap<string, readonly VerificationKey[]>;
}

const NONE: readonly VerificationKey[] = Object.freeze([]);

/**
 * Makes the keys of a set ready to verify. Entries that cannot be used, such as
 * symmetric keys, RSA keys of less than 2048 or more than 8192 bits and what is
 * no key at all, are left out, and so is what comes after the first hundred.
 *
 * @param jwks The set, which must not change afterwards.
 * @param allowed Whether a key may be used for an algorithm, beyond what its
 * own members say; asked once for each key and algorithm.
 * @returns The keys.
 */
export function verificationKeys(
  jwks: JsonWebKeySet,
  allowed: (jwk: JsonWebKey, alg: string) => boolean = () => true,
): VerificationKeys {
  const keys: readonly JsonWebKey[] = Array.isArray(jwks?.keys)
    ? jwks.keys.slice(0, MAXIMUM_KEYS)
    : [];
  const byAlgorithm = new Map<string, KeysOfAlgorithm>();

  function keysFor(alg: string): KeysOfAlgorithm | undefined {
    let found = byAlgorithm.get(alg);
    if (found !== undefined) return found;
    const entry = ALGORITHMS.get(alg);
    if (entry === undefined) return undefined;
    const all = keys
      .filter((jwk) => fits(entry, jwk) && allowed(jwk, alg))
      .map((jwk) => verificationKey(entry, jwk));
    found = { all: Object.freeze(all), byKid: groupByKid(all) };
    byAlgorithm.set(alg, found);
    return found;
  }

  return Object.freeze({
    candidates({ alg, kid }: { readonly alg: string; readonly kid?: string }) {
      const found = keysFor(alg);
      if (found === undefined) return NONE;
      return kid === undefined ? found.all : found.byKid.get(kid) ?? NONE;
    },
  });
}

function groupByKid(
  keys: readonly VerificationKey[],
): ReadonlyMap<string, readonly VerificationKey[]> {
  const groups = new Map<string, VerificationKey[]>();
  for (const key of keys) {
    const { kid } = key.jwk;
    if (kid === undefined) continue;
    const group = groups.get(kid);
    if (group === undefined) groups.set(kid, [key]);
    else group.push(key);
  }
  return groups;
}

/**
 * RFC 7517 §4, RFC 7518 §6, RFC 8725 §3.1: what a key says it is for. One of
 * type AKP has to say it.
 */
function fits(entry: AlgorithmEntry, jwk: JsonWebKey): boolean {
  if (typeof jwk !== "object" || jwk === null) return false;
  const { kty, crv, alg, use, key_ops } = jwk;
  return kty === entry.kty &&
    (entry.crv === undefined || crv === entry.crv) &&
    (entry.kty !== "AKP" || alg !== undefined) &&
    (alg === undefined || entry.keyAlgs.includes(alg)) &&
    (use === undefined || use === "sig") &&
    (key_ops === undefined || lists(key_ops, "verify")) &&
    (entry.kty !== "RSA" || isSoundRsaKey(jwk));
}
