/**
 * The audit events: every decision with its private reason, every failure with
 * its cause, and what an operator should know. None carries a secret, a token
 * or an assertion.
 *
 * @module
 */

import type { Evidence, OAuthErrorCode } from "./errors.ts";

/** An access token was issued. */
export interface IssuedEvent {
  /** Tells the events apart. */
  readonly type: "issued";
  /** Epoch seconds of the request. */
  readonly time: number;
  /** The grant that was used. */
  readonly grant_type: string;
  /** The client that the token names. */
  readonly client_id: string;
  /** The subject that the token names. */
  readonly subject: string;
  /** How the client was authenticated; absent where the grant needed none. */
  readonly method?: string;
  /** The name of the client secret that matched, where it has one. */
  readonly secretName?: string;
  /** The granted scopes, space separated. */
  readonly scope: string;
  /** The resources that the token is for. */
  readonly audience: readonly string[];
  /** The lifetime in seconds. */
  readonly expires_in: number;
  /** The identifier of the token; it grants nothing. */
  readonly jti: string;
  /** The key that signed it. */
  readonly kid: string;
  /** Present where another response had the same token: see `tokenReuse`. */
  readonly reused?: true;
  /** The peer's address, where an adapter knows it. */
  readonly remoteAddress?: string;
}

/** A request was refused. */
export interface RefusedEvent {
  /** Tells the events apart. */
  readonly type: "refused";
  /** Epoch seconds of the request. */
  readonly time: number;
  /** The code that the client was told. */
  readonly error: OAuthErrorCode;
  /** The description that the client was told. */
  readonly error_description: string;
  /** The exact reason, which the client was not told. */
  readonly reason: string;
  /** Facts that belong to the reason. */
  readonly evidence?: Evidence;
  /** The grant that was asked for, once it is known to be one of ours. */
  readonly grant_type?: string;
  /** The client that the request claims to be, proven or not. */
  readonly client_id?: string;
  /** What was thrown below, if anything. */
  readonly cause?: unknown;
  /** The peer's address, where an adapter knows it. */
  readonly remoteAddress?: string;
}

/** A request could not be answered because something of ours failed. */
export interface FailedEvent extends Omit<RefusedEvent, "type"> {
  /** Tells the events apart. */
  readonly type: "failed";
}

/** What the operator should know; each of these is a state, not a request. */
export type WarningCode =
  /** The key was generated in this process: its tokens die with it. */
  | "ephemeral_signer"
  /** A token without a resource names the issuer as its audience. */
  | "audience_is_issuer"
  /** A client sends Basic credentials that are not form-urlencoded. */
  | "raw_basic_credentials"
  /** Secrets are hashed on the event loop: this runtime has no workers. */
  | "hashing_inline"
  /** A stored hash that no hasher can verify. */
  | "unusable_hash"
  /** Failed authentications cannot be counted. */
  | "counter_store_failed"
  /** Failures all come from one private address: a proxy nobody has named. */
  | "failures_from_one_private_address"
  /** The use of client secrets cannot be noted. */
  | "usage_store_failed"
  /** A stored hash that verified, but is weaker than the hasher makes now. */
  | "weak_hash"
  /** Private keys are in the key store in clear. */
  | "unwrapped_keys"
  /** A stored signing key that cannot be used, such as for a wrapping key. */
  | "unusable_key"
  /** The key store failed; the keys that were read last are used as yet. */
  | "key_store_failed";

/** Something that the operator should know. */
export interface WarningEvent {
  /** Tells the events apart. */
  readonly type: "warning";
  /** Epoch seconds. */
  readonly time: number;
  /** What it is about. */
  readonly warning: WarningCode;
  /** A sentence that says what it means and what to do. */
  readonly message: string;
  /** The client that it concerns. */
  readonly client_id?: string;
  /** The name of the client secret that it concerns. */
  readonly secretName?: string;
  /** The signing key that it concerns. */
  readonly kid?: string;
}

/** Everything that an {@linkcode EventSink} may receive. */
export type AuthorizationServerEvent =
  | IssuedEvent
  | RefusedEvent
  | FailedEvent
  | WarningEvent;

/**
 * Receives the events. It is never awaited; what it throws or rejects with is
 * dropped, so it must report its own failures.
 */
export interface EventSink {
  /** @param event What happened. */
  (event: AuthorizationServerEvent): void | PromiseLike<void>;
  /** The events that it does something with; absent = all of them. */
  readonly types?: readonly AuthorizationServerEvent["type"][];
}

/** How many distinct warnings are remembered as given. */
const MAXIMUM_REMEMBERED = 1_000;

/** Hands events to a sink that may fail in any way. */
export class Events {
  readonly #sink: EventSink;
  readonly #now: () => number;
  readonly #given = new Set<string>();

  /**
   * @param sink Where the events go.
   * @param now The clock, in epoch seconds.
   */
  constructor(sink: EventSink, now: () => number) {
    this.#sink = sink;
    this.#now = now;
  }

  /**
   * Whether anybody wants to know, so that nobody else has to pay for it.
   *
   * @param type The type of an event.
   * @returns Whether the sink does something with it.
   */
  wants(type: AuthorizationServerEvent["type"]): boolean {
    return this.#sink.types?.includes(type) ?? true;
  }

  /**
   * Hands one event to the sink; never throws and never waits.
   *
   * @param event The event.
   */
  emit(event: AuthorizationServerEvent): void {
    try {
      const pending = this.#sink(event);
      if (pending !== undefined) {
        Promise.resolve(pending).then(undefined, () => {});
      }
    } catch {
      // A sink that fails must not fail the request.
    }
  }

  /**
   * Warns once per warning and client secret, so that a state does not flood
   * the log. After a thousand different ones, further ones are dropped.
   *
   * @param warning What it is about.
   * @param message What it means and what to do.
   * @param about The client that it concerns.
   */
  warn(
    warning: WarningCode,
    message: string,
    about: { readonly client_id?: string; readonly secretName?: string } = {},
  ): void {
    const key = about.client_id === undefined
      ? warning
      : JSON.stringify([warning, about.client_id, about.secretName]);
    if (this.#given.has(key) || this.#given.size >= MAXIMUM_REMEMBERED) return;
    this.#given.add(key);
    this.warnAgain(warning, message, this.#now(), about);
  }

  /**
   * Warns, also where the same was said before.
   *
   * @param warning What it is about.
   * @param message What it means and what to do.
   * @param time Epoch seconds.
   * @param about What it concerns.
   */
  warnAgain(
    warning: WarningCode,
    message: string,
    time: number,
    about: Pick<WarningEvent, "client_id" | "secretName" | "kid"> = {},
  ): void {
    this.emit({ type: "warning", time, warning, message, ...about });
  }
}
