/**
 * Storage in Redis, under a prefix of its own, through either driver.
 *
 * @module
 */

import { createClient } from "@redis/client";
import { Redis } from "ioredis";
import {
  type RedisClient,
  redisStorage,
  type RedisStorageOptions,
  type RemoteStorage,
} from "../../src/storage/redis.ts";

/** A driver: opens a client, and ends it. */
export interface Driver {
  open(url: string): Promise<{
    readonly client: RedisClient;
    end(): Promise<unknown>;
  }>;
}

/** The drivers, by the names of their packages. */
export const DRIVERS: Readonly<Record<string, Driver>> = {
  "@redis/client": {
    async open(url) {
      const client = createClient({ url });
      await client.connect();
      return { client, end: () => client.close() };
    },
  },
  "ioredis": {
    open(url) {
      const client = new Redis(url);
      return Promise.resolve({ client, end: () => client.quit() });
    },
  },
};

/** The keys of one test file. */
export class TestKeys {
  readonly prefix: string = `mintmark-test-${crypto.randomUUID().slice(0, 8)}`;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Opens one more handle, as another process would. */
  async open(
    driver: Driver,
    options: Partial<RedisStorageOptions> = {},
  ): Promise<RemoteStorage> {
    const { client, end } = await driver.open(this.#url);
    try {
      const { prefix } = this;
      const storage = await redisStorage({
        client,
        prefix,
        onWarning: () => {},
        ...options,
      });
      let ending: Promise<unknown> | undefined;
      const close = async () => {
        await storage.close();
        await (ending ??= end());
      };
      return { ...storage, close };
    } catch (error) {
      await end();
      throw error;
    }
  }

  /** Runs work with a client beside the storage. */
  async beside<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.#url);
    try {
      return await work(redis);
    } finally {
      await redis.quit();
    }
  }

  /** Takes them away. */
  async drop(): Promise<void> {
    await this.beside(async (redis) => {
      const names = await redis.keys(`*${this.prefix}*`);
      if (names.length > 0) await redis.del(...names);
    });
  }
}
