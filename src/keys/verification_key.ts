/**
 * A public key that verifies signatures of one algorithm.
 *
 * Why nobody waits for another's import: on Workers a promise of a request
 * that has ended never settles. So whoever comes before the first import has
 * finished imports as well, and what has finished, also that a key cannot be
 * imported, is kept for good.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import type { AlgorithmEntry } from "./algorithms.ts";
import { importJwk } from "./crypto_keys.ts";
import { publicMembers } from "./public_jwk.ts";
import { modulusBits } from "./rsa_modulus.ts";

/** A public key that verifies signatures of one algorithm. */
export interface VerificationKey {
  /** The public members of the key, with its `kid` and `alg` where it has them. */
  readonly jwk: JsonWebKey;
  /**
   * Verifies a signature.
   *
   * @param data What was signed: the JWS signing input (RFC 7515 §5.2).
   * @param signature The JWS signature.
   * @returns Whether the key made it; also `false`, and never a rejection, for
   * what is no signature at all and for a key that cannot be used.
   */
  verify(data: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/**
 * A key that verifies.
 *
 * @param entry The algorithm.
 * @param jwk A key that fits it; private members are ignored.
 * @returns The key, which is imported when it is first needed.
 */
export function verificationKey(
  entry: AlgorithmEntry,
  jwk: JsonWebKey,
): VerificationKey {
  const members = publicMembers(jwk);
  const signatureBytes = entry.signatureBytes ??
    Math.ceil((modulusBits(jwk) ?? 0) / 8);
  let imported: CryptoKey | "unusable" | undefined;

  async function importNow(): Promise<CryptoKey | "unusable"> {
    let key: CryptoKey | "unusable";
    try {
      key = await importJwk(entry, members, {
        usage: "verify",
        extractable: false,
      });
    } catch {
      key = "unusable";
    }
    imported ??= key;
    return imported;
  }

  async function verify(
    data: Uint8Array,
    signature: Uint8Array,
  ): Promise<boolean> {
    // What runtimes say of a wrong length differs.
    if (signature.length !== signatureBytes) return false;
    const key = imported ?? await importNow();
    if (key === "unusable") return false;
    try {
      return await crypto.subtle.verify(
        entry.sign,
        key,
        signature as Uint8Array<ArrayBuffer>,
        data as Uint8Array<ArrayBuffer>,
      );
    } catch {
      return false;
    }
  }

  const { kid, alg } = jwk;
  return Object.freeze({
    jwk: Object.freeze({
      ...members,
      ...(typeof kid === "string" && { kid }),
      ...(typeof alg === "string" && { alg }),
    }),
    verify,
  });
}
