/**
 * Storage on an engine that is a round trip away.
 *
 * @module
 */

import {
  type CachedClientRegistry,
  cachedClients,
  type CachedClientsOptions,
} from "./cached_clients.ts";
import { closedError, type PersistentStorage } from "./persistent_storage.ts";

/** A storage whose clients are remembered for a while. */
export interface RemoteStorage extends PersistentStorage {
  /**
   * The registered clients. What is changed here is seen here at once, and by
   * other instances when they have forgotten what they remember.
   */
  readonly clients: CachedClientRegistry;
}

/** Options of every storage that is a round trip away. */
export interface RemoteStorageOptions {
  /**
   * How clients are remembered: by default 10,000 of them, for 30 seconds.
   * `{ maxAgeSeconds: 0 }` asks the engine each time.
   */
  readonly clientCache?: Omit<CachedClientsOptions, "now">;
  /**
   * The clock, in epoch seconds.
   *
   * @default the system clock
   */
  readonly now?: () => number;
}

/**
 * The clock of a storage.
 *
 * @param options Its options.
 * @returns The clock.
 * @throws {TypeError} It is no function.
 */
export function clockOf(
  { now = () => Date.now() / 1000 }: RemoteStorageOptions,
): () => number {
  if (typeof now !== "function") {
    throw new TypeError("now must be a function that returns epoch seconds");
  }
  return now;
}

/**
 * Puts the memory of clients in front of a storage.
 *
 * @param storage The storage.
 * @param options The options of the whole.
 * @returns The whole.
 */
export function remoteStorage(
  storage: PersistentStorage,
  options: RemoteStorageOptions,
): RemoteStorage {
  const clients = cachedClients(storage.clients, {
    ...options.clientCache,
    now: clockOf(options),
  });
  return { ...storage, clients };
}

/**
 * How many calls may be unanswered: drivers queue what an engine does not
 * answer, without an end, and send it all when the engine is back, long after
 * those who asked have gone.
 */
const MAXIMUM_UNANSWERED = 10_000;

/** The calls into an engine that somebody else opened. */
export class Calls {
  #isClosed = false;
  #unanswered = 0;

  /**
   * Makes a call.
   *
   * @param signal Aborted when the caller no longer waits.
   * @param call Makes it.
   * @returns What it settles with.
   * @throws {Error} The storage is closed, the caller has given up, or too many
   * calls are unanswered.
   */
  async make<T>(
    signal: AbortSignal | undefined,
    call: () => Promise<T>,
  ): Promise<T> {
    if (this.#isClosed) throw closedError();
    signal?.throwIfAborted();
    if (this.#unanswered >= MAXIMUM_UNANSWERED) {
      throw new Error(
        `${MAXIMUM_UNANSWERED} calls are unanswered by the engine of the storage`,
      );
    }
    this.#unanswered++;
    try {
      return await call();
    } finally {
      this.#unanswered--;
    }
  }

  /** Lets no call pass any more. */
  close(): void {
    this.#isClosed = true;
  }
}
