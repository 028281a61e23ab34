/**
 * JWK thumbprints (RFC 7638).
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import type { JsonWebKey } from "../client.ts";
import { encodeBase64Url } from "../encoding/base64url.ts";
import { sha256 } from "../encoding/sha256.ts";

/** The members that count, in lexicographic order (RFC 7638 §3.2 and §3.3). */
const REQUIRED: ReadonlyMap<string, readonly (keyof JsonWebKey)[]> = new Map([
  ["RSA", ["e", "kty", "n"]],
  ["EC", ["crv", "kty", "x", "y"]],
  ["OKP", ["crv", "kty", "x"]],
  ["AKP", ["alg", "kty", "pub"]],
]);

/**
 * The SHA-256 thumbprint of a key (RFC 7638), which is the same for its public
 * and its private form, whatever else they carry.
 *
 * @param jwk The key: RSA, EC, OKP (RFC 8037 §2) or AKP (ML-DSA).
 * @returns The thumbprint, base64url.
 * @throws {TypeError} For another type of key, or where a member is missing.
 *
 * @example
 * ```ts
 * import { thumbprint } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const jwk = {
 *   kty: "OKP",
 *   crv: "Ed25519",
 *   x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
 * };
 * assertEquals(
 *   thumbprint(jwk),
 *   "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
 * );
 * ```
 */
export function thumbprint(jwk: JsonWebKey): string {
  const required = REQUIRED.get(String(jwk?.kty));
  if (required === undefined) {
    throw new TypeError(
      `jwk must be of type ${[...REQUIRED.keys()].join(", ")}`,
    );
  }
  const members = required.map((name) => {
    const value = jwk[name];
    if (typeof value !== "string") {
      throw new TypeError(`jwk must have ${name}, a text, for its thumbprint`);
    }
    return [name, value];
  });
  const canonical = JSON.stringify(Object.fromEntries(members));
  return encodeBase64Url(sha256(encodeUtf8(canonical)));
}
