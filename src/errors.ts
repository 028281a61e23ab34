/**
 * The errors that a client is told about.
 *
 * @module
 */

/**
 * The `error` codes that this server answers with: RFC 6749 §5.2, RFC 8707 §2
 * (`invalid_target`), RFC 9449 (`invalid_dpop_proof`, `use_dpop_nonce`), and
 * `server_error` and `temporarily_unavailable` with the meaning of RFC 6749
 * §4.1.2.1.
 */
export type OAuthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "invalid_scope"
  | "invalid_target"
  | "invalid_dpop_proof"
  | "use_dpop_nonce"
  | "server_error"
  | "temporarily_unavailable";

/** The codes at run time; plain JavaScript can throw any other. */
const CODES: ReadonlySet<string> = new Set<OAuthErrorCode>([
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
  "invalid_target",
  "invalid_dpop_proof",
  "use_dpop_nonce",
  "server_error",
  "temporarily_unavailable",
]);

/** What is known of a refusal beyond its reason; never a secret or a token. */
export type Evidence = Readonly<
  Record<string, string | number | boolean | readonly string[]>
>;

/** How an {@linkcode OAuthError} is described: to the client, and to you. */
export interface OAuthErrorOptions {
  /**
   * The public `error_description`: says what to fix and repeats no credential.
   * Characters that RFC 6749 §5.2 does not allow there become `'` or `?`.
   */
  readonly description: string;
  /** The private reason, a tag such as `device_code_expired`: events only. */
  readonly reason: string;
  /** Facts for the audit event; never a secret, token or assertion. */
  readonly evidence?: Evidence;
  /** What was thrown below, for the audit event. */
  readonly cause?: unknown;
  /** Seconds for the `Retry-After` header of a 503 or 429 answer. */
  readonly retryAfterSeconds?: number;
  /** Whether it is this sender who asks too often: 429 in place of 503. */
  readonly isRateLimited?: boolean;
}

/**
 * A refusal that the client hears of: a code from a closed union with a public
 * description, and beside it the private reason that only events carry.
 *
 * Thrown by grants and policies; the token endpoint turns it into the JSON of
 * RFC 6749 §5.2.
 *
 * @example Refuse in a grant of your own
 * ```ts
 * import { OAuthError } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new OAuthError("invalid_grant", {
 *   description: "The device code has expired: start again.",
 *   reason: "device_code_expired",
 * });
 * assertEquals(error.error, "invalid_grant");
 * ```
 */
export class OAuthError extends Error {
  /** The name of the class, for logs. */
  override readonly name: string = "OAuthError";
  /** The code on the wire. */
  readonly error: OAuthErrorCode;
  /** The public `error_description`. */
  readonly description: string;
  /** The private reason. */
  readonly reason: string;
  /** Facts for the audit event. */
  readonly evidence: Evidence | undefined;
  /** Seconds after which a retry makes sense. */
  readonly retryAfterSeconds: number | undefined;
  /** Whether it is this sender who asks too often (RFC 6585 §4). */
  readonly isRateLimited: boolean;

  /**
   * Makes an error.
   *
   * @param error The code on the wire.
   * @param options The public description and the private reason.
   * @throws {TypeError} For a code that is none of {@linkcode OAuthErrorCode}.
   */
  constructor(error: OAuthErrorCode, options: OAuthErrorOptions) {
    super(
      `${error}: ${options.reason}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    if (!CODES.has(error)) {
      throw new TypeError(`${error} is not an error code of this server`);
    }
    this.error = error;
    this.description = toDescription(options.description);
    this.reason = options.reason;
    this.evidence = options.evidence;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.isRateLimited = options.isRateLimited ?? false;
  }
}

/** RFC 6749 §5.2: error_description is %x20-21 / %x23-5B / %x5D-7E. */
function toDescription(text: string): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x5B\x5D-\x7E]/g, "?");
}
