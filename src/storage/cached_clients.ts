/**
 * A memory of clients in front of a store that is far away, so that the token
 * of a client that asked lately costs no round trip. *
 * @module
 */

import type { Client } from "../client.ts";
import { LATER, recalling } from "../deadline.ts";
import { joinBriefly } from "../join_briefly.ts";
import { SingleFlight } from "../single_flight.ts";
import type { ClientRegistry, ClientStore } from "../storage.ts";
import { deepFreeze } from "./frozen.ts";
import { RecentEntries } from "../recent_entries.ts";

/** Options of {@linkcode cachedClients}. */
export interface CachedClientsOptions {
  /**
   * How long a client is remembered, in seconds: what another instance changes,
   * such as `disabled`, is seen here at most so much later.
   *
   * @default {30}
   */
  readonly maxAgeSeconds?: number;
  /**
   * How many clients are remembered; the least recently used goes first.
   *
   * @default {10000}
   */
  readonly maxClients?: number;
  /**
   * How long it is remembered that there is no client of an id, in seconds.
   * They have room of their own for as many as there are clients.
   *
   * @default {5}
   */
  readonly unknownSeconds?: number;
  /**
   * The clock, in epoch seconds.
   *
   * @default the system clock
   */
  readonly now?: () => number;
}

/** A client store with a memory in front of it. */
export interface CachedClientStore extends ClientStore {
  /**
   * Forgets what is remembered, also what is being looked up now.
   *
   * @param client_id The client; absent = all of them.
   */
  forget(client_id?: string): void;
}

/** A client registry with a memory; what is changed through it is forgotten. */
export interface CachedClientRegistry
  extends CachedClientStore, ClientRegistry {}

/**
 * Puts a memory in front of a client store.
 *
 * @param store The store.
 * @param options The bounds.
 * @returns A store that remembers. What it gives out is frozen.
 * @throws {TypeError} A wrong option.
 *
 * @example
 * ```ts
 * import { cachedClients, memoryStorage } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const { clients: slow } = memoryStorage();
 * const clients = cachedClients(slow, { maxAgeSeconds: 10 });
 * await clients.put({ client_id: "backend" });
 * const { signal } = new AbortController();
 * assertEquals((await clients.get("backend", signal))?.client_id, "backend");
 * ```
 */
export function cachedClients(
  store: ClientRegistry,
  options?: CachedClientsOptions,
): CachedClientRegistry;
/**
 * Puts a memory in front of a client store that cannot be changed.
 *
 * @param store The store.
 * @param options The bounds.
 * @returns A store that remembers. What it gives out is frozen.
 * @throws {TypeError} A wrong option.
 */
export function cachedClients(
  store: ClientStore,
  options?: CachedClientsOptions,
): CachedClientStore;
export function cachedClients(
  store: ClientStore | ClientRegistry,
  options: CachedClientsOptions = {},
): CachedClientStore | CachedClientRegistry {
  const cache = new ClientCache(store, options);
  const reading = {
    get: recalling(
      (client_id: string, signal: AbortSignal) => cache.get(client_id, signal),
      (client_id) => cache.recall(client_id),
    ),
    forget: (client_id?: string) => cache.forget(client_id),
  };
  if (!("put" in store)) return reading;
  return {
    ...reading,
    async put(client) {
      try {
        await store.put(client);
      } finally {
        // Also where it failed: it may have been done all the same.
        cache.forget(client?.client_id);
      }
    },
    async delete(client_id) {
      try {
        return await store.delete(client_id);
      } finally {
        cache.forget(client_id);
      }
    },
    list: (after, limit) => store.list(after, limit),
  };
}

/** How long to wait for what another request looks up. */
const JOIN_MILLISECONDS = 250;

class ClientCache {
  readonly #store: ClientStore;
  readonly #now: () => number;
  readonly #known: RecentEntries<Client>;
  readonly #unknown: RecentEntries<undefined>;
  readonly #flights = new SingleFlight<Client | undefined>();
  /** What was looked up before something was forgotten is not remembered. */
  #generation = 0;

  constructor(store: ClientStore, options: CachedClientsOptions) {
    const { maxAgeSeconds = 30, unknownSeconds = 5, maxClients = 10_000 } =
      options;
    checkAtLeast(0, { maxAgeSeconds, unknownSeconds });
    checkAtLeast(1, { maxClients });
    this.#store = store;
    this.#now = options.now ?? (() => Date.now() / 1000);
    const maxEntries = maxClients;
    this.#known = new RecentEntries({ maxEntries, maxAgeSeconds });
    this.#unknown = new RecentEntries({
      maxEntries,
      maxAgeSeconds: Math.min(unknownSeconds, maxAgeSeconds),
    });
  }

  /** What is remembered of an id: its client, or that there is none. */
  recall(client_id: string): Client | undefined | typeof LATER {
    const now = this.#now();
    const found = this.#known.find(client_id, now) ??
      this.#unknown.find(client_id, now);
    return found === undefined ? LATER : found.value;
  }

  async get(
    client_id: string,
    signal: AbortSignal,
  ): Promise<Client | undefined> {
    const known = this.recall(client_id);
    if (known !== LATER) return known;
    const { value } = await joinBriefly(this.#flights, {
      key: `${this.#generation} ${client_id}`,
      joinMilliseconds: JOIN_MILLISECONDS,
      start: (shared) => {
        signal.throwIfAborted();
        return this.#lookUp(client_id, shared);
      },
      wait: (work) => untilAborted(work, signal),
    });
    return value;
  }

  forget(client_id: string | undefined): void {
    this.#generation++;
    if (client_id === undefined) {
      this.#known.clear();
      this.#unknown.clear();
    } else {
      this.#known.forget(client_id);
      this.#unknown.forget(client_id);
    }
  }

  async #lookUp(
    client_id: string,
    signal: AbortSignal,
  ): Promise<Client | undefined> {
    const generation = this.#generation;
    const client = deepFreeze(await this.#store.get(client_id, signal));
    if (generation === this.#generation) {
      if (client === undefined) {
        this.#unknown.keep(client_id, undefined, this.#now());
      } else this.#known.keep(client_id, client, this.#now());
    }
    return client;
  }
}

/** Waits for work, but not longer than its caller does. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    work.then(resolve, reject).finally(() =>
      signal.removeEventListener("abort", giveUp)
    );
  });
}

function checkAtLeast(
  least: number,
  options: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(options)) {
    if (typeof value !== "number" || !(value >= least)) {
      throw new TypeError(`${name} must be a number of at least ${least}`);
    }
  }
}
