/**
 * The seam for grants: a grant says who the subject is and the most that it
 * may have.
 *
 * What is granted in the end (scope, resource, lifetime) is decided by one
 * function after every grant, so that a grant of your own cannot forget a rule.
 *
 * @module
 */

import type { AuthenticatedClient } from "../client.ts";
import type { Context } from "../context.ts";
import type { Storage } from "../storage.ts";
import type { GrantRequest } from "../token_request.ts";

/** The most that a grant allows; absent = nothing of it. */
export interface Entitlement {
  /** The subject of the token (`sub`). */
  readonly subject: string;
  /**
   * The client that the token names (RFC 9068 §2.2). Needed where the grant
   * was used without a client; an authenticated client is always named itself.
   */
  readonly client_id?: string;
  /** The scopes that may be granted, space separated. */
  readonly scope?: string;
  /** The scopes that are granted when none is requested, space separated. */
  readonly default_scope?: string;
  /** The resources that may be requested. */
  readonly resources?: readonly string[];
  /** The resource when none is requested. */
  readonly default_resource?: string;
  /** A lifetime in seconds that may only shorten the configured one. */
  readonly access_token_seconds?: number;
  /** Additional claims; they cannot override those of the server. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What a grant may know of the server that it is wired into. */
export interface GrantSurroundings {
  /** The issuer. */
  readonly issuer: string;
  /** The storage. */
  readonly storage: Storage;
}

/** What every grant may say, and need not. */
export interface GrantWiring<Wired> {
  /** Members that the metadata of the server has because of it (RFC 8414 §2). */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /**
   * Makes the grant of one server, while that is made.
   *
   * @param server What there is to know of it.
   * @returns The grant that takes its place.
   * @throws {TypeError} What it needs is not there.
   */
  forServer?(server: GrantSurroundings): Wired;
}

/** A grant that needs an authenticated client. */
export interface ClientGrant extends GrantWiring<ClientGrant> {
  /** The `grant_type` that it answers to. */
  readonly grant_type: string;
  /** Requests without a client are refused before the grant is asked. */
  readonly client: "required";
  /**
   * Decides who the subject is and the most that it may have.
   *
   * @param request The request without its credential.
   * @param client The client; `method: "none"` is one that proved nothing.
   * @param context Time, deadline and connection.
   * @returns The entitlement.
   * @throws {OAuthError} To refuse; anything else that is thrown is a 500.
   */
  entitle(
    request: GrantRequest,
    client: AuthenticatedClient,
    context: Context,
  ): Entitlement | Promise<Entitlement>;
}

/** A grant whose requests prove themselves, with or without a client. */
export interface OptionalClientGrant extends GrantWiring<OptionalClientGrant> {
  /** The `grant_type` that it answers to. */
  readonly grant_type: string;
  /** A client that is presented but not authentic is refused all the same. */
  readonly client: "optional";
  /**
   * Decides who the subject is and the most that it may have.
   *
   * @param request The request without its credential.
   * @param client The client, if the request presents one.
   * @param context Time, deadline and connection.
   * @returns The entitlement, with a `client_id` where there is no client.
   * @throws {OAuthError} To refuse; anything else that is thrown is a 500.
   */
  entitle(
    request: GrantRequest,
    client: AuthenticatedClient | undefined,
    context: Context,
  ): Entitlement | Promise<Entitlement>;
}

/**
 * A way to obtain a token.
 *
 * @example A grant of your own, for devices that know a voucher
 * ```ts
 * import { type Grant, OAuthError } from "@mintmark/oauth";
 *
 * const voucher: Grant = {
 *   grant_type: "urn:example:voucher",
 *   client: "optional",
 *   entitle(request) {
 *     if (request.parameters.get("voucher") !== "2f8b-91c4") {
 *       throw new OAuthError("invalid_grant", {
 *         description: "The voucher is not valid.",
 *         reason: "unknown_voucher",
 *       });
 *     }
 *     return { subject: "device-1", client_id: "devices", scope: "telemetry" };
 *   },
 * };
 * ```
 */
export type Grant = ClientGrant | OptionalClientGrant;
