/**
 * JWTs of others as text: compact JWS with a JSON object for header and
 * payload (RFC 7515 §3.1, RFC 7519 §7.2).
 *
 * Nothing here is proven: what a header says is a claim of whoever wrote it,
 * and a payload counts only when its signature has been verified.
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import {
  decodeBase64Url,
  decodeBase64UrlBytes,
} from "../encoding/base64url.ts";
import { type JsonFailure, parseJsonObject } from "../encoding/json_object.ts";

/** A JOSE header whose members that matter have the right type. */
export interface JwtHeader extends Readonly<Record<string, unknown>> {
  /** The algorithm that the signer says it used. */
  readonly alg: string;
  /** The key that the signer says it used. */
  readonly kid?: string;
  /** The media type of the whole, as it stands there. */
  readonly typ?: string;
}

/** A JWT in its parts, not verified. */
export interface ParsedJwt {
  /** The JOSE header. */
  readonly header: JwtHeader;
  /** The claims; none of them has a type that one could rely on. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The bytes that were signed (RFC 7515 §5.1). */
  readonly signingInput: Uint8Array;
  /** The signature, empty where there is none. */
  readonly signature: Uint8Array;
}

/** Why a text is not a JWT that is looked at any further. */
export type JwtFailureReason =
  | "jwt_too_long"
  | "jwt_not_three_parts"
  | "jwt_not_base64url"
  | `jwt_header_${JsonFailure}`
  | `jwt_payload_${JsonFailure}`
  | "jwt_alg_missing"
  | "jwt_kid_not_text"
  | "jwt_typ_not_text"
  | "jwt_critical_header"
  | "jwt_unencoded_payload";

/** A text that is not a JWT, and why. */
export interface JwtFailure {
  /** The tag for the event. */
  readonly reason: JwtFailureReason;
}

/** Headers that were read before, so that nobody has to read them again. */
export interface KnownHeaders {
  /**
   * Finds a header.
   *
   * @param text The first part of a JWT, as it stands there.
   * @returns The header that it is, or `undefined` where it is not known.
   */
  get(text: string): JwtHeader | undefined;
}

const NO_HEADERS: KnownHeaders = new Map<string, JwtHeader>();

/**
 * Takes a JWT apart. Pure and synchronous; it never throws.
 *
 * Refused are what is longer than it may be, base64url that is not canonical
 * (one JWT has exactly one text), JSON with a member that occurs twice, every
 * `crit`, since no extension is known here, and `b64` (RFC 7797).
 *
 * @param token The text.
 * @param maximumLength How many characters it may have.
 * @param known Headers that came out of here before.
 * @returns Its parts, or why it has none.
 */
export function parseJwt(
  token: string,
  maximumLength: number,
  known: KnownHeaders = NO_HEADERS,
): ParsedJwt | JwtFailure {
  if (token.length > maximumLength) return { reason: "jwt_too_long" };
  const first = token.indexOf(".");
  const second = token.indexOf(".", first + 1);
  if (first === -1 || second === -1 || token.includes(".", second + 1)) {
    return { reason: "jwt_not_three_parts" };
  }
  const bytes = encodeUtf8(token);
  // What is longer as bytes has characters that are not of the alphabet, and
  // its dots are elsewhere.
  const isAscii = bytes.length === token.length;
  const payload = isAscii
    ? decodeBase64UrlBytes(bytes.subarray(first + 1, second))
    : undefined;
  const signature = decodeBase64UrlBytes(bytes.subarray(second + 1));
  if (payload === undefined || signature === undefined) {
    return { reason: "jwt_not_base64url" };
  }
  const head = token.slice(0, first);
  const header = known.get(head) ?? readHeader(head);
  if (typeof header === "string") return { reason: header };
  const body = parseJsonObject(payload);
  if ("failure" in body) return { reason: `jwt_payload_${body.failure}` };
  return {
    header,
    payload: body.object,
    signingInput: bytes.subarray(0, second),
    signature,
  };
}

function readHeader(text: string): JwtHeader | JwtFailureReason {
  const bytes = decodeBase64Url(text);
  if (bytes === undefined) return "jwt_not_base64url";
  const head = parseJsonObject(bytes);
  if ("failure" in head) return `jwt_header_${head.failure}`;
  return problemOfHeader(head.object) ?? head.object as JwtHeader;
}

function problemOfHeader(
  header: Readonly<Record<string, unknown>>,
): JwtFailureReason | undefined {
  const { alg, kid, typ, crit, b64 } = header;
  // RFC 7515 §4.1.11, RFC 7797 §6: what is not understood must be refused.
  if (crit !== undefined) return "jwt_critical_header";
  if (b64 !== undefined) return "jwt_unencoded_payload";
  if (typeof alg !== "string") return "jwt_alg_missing";
  if (kid !== undefined && typeof kid !== "string") return "jwt_kid_not_text";
  if (typ !== undefined && typeof typ !== "string") return "jwt_typ_not_text";
  return undefined;
}

/**
 * The media type of a JWT in the form in which it is compared: lower case,
 * without the `application/` that may be left out (RFC 7515 §4.1.9).
 *
 * @param header The header.
 * @returns For example `at+jwt`, or `undefined` where there is no `typ`.
 */
export function jwtType({ typ }: JwtHeader): string | undefined {
  return typ?.toLowerCase().replace(/^application\/(?=[^/]+$)/, "");
}
