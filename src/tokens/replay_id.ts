/**
 * The id under which a single use is claimed.
 *
 * Why a digest: an issuer and a `jti` may be as long as a request allows, and
 * what a store keeps should tell nobody who was here. Why the two in JSON: so
 * that no pair can be read as another one.
 *
 * @module
 */

import { encodeBase64Url } from "../encoding/base64url.ts";
import { sha256 } from "../encoding/sha256.ts";

/** For how long a claim outlives what was claimed, in seconds: clocks differ. */
const MARGIN_SECONDS = 60;

const UTF8 = new TextEncoder();

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
    sha256(UTF8.encode(JSON.stringify([kind, issuer, jti]))),
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
