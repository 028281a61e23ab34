/**
 * Access tokens, whatever their format.
 *
 * @module
 */

import type { Client } from "../client.ts";
import type { RequestContext } from "../context.ts";

/**
 * What is granted: the end of every decision and the input of every format.
 * Only the authorization step makes one, so that no grant can forget a rule.
 */
export interface Authorization {
  /** The client that the token names. */
  readonly client_id: string;
  /** The subject that the token names. */
  readonly subject: string;
  /** The granted scopes. */
  readonly scope: readonly string[];
  /** The resources that the token is for; never empty. */
  readonly audience: readonly string[];
  /** When the token is issued, in epoch seconds. */
  readonly issuedAt: number;
  /** How long it lives, in seconds. */
  readonly accessTokenSeconds: number;
  /** The algorithm that it must be signed with; absent = the server's choice. */
  readonly alg?: string;
  /** Additional claims; they cannot override those of the server. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A token as it is handed out (RFC 6749 §5.1), with its identifiers. */
export interface IssuedToken {
  /** The token. */
  readonly access_token: string;
  /** How it is used (RFC 6750). */
  readonly token_type: "bearer";
  /** How long it lives, in seconds. */
  readonly expires_in: number;
  /** The granted scopes, space separated. */
  readonly scope: string;
  /** The identifier of the token. */
  readonly jti: string;
  /** The key that protects it. */
  readonly kid: string;
  /** Present where another response had the same token. */
  readonly reused?: true;
}

/** Turns an authorization into an access token. */
export interface AccessTokenFormat {
  /**
   * Issues one token.
   *
   * @param authorization What is granted.
   * @param context The circumstances of the request.
   * @param client The record of the client, where there is a client.
   * @returns The token; at once, where it is signed at once.
   */
  issue(
    authorization: Authorization,
    context: RequestContext,
    client: Client | undefined,
  ): IssuedToken | Promise<IssuedToken>;
}
