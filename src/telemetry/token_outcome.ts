/**
 * What becomes of token requests, in words that metrics may be labelled with:
 * each from a closed set, and none that a caller chose.
 *
 * @module
 */

import type { FailedEvent, IssuedEvent, RefusedEvent } from "../events.ts";
import { knownReason } from "./failure_reasons.ts";

/** An event that decides a request. */
export type DecidingEvent = IssuedEvent | RefusedEvent | FailedEvent;

/** What became of a request. */
export interface TokenOutcome {
  /** A token, a refusal, or a failure of ours. */
  readonly type: DecidingEvent["type"];
  /** The grant, one of those configured; absent where it was not known yet. */
  readonly grant_type?: string;
  /** How the client was authenticated; only beside a token, if at all. */
  readonly method?: string;
  /** The code that the client was told; absent beside a token. */
  readonly error?: string;
  /** Why it failed, or was past a budget (429); absent for other refusals. */
  readonly reason?: string;
}

/**
 * What an event says that metrics may be labelled with.
 *
 * @param event The event.
 * @returns The outcome. It holds no `client_id`: a refused one is whatever the
 * caller wrote, and a million good ones are too many for a metric.
 */
export function tokenOutcome(event: DecidingEvent): TokenOutcome {
  const { type, grant_type } = event;
  const grant = grant_type === undefined ? {} : { grant_type };
  if (event.type === "issued") {
    const { method } = event;
    return { type, ...grant, ...(method !== undefined && { method }) };
  }
  const { error, reason } = event;
  // Refusals that name this code are those past a budget.
  const isTold = type === "failed" || error === "temporarily_unavailable";
  return {
    type,
    ...grant,
    error,
    ...(isTold && { reason: knownReason(reason) }),
  };
}
