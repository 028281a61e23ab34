/**
 * Storage in memory: for tests, for trials, and for clients that come from
 * configuration.
 *
 * @module
 */

import type { Client } from "../client.ts";
import { prompt } from "../deadline.ts";
import { memoryCounters } from "../memory_counters.ts";
import type {
  ClientRegistry,
  CounterStore,
  KeyStore,
  ReplayStore,
  UsageStore,
} from "../storage.ts";
import { checkClient } from "./client_record.ts";
import { deepFreeze } from "./frozen.ts";
import { memoryKeys } from "./memory_keys.ts";
import { memoryReplays } from "./memory_replays.ts";
import { memoryUsage } from "./memory_usage.ts";

/** Options of {@linkcode memoryStorage}. */
export interface MemoryStorageOptions {
  /** The clients that are registered from the start. */
  readonly clients?: readonly Client[];
  /** The clock, in epoch seconds. @default the system's */
  readonly now?: () => number;
}

/** Storage in memory, role by role. */
export interface MemoryStorage {
  /** The registered clients; `put`, `delete` and `list` administer them. */
  readonly clients: ClientRegistry;
  /** Counters, of which at most 100,000 are kept. */
  readonly counters: CounterStore;
  /** The signing keys of a rotating key ring. */
  readonly keys: KeyStore;
  /** What was used once; past a million that have not expired, it rejects. */
  readonly replays: ReplayStore;
  /** Which client secrets are in use. */
  readonly usage: UsageStore;
}

/** How many counters are kept: about 30 MB. */
const MAXIMUM_COUNTERS = 100_000;

/** How many claims are kept: about 100 MB. */
const MAXIMUM_CLAIMS = 1_000_000;

/**
 * Storage that lives and dies with the process.
 *
 * Records are copied and frozen when they are put, so that what a caller
 * changes afterwards changes nothing here.
 *
 * @param options The clients.
 * @returns The storage.
 * @throws {TypeError} A client record is not usable, or an id occurs twice.
 *
 * @example
 * ```ts
 * import { memoryStorage } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const storage = memoryStorage({ clients: [{ client_id: "backend" }] });
 * await storage.clients.put({ client_id: "worker", disabled: true });
 * assertEquals((await storage.clients.list("", 10)).length, 2);
 * ```
 */
export function memoryStorage(
  options: MemoryStorageOptions = {},
): MemoryStorage {
  const clients = new Map<string, Client>();
  for (const client of options.clients ?? []) {
    if (clients.has(client?.client_id)) {
      throw new TypeError(
        `clients must not have ${JSON.stringify(client.client_id)} twice`,
      );
    }
    keep(client);
  }

  function keep(client: Client): void {
    checkClient(client);
    clients.set(client.client_id, deepFreeze(structuredClone(client)));
  }

  const now = options.now ?? (() => Date.now() / 1_000);
  return {
    counters: memoryCounters({ now, maxKeys: MAXIMUM_COUNTERS }),
    usage: memoryUsage(),
    clients: {
      get: prompt((client_id: string) => clients.get(client_id)),
      // deno-lint-ignore require-await -- a bad record rejects, it does not throw
      put: async (client) => keep(client),
      delete: (client_id) => Promise.resolve(clients.delete(client_id)),
      list: (after, limit) =>
        Promise.resolve(
          [...clients.keys()].filter((id) => id > after).sort()
            .slice(0, limit).map((id) => clients.get(id)!),
        ),
    },
    keys: memoryKeys(),
    replays: memoryReplays({ now, maxClaims: MAXIMUM_CLAIMS }),
  };
}
