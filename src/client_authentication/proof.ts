/**
 * What a credential offers to prove, and who knows how to check it: one
 * authenticator for each family of methods, and one order for all of them.
 *
 * @module
 */

import type { AuthenticatedClient, Client } from "../client.ts";
import type { RequestContext } from "../context.ts";
import type { Evidence } from "../errors.ts";
import type { ClientCredential } from "../token_request.ts";

/** Why a credential proves nothing: tags for the event, never for the client. */
export interface Failure {
  /** The tag. */
  readonly reason: string;
  /** Facts that belong to it; never a secret or an assertion. */
  readonly evidence?: Evidence;
}

/** One reading of a credential: the client that it names, and its check. */
export interface Proof {
  /** The client that it claims to be of. */
  readonly client_id: string;
  /** The authentication method that it is. */
  readonly method: string;
  /**
   * Whether `recall` may know it. Only then the client is looked up before the
   * failure budget is asked: whoever is past it must not see, by how long a
   * look-up takes, which clients exist.
   */
  readonly isFamiliar: boolean;
  /**
   * Answers at once, without work that could be asked for by strangers.
   *
   * @param client The client of that id, which may use the method.
   * @param context The circumstances of the request.
   * @returns The proven client, or `undefined` where it takes a check.
   */
  recall(
    client: Client,
    context: RequestContext,
  ): AuthenticatedClient | undefined;
  /**
   * Checks it in full.
   *
   * @param client The client of that id, which may use the method.
   * @param context The circumstances of the request.
   * @returns The proven client, or why it is not.
   */
  verify(
    client: Client,
    context: RequestContext,
  ): Promise<AuthenticatedClient | Failure>;
}

/** What an authenticator makes of a credential. */
export interface Presented {
  /** Its readings, the likeliest first; none where it cannot be right. */
  readonly proofs: readonly Proof[];
  /** Why there is no reading. */
  readonly failure?: Failure;
  /** The client that the credential names, for the event, if it does. */
  readonly client_id: string | undefined;
  /**
   * Whether trying often enough would help: then the failure budget is asked
   * before anything is checked.
   */
  readonly isGuessable: boolean;
}

/** Knows one family of client authentication methods. */
export interface ClientAuthenticator {
  /**
   * Looks at a credential, without any I/O.
   *
   * @param credential What the request presents.
   * @param now Epoch seconds.
   * @returns What it offers, or `undefined` where it is of another family.
   */
  recognise(credential: ClientCredential, now: number): Presented | undefined;
}
