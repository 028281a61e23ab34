/**
 * Storage in Redis (or Valkey), over a client that you open: of the package
 * `@redis/client` or of `ioredis`.
 *
 * @module
 */

import { type RedisClient, redisDriver } from "./redis_client.ts";
import { durabilityProblems } from "./redis_durability.ts";
import {
  type Redis,
  redisClients,
  redisCounters,
  redisKeys,
  redisReplays,
  redisUsage,
} from "./redis_roles.ts";
import {
  Calls,
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
export type { PersistentStorage } from "./persistent_storage.ts";
export type {
  IoRedisClient,
  NodeRedisClient,
  RedisClient,
} from "./redis_client.ts";
export type { RemoteStorage, RemoteStorageOptions } from "./remote_storage.ts";

/** Options of {@linkcode redisStorage}. */
export interface RedisStorageOptions extends RemoteStorageOptions {
  /**
   * The client, connected: what `createClient()` of the package `@redis/client`
   * (or `redis`) returns, or a `Redis` or `Cluster` of the package `ioredis`. It
   * stays yours: close it when the storage is closed.
   */
  readonly client: RedisClient;
  /**
   * What the names of all keys begin with.
   *
   * @default {"mintmark"}
   */
  readonly prefix?: string;
  /**
   * Told where Redis is set up so that it may forget what it acknowledged.
   *
   * @default console.warn
   */
  readonly onWarning?: (message: string) => void;
}

/** What the keys look like; it changes when they do. */
const VERSION = 1;

/**
 * Opens storage in Redis 6.2 or later, or in Valkey.
 *
 * @param options The client, and how keys are named.
 * @returns The storage.
 * @throws {TypeError} A wrong option.
 * @throws {Error} Redis cannot be reached or refuses, or the data is of a later
 * release.
 *
 * @example
 * ```ts ignore
 * import { redisStorage } from "@mintmark/oauth/storage/redis";
 * import { createClient } from "@redis/client";
 *
 * const client = createClient({ url: "redis://localhost:6379" });
 * await client.connect();
 * const storage = await redisStorage({ client });
 * ```
 */
export async function redisStorage(
  options: RedisStorageOptions,
): Promise<RemoteStorage> {
  const {
    client,
    prefix = "mintmark",
    onWarning = (message: string) => console.warn(message),
  } = options;
  const now = clockOf(options);
  const send = redisDriver(client);
  if (typeof prefix !== "string" || !/^[\w.:-]{1,64}$/.test(prefix)) {
    throw new TypeError(
      "prefix must be 1 to 64 letters, digits, and any of _ . : -",
    );
  }
  if (typeof onWarning !== "function") {
    throw new TypeError("onWarning must be a function");
  }
  await checkVersion(send, `{${prefix}}:schema_version`);
  for (const problem of await durabilityProblems(send)) onWarning(problem);
  const calls = new Calls();
  const redis: Redis = {
    prefix,
    now,
    send: ([command = "", ...args], signal) =>
      calls.make(signal, () => send(command, ...args)),
  };
  return remoteStorage({
    clients: redisClients(redis),
    replays: redisReplays(redis),
    counters: redisCounters(redis),
    keys: redisKeys(redis),
    usage: redisUsage(redis),
    // deno-lint-ignore require-await -- nothing was opened here
    close: async () => calls.close(),
  }, options);
}

async function checkVersion(
  send: ReturnType<typeof redisDriver>,
  key: string,
): Promise<void> {
  await send("SET", key, String(VERSION), "NX");
  const version = Number(await send("GET", key));
  if (version <= VERSION) return;
  throw new Error(
    `the data in Redis has version ${version}, of a later release; this one knows ${VERSION}`,
  );
}
