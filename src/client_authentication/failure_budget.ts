/**
 * The failure budget: how many failed authentications are borne from an
 * address, and against a client, before no more secrets are hashed.
 *
 * Why in this order: a secret that is in the verified-secret cache is never
 * refused and touches no counter, so that clients which run are not stopped by
 * whatever others do. Everybody else is asked what failed lately: from the same
 * address against the same client, from the same address at all, and against
 * the same client from anywhere. The last stops a guesser who has many
 * addresses; so that nobody locks a client out by guessing against it,
 * addresses from which the client succeeded within a day are let through.
 * Unknown ids count as known ones do, so that no answer tells them apart. What
 * is refused here is not counted, so that a budget comes back by waiting.
 *
 * Failures are counted when they are known. As many as are under way at once,
 * which the hashing queue bounds, may go beyond the budget.
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import type { RequestContext } from "../context.ts";
import { encodeBase64Url } from "../encoding/base64url.ts";
import { sha256 } from "../encoding/sha256.ts";
import { OAuthError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { CounterStore } from "../storage.ts";
import { addressKey, isPrivateAddress } from "./address_key.ts";
import { FailureCounts } from "./failure_counts.ts";
import { RecentSuccesses } from "./recent_successes.ts";

/** The limits of a {@linkcode FailureBudget}. */
export interface FailureLimits {
  /** The length of the sliding window, in seconds. */
  readonly windowSeconds: number;
  /** Failures from one address against one client. */
  readonly perPair: number;
  /** Failures from one address. */
  readonly perAddress: number;
  /** Failures against one client. */
  readonly perClient: number;
}

/** What a {@linkcode FailureBudget} is made of. */
export interface FailureBudgetParts {
  /** The limits. */
  readonly limits: FailureLimits;
  /** Where failures are counted. */
  readonly counters: CounterStore;
  /** Whether addresses are the socket's, with no proxy named. */
  readonly hasNoProxy: boolean;
  /** Where warnings go. */
  readonly events: Events;
}

/** Who fails: as the request claims, known or not. */
export interface Attempt {
  /** The client ids that the request may mean. */
  readonly clientIds: readonly string[];
  /** Where it comes from, if that is known. */
  readonly address: string | undefined;
}

/** A limit with the key that it is counted under. */
interface Counter {
  readonly key: string;
  readonly limit: number;
  readonly reason: string;
}

/** No registered id is longer; one more, so that a longer one is not cut to it. */
const MAXIMUM_LENGTH = 256;

/** So many failures from one private address look like a proxy. */
const SUSPICIOUS_FAILURES = 20;

/** Guards what is known of failures and successes. */
export class FailureBudget {
  readonly #parts: FailureBudgetParts;
  readonly #counts: FailureCounts;
  readonly #successes = new RecentSuccesses();
  #failures = 0;
  #onlyAddress: string | undefined;

  /** @param parts Limits and counters. */
  constructor(parts: FailureBudgetParts) {
    this.#parts = parts;
    this.#counts = new FailureCounts(parts.counters, parts.events);
  }

  /**
   * Lets an attempt pass, or refuses it before anything is hashed.
   *
   * @param attempt Who asks.
   * @param context The circumstances of the request.
   * @throws {OAuthError} `temporarily_unavailable`, as 429, past a budget.
   */
  async check(attempt: Attempt, context: RequestContext): Promise<void> {
    const { windowSeconds } = this.#parts.limits;
    const counters = this.#countersOf(attempt, context.now);
    const counts = await this.#ask("count", counters, context);
    for (const [i, { limit, reason }] of counters.entries()) {
      const count = counts[i]!;
      if (count >= limit) throw pastBudget(reason, count, limit, windowSeconds);
    }
  }

  /**
   * Counts a failure. It never rejects.
   *
   * @param attempt Who failed.
   * @param context The circumstances of the request.
   */
  async fail(attempt: Attempt, context: RequestContext): Promise<void> {
    this.#suspectProxy(attempt.address);
    const counters = this.#countersOf(attempt, context.now);
    await this.#ask("add", counters, context);
  }

  /**
   * Remembers from where a client succeeded; no store is written.
   *
   * @param client_id The client.
   * @param context The circumstances of the request.
   */
  succeed(client_id: string, { connection, now }: RequestContext): void {
    this.#successes.note(client_id, connection, now);
  }

  /**
   * The counters of an attempt. What comes from where the client has succeeded
   * is no matter of the client's own: pods that still send a retired secret do
   * not keep new pods out.
   */
  #countersOf({ clientIds, address }: Attempt, now: number): Counter[] {
    const { perPair, perAddress, perClient } = this.#parts.limits;
    const from = address === undefined ? undefined : addressKey(address);
    const counters: Counter[] = from === undefined ? [] : [{
      key: `failures from ${from}`,
      limit: perAddress,
      reason: "address_past_failure_budget",
    }];
    for (const client_id of clientIds) {
      // A digest, since what is claimed may be longer than any key. Of an id
      // that is longer than any that could be registered, the beginning does.
      const claimed = encodeUtf8(client_id.slice(0, MAXIMUM_LENGTH));
      const client = encodeBase64Url(sha256(claimed));
      if (from !== undefined) {
        counters.push({
          key: `failures from ${from} as ${client}`,
          limit: perPair,
          reason: "pair_past_failure_budget",
        });
      }
      const isKnownHere = address !== undefined &&
        this.#successes.has(client_id, address, now);
      if (isKnownHere) continue;
      counters.push({
        key: `failures as ${client}`,
        limit: perClient,
        reason: "client_past_failure_budget",
      });
    }
    return counters;
  }

  #ask(
    method: "count" | "add",
    counters: readonly Counter[],
    context: RequestContext,
  ): Promise<readonly number[]> {
    const keys = counters.map(({ key }) => key);
    const { windowSeconds } = this.#parts.limits;
    return this.#counts.ask(method, keys, windowSeconds, context);
  }

  #suspectProxy(address: string | undefined): void {
    const { hasNoProxy, events } = this.#parts;
    if (!hasNoProxy || this.#failures >= SUSPICIOUS_FAILURES) return;
    if (address === undefined || !isPrivateAddress(address)) {
      this.#failures = Infinity;
      return;
    }
    this.#onlyAddress ??= address;
    this.#failures = address === this.#onlyAddress
      ? this.#failures + 1
      : Infinity;
    if (this.#failures !== SUSPICIOUS_FAILURES) return;
    events.warn(
      "failures_from_one_private_address",
      "Every failed authentication so far came from one private address. If " +
        "that is a proxy, name it in trustedProxies: until then all clients " +
        "behind it share one failure budget.",
    );
  }
}

function pastBudget(
  reason: string,
  count: number,
  limit: number,
  windowSeconds: number,
): OAuthError {
  // The older half of the window fades evenly, and the count with it.
  const retryAfterSeconds = windowSeconds * (count - limit + 1) / count;
  return new OAuthError("temporarily_unavailable", {
    description: "Too many failed authentications: try again later.",
    reason,
    evidence: { count, limit },
    isRateLimited: true,
    retryAfterSeconds: Math.ceil(retryAfterSeconds),
  });
}
