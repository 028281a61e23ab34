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

/** Whether a storage was closed that has opened nothing itself. */
export class Closing {
  #isClosed = false;

  /**
   * Lets a call pass, or not.
   *
   * @param signal Aborted when the caller no longer waits.
   * @throws {Error} The storage is closed, or the caller has given up.
   */
  check(signal?: AbortSignal): void {
    if (this.#isClosed) throw closedError();
    signal?.throwIfAborted();
  }

  /** Lets no call pass any more. */
  close(): void {
    this.#isClosed = true;
  }
}
