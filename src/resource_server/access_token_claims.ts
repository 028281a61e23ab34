/**
 * What a verified token says.
 *
 * @module
 */

/** What every verified token says, also that of a lenient verifier. */
export interface VerifiedClaims {
  /** The issuer: always the one that the verifier trusts. */
  readonly iss: string;
  /** Whom the token is for; at least one value is the verifier's audience. */
  readonly aud: string | readonly string[];
  /** When it expires, in epoch seconds. */
  readonly exp: number;
  /** From when on it is valid, in epoch seconds. */
  readonly nbf?: number;
  /** When it was issued, in epoch seconds. */
  readonly iat?: number;
  /** The subject: who acts. */
  readonly sub?: string;
  /** The client that the token was issued to. */
  readonly client_id?: string;
  /** The identifier of the token. */
  readonly jti?: string;
  /** Whatever else the issuer says. */
  readonly [claim: string]: unknown;
}

/** The claims of an access token as RFC 9068 §2.2 lays them down. */
export interface AccessTokenClaims extends VerifiedClaims {
  /** When it was issued, in epoch seconds. */
  readonly iat: number;
  /** The subject: the client itself, where no user is involved. */
  readonly sub: string;
  /** The client that the token was issued to. */
  readonly client_id: string;
  /** The identifier of the token. */
  readonly jti: string;
  /** The granted scopes, space separated. */
  readonly scope?: string;
}

/**
 * Which tokens a verifier takes for access tokens.
 *
 * `"strict"` is RFC 9068: the header says `typ: at+jwt`, and `sub`,
 * `client_id`, `iat` and `jti` are there. `"lenient"` is for servers that
 * issue plain JWTs: `typ` may be `JWT` or lacking, as may those four claims,
 * and `scope` may be a list or be named `scp`. An ID token of the same issuer
 * with the same audience is then hard to tell from an access token (RFC 8725
 * §3.11), so the audience of a lenient verifier must never be a `client_id`.
 */
export type Profile = "strict" | "lenient";
