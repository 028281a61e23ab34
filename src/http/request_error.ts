/**
 * Refusals that have an HTTP status of their own.
 *
 * @module
 */

import { OAuthError, type OAuthErrorOptions } from "../errors.ts";

/** What {@linkcode RequestError} needs besides a description. */
export interface RequestErrorOptions extends OAuthErrorOptions {
  /** The status code (RFC 9110 §15.5). */
  readonly status: 400 | 405 | 408 | 413 | 415;
  /** Headers that belong to the status, such as `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is refused before anything of OAuth is looked at. */
export class RequestError extends OAuthError {
  /** The name of the class, for logs. */
  override readonly name: string = "RequestError";
  /** The status code. */
  readonly status: RequestErrorOptions["status"];
  /** Headers that belong to the status. */
  readonly headers: Readonly<Record<string, string>>;

  /** @param options Status, description and reason. */
  constructor(options: RequestErrorOptions) {
    super("invalid_request", options);
    this.status = options.status;
    this.headers = options.headers ?? {};
  }
}

/**
 * A plain 400.
 *
 * @param reason The private reason.
 * @param description The public description.
 * @returns The error.
 */
export function badRequest(reason: string, description: string): RequestError {
  return new RequestError({ status: 400, reason, description });
}

/**
 * The refusal of a request that lacks a parameter.
 *
 * @param name The parameter.
 * @returns The error.
 */
export function missing(name: string): RequestError {
  return badRequest(`${name}_missing`, `${name} is missing.`);
}

/**
 * The refusal of a body that is no text.
 *
 * @returns The error.
 */
export function notUtf8(): RequestError {
  return badRequest("body_not_utf8", "The body is not UTF-8.");
}
