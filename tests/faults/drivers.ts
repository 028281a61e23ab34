/**
 * Storage over each driver, set up as `docs/storage.md` says.
 *
 * @module
 */

import { createClient } from "@redis/client";
import { Redis } from "ioredis";
import pg from "pg";
import postgres from "postgres";
import { postgresStorage } from "../../src/storage/postgres.ts";
import { redisStorage } from "../../src/storage/redis.ts";
import type { RemoteStorage } from "../../src/storage/remote_storage.ts";
import type { EngineName } from "./own_engines.ts";

/** The names of the packages. */
export type DriverName = "postgres" | "pg" | "@redis/client" | "ioredis";

/** The drivers of an engine. */
export const DRIVERS_OF: Readonly<Record<EngineName, readonly DriverName[]>> = {
  postgres: ["postgres", "pg"],
  redis: ["@redis/client", "ioredis"],
};

/** A storage with what ends its connections. */
export interface Driven {
  readonly storage: RemoteStorage;
  end(): Promise<unknown>;
}

const onWarning = () => {};

/** Longer than any test, on however slow a machine. */
const clientCache = { maxAgeSeconds: 600 };

/** Opens a storage on an engine of this machine. */
export const OPEN: Readonly<
  Record<DriverName, (port: number) => Promise<Driven>>
> = {
  async postgres(port) {
    const client = postgres(postgresUrl(port), {
      backoff: () => 0.5,
      onnotice: () => {},
    });
    const storage = await postgresStorage({ client, clientCache });
    return { storage, end: () => client.end({ timeout: 0 }) };
  },
  async pg(port) {
    const client = new pg.Pool({ connectionString: postgresUrl(port) });
    client.on("error", () => {});
    const storage = await postgresStorage({ client, clientCache });
    return { storage, end: () => client.end() };
  },
  async "@redis/client"(port) {
    const client = createClient({
      url: `redis://127.0.0.1:${port}`,
      disableOfflineQueue: true,
    });
    client.on("error", () => {});
    await client.connect();
    const storage = await redisStorage({ client, clientCache, onWarning });
    return { storage, end: () => Promise.resolve(client.destroy()) };
  },
  async ioredis(port) {
    const client = new Redis(`redis://127.0.0.1:${port}`, {
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      lazyConnect: true,
    });
    client.on("error", () => {});
    await client.connect();
    const storage = await redisStorage({ client, clientCache, onWarning });
    return { storage, end: () => Promise.resolve(client.disconnect()) };
  },
};

function postgresUrl(port: number): string {
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}
