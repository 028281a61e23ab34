/**
 * What every storage on an engine has in common.
 *
 * @module
 */

import type {
  ClientRegistry,
  CounterStore,
  KeyStore,
  ReplayStore,
  Storage,
  UsageStore,
} from "../storage.ts";

/** A storage on an engine: every role, shared by all who open it. */
export interface PersistentStorage extends Storage {
  /** The registered clients; `put`, `delete` and `list` administer them. */
  readonly clients: ClientRegistry;
  /** What was used and may not be used again. */
  readonly replays: ReplayStore;
  /** Counters, such as those of failed authentications. */
  readonly counters: CounterStore;
  /** The signing keys of a rotating key ring. */
  readonly keys: KeyStore;
  /** Which client secrets are in use. */
  readonly usage: UsageStore;
  /**
   * Ends the storage: what it opened is closed, and later calls reject. A
   * client that was handed in stays open: whoever opened it closes it.
   */
  close(): Promise<void>;
}

/** How often what has expired is looked for: with every so many writes. */
export const WRITES_PER_CLEANUP = 64;

/** The most that one look removes: more than what came since the last one. */
export const MAXIMUM_CLEANUP = 4 * WRITES_PER_CLEANUP;

/**
 * How long something is kept past its end, in seconds: the clocks of instances
 * differ, and one that is ahead must not forget what another still counts on.
 */
export const LEEWAY_SECONDS = 60;

/** What a closed storage rejects with. */
export function closedError(): Error {
  return new Error("the storage is closed");
}
