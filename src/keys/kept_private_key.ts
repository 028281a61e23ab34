/**
 * Private keys that were made elsewhere, in the form in which they are stored.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import type { AlgorithmEntry } from "./algorithms.ts";
import { exportJwk, importJwk } from "./crypto_keys.ts";
import type { GeneratedPrivateKey } from "./generate_private_key.ts";
import { importSigner } from "./import_signer.ts";
import { privateJwk } from "./private_jwk.ts";
import { publishedJwk } from "./public_jwk.ts";

/** Longer ids would be cut off in events. */
const MAXIMUM_KID_LENGTH = 255;

/**
 * Brings a private key into the form in which it is stored: its numbers alone,
 * checked as `importSigner` does.
 *
 * @param entry The algorithm that it must be for.
 * @param key PKCS#8 in PEM, or a private JWK.
 * @returns Both halves. The id is that of the JWK, or its thumbprint.
 * @throws {TypeError} It is not usable; the message repeats nothing of it.
 */
export async function keptPrivateKey(
  entry: AlgorithmEntry,
  key: string | JsonWebKey,
): Promise<GeneratedPrivateKey> {
  const { alg } = entry;
  const { kid } = await importSigner(alg, key);
  if (kid.length > MAXIMUM_KID_LENGTH) {
    throw new TypeError(
      `key has a kid of more than ${MAXIMUM_KID_LENGTH} characters`,
    );
  }
  const checked = await privateJwk(entry, key);
  let members: JsonWebKey;
  try {
    const options = { usage: "sign", extractable: true } as const;
    members = await exportJwk(await importJwk(entry, checked, options));
  } catch {
    // What the runtime says could repeat the key.
    throw new TypeError(`key is not a valid JWK for ${alg}`);
  }
  const jwk = { ...members, kid, alg, use: "sig" };
  return Object.freeze({
    kid,
    alg,
    private_jwk: Object.freeze(jwk),
    public_jwk: publishedJwk(jwk),
  });
}
