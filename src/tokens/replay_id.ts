/**
 * The id under which a single use is claimed.
 *
 * Why a digest: an issuer and a `jti` may be as long as a request allows, and
 * what a store keeps should tell nobody who was here. Why the two in JSON: so
 * that no pair can be read as another one.
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import { encodeBase64Url } from "../encoding/base64url.ts";
import { sha256 } from "../encoding/sha256.ts";

/** For how long a claim outlives what was claimed, in seconds: clocks differ. */
const MARGIN_SECONDS = 60;

/**
 * Makes the id.
 *
 * @param kind What is used once, so that a `jti` here is none elsewhere.
 * @param issuer Who says that it is unique.
 * @param jti The value that is unique there.
 * @returns 43 characters.
 */
export function replayId(kind: string, issuer: string, jti: string): string {
  return encodeBase64Url(
    sha256(encodeUtf8(JSON.stringify([kind, issuer, jti]))),
  );
}

/**
 * When a claim may be forgotten.
 *
 * @param lastValid The last moment at which what was claimed is accepted, in
 * epoch seconds, skew included.
 * @returns Epoch seconds, whole, somewhat later.
 */
export function replayExpiry(lastValid: number): number {
  return Math.ceil(lastValid) + MARGIN_SECONDS;
}
