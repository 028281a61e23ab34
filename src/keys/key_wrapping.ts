/**
 * Private keys, encrypted before they go to a store: AES-256-GCM under a key
 * that the store does not know.
 *
 * Why the id and the algorithm of the key are authenticated with it: whoever
 * can write to the store could otherwise put one key in the place of another.
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import type { JsonWebKey } from "../client.ts";
import { decodeBase64Url, encodeBase64Url } from "../encoding/base64url.ts";

/**
 * A key that wraps signing keys: 32 random bytes in base64url, or a `CryptoKey`
 * for AES-GCM that may encrypt and decrypt.
 */
export type WrappingKey =
  | string
  | Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** What is authenticated with a wrapped key. */
export interface WrappedIdentity {
  /** The id of the signing key. */
  readonly kid: string;
  /** Its algorithm. */
  readonly alg: string;
}

/** Wraps and unwraps private keys. */
export interface KeyWrapping {
  /**
   * Wraps with the first wrapping key.
   *
   * @param jwk The private key.
   * @param identity Which key it is.
   * @returns The text for the store.
   */
  wrap(jwk: JsonWebKey, identity: WrappedIdentity): Promise<string>;
  /**
   * Unwraps with whichever wrapping key fits.
   *
   * @param wrapped The text from the store.
   * @param identity Which key it must be.
   * @returns The private key.
   * @throws {Error} Where none fits, or it is another key.
   */
  unwrap(wrapped: string, identity: WrappedIdentity): Promise<JsonWebKey>;
}

const FORM = "A256GCM";
const IV_BYTES = 12;
const MAXIMUM_KEYS = 5;

/**
 * Makes what wraps and unwraps. Nothing is imported before the first use.
 *
 * @param keys The wrapping keys: the first wraps, all unwrap.
 * @returns The wrapping.
 * @throws {TypeError} A key is not usable; the message repeats nothing of it.
 */
export function keyWrapping(keys: readonly WrappingKey[]): KeyWrapping {
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MAXIMUM_KEYS) {
    throw new TypeError(
      `wrappingKeys must be an array of 1 to ${MAXIMUM_KEYS} keys`,
    );
  }
  const importers = (keys as readonly WrappingKey[]).map(importer);

  return {
    async wrap(jwk, identity) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const encrypted = await crypto.subtle.encrypt(
        parameters(iv, identity),
        await importers[0]!(),
        encodeUtf8(JSON.stringify(jwk)),
      );
      return [FORM, ...[iv, new Uint8Array(encrypted)].map(encodeBase64Url)]
        .join(".");
    },
    async unwrap(wrapped, identity) {
      const [form, ...parts] = wrapped.split(".");
      const [iv, encrypted] = parts.map(decodeBase64Url);
      if (
        form !== FORM || parts.length !== 2 || iv?.length !== IV_BYTES ||
        encrypted === undefined
      ) {
        throw new Error("the stored text is not a wrapped key");
      }
      for (const imported of importers) {
        try {
          return JSON.parse(
            new TextDecoder().decode(
              await crypto.subtle.decrypt(
                parameters(iv, identity),
                await imported(),
                encrypted,
              ),
            ),
          );
        } catch {
          // Another wrapping key may fit.
        }
      }
      throw new Error("no wrapping key fits, or the stored key was exchanged");
    },
  };
}

function parameters(
  iv: Uint8Array<ArrayBuffer>,
  { kid, alg }: WrappedIdentity,
): AesGcmParams {
  const additionalData = encodeUtf8(JSON.stringify([FORM, kid, alg]));
  return { name: "AES-GCM", iv, additionalData };
}

/**
 * Checks a wrapping key at once and imports it when it is used. It is imported
 * anew each time: that is seldom, and no request waits for another's import.
 */
function importer(
  key: WrappingKey,
  i: number,
): () => Promise<CryptoKey> {
  if (typeof key === "string") {
    const bytes = decodeBase64Url(key);
    if (bytes?.length !== 32) {
      throw new TypeError(
        `wrappingKeys[${i}] must be 32 bytes in base64url, or a CryptoKey (openssl rand 32 | basenc --base64url | tr -d =)`,
      );
    }
    return () =>
      crypto.subtle.importKey("raw", bytes, "AES-GCM", false, [
        "encrypt",
        "decrypt",
      ]);
  }
  if (
    !(key instanceof CryptoKey) || key.algorithm.name !== "AES-GCM" ||
    !["encrypt", "decrypt"].every((usage) =>
      key.usages.includes(usage as KeyUsage)
    )
  ) {
    throw new TypeError(
      `wrappingKeys[${i}] must be a CryptoKey for AES-GCM with encrypt and decrypt, or 32 bytes in base64url`,
    );
  }
  return () => Promise.resolve(key);
}
