/**
 * A token request as plain data: what the HTTP floor hands down.
 *
 * @module
 */

/** One way to read the user-pass of HTTP Basic. */
export interface BasicReading {
  /** Which form it was read in (RFC 6749 §2.3.1 asks for the encoded one). */
  readonly form: "encoded" | "raw";
  /** The client id in this reading. */
  readonly client_id: string;
  /** The secret in this reading. */
  readonly client_secret: string;
}

/**
 * The one credential that a request presents. `unrecognised` is an
 * `Authorization` header that no method here understands.
 */
export type ClientCredential =
  | {
    readonly method: "client_secret_basic";
    readonly readings: readonly BasicReading[];
  }
  | {
    readonly method: "client_secret_post";
    readonly client_id: string;
    readonly client_secret: string;
  }
  | {
    readonly method: "client_assertion";
    readonly client_assertion_type: string;
    readonly client_assertion: string;
    readonly client_id: string | undefined;
  }
  | { readonly method: "none"; readonly client_id: string }
  | {
    readonly method: "unrecognised";
    readonly reason:
      | "unknown_authorization_scheme"
      | "malformed_basic_credentials";
  };

/**
 * What a grant sees of a token request (RFC 6749 §4.4.2 and its extensions).
 * Credentials are not in it: a grant decides about who was authenticated, not
 * about how.
 */
export interface GrantRequest {
  /** The `grant_type` parameter. */
  readonly grant_type: string;
  /** Every single-valued parameter that is not a credential, by name. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The `scope` parameter, as sent. */
  readonly scope: string | undefined;
  /** The `resource` parameters (RFC 8707 §2), as sent. */
  readonly resource: readonly string[];
  /** The `audience` parameters (RFC 8693 §2.1), as sent. */
  readonly audience: readonly string[];
}

/** A token request with the credential that it presents, if any. */
export interface TokenRequest extends GrantRequest {
  /** At most one credential (RFC 6749 §2.3). */
  readonly credential: ClientCredential | undefined;
}
