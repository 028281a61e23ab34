/**
 * Why a key set could not be had.
 *
 * @module
 */

/** What went wrong, for the operator; nothing of it is for a client. */
export type KeySetFailure =
  /** The URL is none, is too long, or has a user, password or fragment. */
  | "key_set_url_malformed"
  /** The URL is not https. */
  | "key_set_url_insecure"
  /** The host is not on the operator's list. */
  | "key_set_host_not_listed"
  /** The host is an address, or resolves to one, that is not public. */
  | "key_set_address_private"
  /** The name of the host can only be one inside of a network. */
  | "key_set_name_private"
  /** The name of the host resolves to nothing. */
  | "key_set_host_unresolved"
  /** As many fetches from the host are under way as may be. */
  | "key_set_host_busy"
  /** As many fetches from the host were made lately as may be. */
  | "key_set_host_budget"
  /** As many fetches are under way as may be. */
  | "key_set_fetches_busy"
  /** As many fetches were made lately as may be. */
  | "key_set_fetches_budget"
  /** The host did not answer in time, or its answer did not arrive in time. */
  | "key_set_timeout"
  /** The host cannot be reached, or the connection broke off. */
  | "key_set_unreachable"
  /** The host answered with a redirect, which is not followed. */
  | "key_set_redirect"
  /** The host answered with another status than 200. */
  | "key_set_status"
  /** The answer is larger than allowed. */
  | "key_set_too_large"
  /** The answer is not JSON of the right form. */
  | "key_set_malformed"
  /** The set has more keys than are looked at. */
  | "key_set_too_many_keys"
  /** The metadata is about another issuer. */
  | "key_set_issuer_mismatch"
  /** The metadata names no `jwks_uri`. */
  | "key_set_uri_missing";

/** What is known beside the reason; never anything that a host answered. */
export interface KeySetEvidence {
  /** The host that was asked. */
  readonly host?: string;
  /** The status that it answered with. */
  readonly status?: number;
  /** The address that is not public. */
  readonly address?: string;
}

/** A key set could not be had. */
export class KeySetError extends Error {
  /** The name of the class, for logs. */
  override readonly name: string = "KeySetError";
  /** What went wrong. */
  readonly reason: KeySetFailure;
  /** What is known beside it. */
  readonly evidence: KeySetEvidence;

  /**
   * Makes an error.
   *
   * @param reason What went wrong.
   * @param evidence What is known beside it.
   * @param cause What a runtime or an injected function threw.
   */
  constructor(
    reason: KeySetFailure,
    evidence: KeySetEvidence = {},
    cause?: unknown,
  ) {
    const details = Object.entries(evidence)
      .map(([name, value]) => `, ${name} ${value}`).join("");
    super(`${reason}${details}`, cause === undefined ? {} : { cause });
    this.reason = reason;
    this.evidence = evidence;
  }

  /** Whether the host said that there is no such document any more. */
  get isGone(): boolean {
    const { status } = this.evidence;
    return status === 404 || status === 410;
  }

  /** Whether nothing was fetched, because enough else was. */
  get isBudget(): boolean {
    return /_(busy|budget)$/.test(this.reason);
  }
}
