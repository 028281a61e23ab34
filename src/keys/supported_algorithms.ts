/**
 * Which algorithms the WebCrypto of this runtime has.
 *
 * Why it is tried out: no runtime has a list, and what a version of it can do
 * depends on the library that it was built with. A key of an elliptic curve or
 * of ML-DSA is made within a millisecond; RSA, which takes longer, is
 * everywhere.
 *
 * @module
 */

import {
  algorithm,
  type AlgorithmEntry,
  type SigningAlgorithm,
} from "./algorithms.ts";

/** What was found out, by the WebCrypto name of the key and its curve. */
const FOUND = new Map<string, boolean>();

/**
 * Whether this runtime can sign and verify with an algorithm. All have the
 * algorithms of RFC 7518; `ML-DSA-44`, `-65` and `-87` are newer.
 *
 * @param alg The JOSE name.
 * @returns Whether it can; tried out at the first call.
 * @throws {TypeError} For an algorithm that no runtime could be asked for.
 *
 * @example
 * ```ts
 * import { isSupportedAlgorithm } from "@mintmark/oauth";
 * import { assert } from "@std/assert";
 *
 * assert(await isSupportedAlgorithm("ES256"));
 * ```
 */
export async function isSupportedAlgorithm(
  alg: SigningAlgorithm,
): Promise<boolean> {
  const { kty, keyName, crv, generate } = algorithm(alg);
  if (kty === "RSA") return true;
  const id = `${keyName} ${crv}`;
  const found = FOUND.get(id);
  if (found !== undefined) return found;
  let isSupported = true;
  try {
    await crypto.subtle.generateKey(generate, false, ["sign", "verify"]);
  } catch (error) {
    // Anything else, such as a Worker that has no request yet, says nothing.
    if ((error as Error).name !== "NotSupportedError") throw error;
    isSupported = false;
  }
  FOUND.set(id, isSupported);
  return isSupported;
}

/**
 * Fails where the runtime lacks an algorithm.
 *
 * @param entry The algorithm.
 * @throws {TypeError} Where it does.
 */
export async function requireSupport(entry: AlgorithmEntry): Promise<void> {
  if (await isSupportedAlgorithm(entry.alg)) return;
  throw new TypeError(
    `alg ${entry.alg} is not in the WebCrypto of this runtime: ` +
      "choose another one, or a newer runtime",
  );
}
