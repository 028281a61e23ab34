/**
 * The error of a request that is not let in: what the caller is told, and
 * beside it what only the operator's log should hear.
 *
 * @module
 */

import type { Evidence } from "../errors.ts";

/**
 * The `error` codes that a resource server answers with: RFC 6750 §3.1, and
 * `temporarily_unavailable` and `server_error` for when it is not the token's
 * fault.
 */
export type AccessTokenErrorCode =
  | "invalid_request"
  | "invalid_token"
  | "insufficient_scope"
  | "temporarily_unavailable"
  | "server_error";

/** How an {@linkcode AccessTokenError} is described: to the caller and to you. */
export interface AccessTokenErrorOptions {
  /** What the caller is told; never a token, and nothing that one says. */
  readonly description: string;
  /** The private reason, a tag such as `wrong_audience`: for logs only. */
  readonly reason: string;
  /** Facts for the log; never a token. */
  readonly evidence?: Evidence;
  /** What was thrown below. */
  readonly cause?: unknown;
  /** The scopes that the request needs, space separated. */
  readonly scope?: string;
  /** Seconds after which a retry makes sense. */
  readonly retryAfterSeconds?: number;
}

/**
 * A request that is not let in.
 *
 * Why neither the message nor any member holds the token: errors end up in
 * logs, and whoever reads the log could use it.
 */
export class AccessTokenError extends Error {
  /** The name of the class, for logs. */
  override readonly name: string = "AccessTokenError";
  /**
   * The code on the wire; absent where the request carried no token, which is
   * told without a code (RFC 6750 §3.1).
   */
  readonly error: AccessTokenErrorCode | undefined;
  /** The status of the answer. */
  readonly status: number;
  /** The public `error_description`. */
  readonly description: string;
  /** The private reason. */
  readonly reason: string;
  /** Facts for the log. */
  readonly evidence: Evidence | undefined;
  /** The scopes that the request needs, where it needs any. */
  readonly scope: string | undefined;
  /** Seconds after which a retry makes sense. */
  readonly retryAfterSeconds: number | undefined;

  /**
   * Makes an error.
   *
   * @param error The code on the wire; `undefined` where there was no token.
   * @param options The public description and the private reason.
   */
  constructor(
    error: AccessTokenErrorCode | undefined,
    options: AccessTokenErrorOptions,
  ) {
    super(
      `${error ?? "no token"}: ${options.reason}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.error = error;
    this.status = statusOf(error);
    this.description = options.description;
    this.reason = options.reason;
    this.evidence = options.evidence;
    this.scope = options.scope;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** RFC 6750 §3.1; a token that cannot be checked now is not an invalid one. */
function statusOf(error: AccessTokenErrorCode | undefined): number {
  switch (error) {
    case undefined:
    case "invalid_token":
      return 401;
    case "invalid_request":
      return 400;
    case "insufficient_scope":
      return 403;
    case "temporarily_unavailable":
      return 503;
    case "server_error":
      return 500;
  }
}
