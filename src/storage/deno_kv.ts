/**
 * Storage in Deno KV: a file on one machine, or the service of Deno Deploy.
 *
 * @module
 */

import type { DenoKv } from "./deno_kv_client.ts";
import {
  kvClients,
  kvCounters,
  kvKeys,
  kvReplays,
  kvUsage,
} from "./deno_kv_roles.ts";
import { KvStore } from "./deno_kv_store.ts";
import {
  clockOf,
  type RemoteStorage,
  remoteStorage,
  type RemoteStorageOptions,
} from "./remote_storage.ts";

export type {
  Client,
  ClientSecret,
  JsonWebKey,
  JsonWebKeySet,
} from "../client.ts";
export type {
  ClientRegistry,
  ClientStore,
  CounterStore,
  KeySet,
  KeyStore,
  ReplayStore,
  SecretUsage,
  Storage,
  StoredKey,
  UsageStore,
} from "../storage.ts";
export type {
  CachedClientRegistry,
  CachedClientsOptions,
  CachedClientStore,
} from "./cached_clients.ts";
export type {
  DenoKv,
  DenoKvAtomic,
  DenoKvCheck,
  DenoKvEntry,
  DenoKvKey,
} from "./deno_kv_client.ts";
export type { PersistentStorage } from "./persistent_storage.ts";
export type { RemoteStorage, RemoteStorageOptions } from "./remote_storage.ts";

/** Options of {@linkcode denoKvStorage}. */
export interface DenoKvStorageOptions extends RemoteStorageOptions {
  /**
   * What `Deno.openKv()` returns; Deno needs `--unstable-kv` for that. It stays
   * yours: close it when the storage is closed.
   */
  readonly kv: DenoKv;
  /**
   * The first part of every key.
   *
   * @default {"mintmark"}
   */
  readonly prefix?: string;
}

/** What the values look like; it changes when they do. */
const VERSION = 1;

/**
 * Opens storage in Deno KV.
 *
 * @param options The store, and how keys are named.
 * @returns The storage.
 * @throws {TypeError} A wrong option.
 * @throws {Error} The data is of a later release.
 *
 * @example
 * ```ts
 * import { denoKvStorage } from "@mintmark/oauth/storage/deno-kv";
 * import { assertEquals } from "@std/assert";
 *
 * const kv = await Deno.openKv(":memory:");
 * const storage = await denoKvStorage({ kv });
 * await storage.clients.put({ client_id: "backend" });
 * assertEquals((await storage.clients.list("", 10)).length, 1);
 * await storage.close();
 * kv.close();
 * ```
 */
export async function denoKvStorage(
  options: DenoKvStorageOptions,
): Promise<RemoteStorage> {
  const { kv, prefix = "mintmark" } = options;
  const now = clockOf(options);
  if (typeof kv?.atomic !== "function" || typeof kv.list !== "function") {
    throw new TypeError("kv must be what Deno.openKv() returns");
  }
  if (typeof prefix !== "string" || prefix === "" || prefix.length > 64) {
    throw new TypeError("prefix must be a text of 1 to 64 characters");
  }
  const store = new KvStore(kv, prefix, now);
  await checkVersion(store);
  return remoteStorage({
    clients: kvClients(store),
    replays: kvReplays(store),
    counters: kvCounters(store),
    keys: kvKeys(store),
    usage: kvUsage(store),
    // deno-lint-ignore require-await -- nothing was opened here
    close: async () => store.close(),
  }, options);
}

async function checkVersion(store: KvStore): Promise<void> {
  const key = store.key("schema_version");
  await store.commit((atomic) =>
    atomic.check({ key, versionstamp: null }).set(key, VERSION)
  );
  const { value } = await store.get(key);
  if (Number(value) <= VERSION) return;
  throw new Error(
    `the data in Deno KV has version ${value}, of a later release; this one knows ${VERSION}`,
  );
}
