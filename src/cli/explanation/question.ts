/**
 * What is asked of `mintmark explain`, and what the server would do.
 *
 * @module
 */

import type { Client } from "../../client.ts";
import type { Evidence, OAuthErrorCode } from "../../errors.ts";

/** A token request, without a credential. */
export interface Question {
  /** The client; absent = none is presented. */
  readonly client_id?: string;
  /** The grant. */
  readonly grant_type: string;
  /** The scopes, space separated; absent = none are named. */
  readonly scope?: string;
  /** The resources. */
  readonly resource: readonly string[];
  /** The audiences. */
  readonly audience: readonly string[];
  /** The claims of the assertion, for jwt-bearer. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What the server would answer. */
export type Verdict =
  | {
    readonly isGranted: true;
    /** The algorithm and the key of the token. */
    readonly header: { readonly alg: string; readonly kid: string };
    /** The claims of the token, without `jti`. */
    readonly claims: Readonly<Record<string, unknown>>;
  }
  | {
    readonly isGranted: false;
    /** The code that the client would be told. */
    readonly error: OAuthErrorCode;
    /** The description that it would be told. */
    readonly error_description: string;
    /** The private reason. */
    readonly reason: string;
    /** Facts that belong to it. */
    readonly evidence?: Evidence;
  };

/** A verdict, with what the server saw on the way to it. */
export interface Outcome {
  /** The verdict. */
  readonly verdict: Verdict;
  /** The record of the client, where there is one. */
  readonly client: Client | undefined;
  /** The methods by which the client could prove itself. */
  readonly methods: readonly string[];
  /** Which of the rules the assertion keeps. */
  readonly rule: number | undefined;
  /** Whether the key that would sign is in the storage already. */
  readonly isKeyStored: boolean;
}
