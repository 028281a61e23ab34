/**
 * How key sets are fetched: what is injected, and the limits.
 *
 * @module
 */

import type { JsonWebKeySet } from "../client.ts";
import type { VerificationKeys } from "../keys/verification_keys.ts";
import type { FetchKeySet } from "./fetch_document.ts";
import type { FetchBudgetOptions } from "./fetch_budget.ts";
import type { KeySetError } from "./key_set_error.ts";
import type { ResolveHost } from "./resolved_host.ts";

/** Limits of every key set that is fetched. */
export interface KeySetLimits {
  /**
   * The size of a key set or of metadata that is not exceeded, in bytes.
   *
   * @default {65_536}
   */
  readonly maxBytes?: number;
  /**
   * The time in which a document must have arrived, from the look-up of the
   * name to the last byte, in milliseconds.
   *
   * @default {3_000}
   */
  readonly fetchMilliseconds?: number;
  /**
   * The least time for which a key set is used without asking again, whatever
   * its `Cache-Control` says, in seconds.
   *
   * @default {30}
   */
  readonly minFreshSeconds?: number;
  /**
   * The most time for which a key set is used without asking again, whatever
   * its `Cache-Control` says, in seconds: a key that is withdrawn is accepted
   * so much longer at most, where its host can be reached.
   *
   * @default {3_600}
   */
  readonly maxFreshSeconds?: number;
  /**
   * The same where the host says nothing, in seconds.
   *
   * @default {600}
   */
  readonly defaultFreshSeconds?: number;
  /**
   * How much longer a key set is used while its host cannot be reached or
   * answers with an error other than 404 and 410, in seconds.
   *
   * @default {3_600}
   */
  readonly staleSeconds?: number;
  /**
   * How soon after a fetch a key ID that the set does not have is reason for
   * another, in seconds.
   *
   * @default {30}
   */
  readonly cooldownSeconds?: number;
  /**
   * How soon after a fetch that failed there is another, in seconds.
   *
   * @default {10}
   */
  readonly retrySeconds?: number;
}

/** What both kinds of key sets take. */
export interface KeySetOptions extends KeySetLimits {
  /**
   * Fetches; it must honour `redirect: "manual"` and `signal`.
   *
   * @default the global `fetch`
   */
  readonly fetch?: FetchKeySet;
  /**
   * Resolves the name of a host, so that one that leads to an address that is
   * not public is refused; the entries of the runtimes have `resolveHost`.
   * Absent, only addresses in URLs and names that are private by themselves
   * are refused.
   */
  readonly resolve?: ResolveHost;
  /**
   * Told of every fetch that failed, also where an older key set is used
   * instead. What it throws is ignored.
   *
   * @param error What went wrong.
   */
  readonly onFailure?: (error: KeySetError) => void;
}

/** What becomes of a set that was fetched. */
export interface KeySetReading {
  /**
   * Makes keys of a key set, for sets of another form than usual.
   *
   * @default `verificationKeys`
   */
  readonly toKeys?: (jwks: JsonWebKeySet) => VerificationKeys;
}

/** Options of URLs that the operator wrote. */
export interface OperatorKeySetOptions extends KeySetOptions, KeySetReading {
  /**
   * Whether the host may have an address inside of a network.
   *
   * @default {false}
   */
  readonly allowPrivateAddress?: boolean;
  /**
   * Whether `http` is accepted for `localhost` and loopback addresses. Who can
   * listen there can then give out keys in the name of the issuer.
   *
   * @default {false}
   */
  readonly allowInsecureLoopback?: boolean;
}

/** Bounds of a memory for many URLs. */
export interface KeySetCacheLimits {
  /**
   * How many key sets are remembered; the least recently used goes first.
   *
   * @default {1_000}
   */
  readonly maxKeySets?: number;
}

/** Options of {@linkcode remoteJwksCache}. */
export interface ClientKeySetOptions
  extends KeySetOptions, KeySetCacheLimits, Partial<FetchBudgetOptions> {
  /**
   * The hosts whose key sets may be fetched, such as `keys.example.com`,
   * `keys.example.com:8443` or `*.example.com`. It narrows what is allowed: a
   * host inside of a network stays refused.
   *
   * @default every public host
   */
  readonly jwksHosts?: readonly string[];
}
