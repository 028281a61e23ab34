/**
 * The drivers of Redis that a storage works with, as far as it uses them.
 *
 * @module
 */

/** What `createClient()` of the package `@redis/client` (or `redis`) returns. */
export interface NodeRedisClient {
  /** Sends a command. */
  sendCommand(command: string[]): Promise<unknown>;
}

/** A `Redis` or `Cluster` of the package `ioredis`. */
export interface IoRedisClient {
  /** Sends a command. */
  call(command: string, ...args: string[]): Promise<unknown>;
}

/** A client of either package. */
export type RedisClient = NodeRedisClient | IoRedisClient;

/** Sends a command, through whichever driver. */
export type RedisCommand = (
  command: string,
  ...args: readonly string[]
) => Promise<unknown>;

/**
 * Finds out which driver a client is of.
 *
 * @param client The client.
 * @returns What sends its commands.
 * @throws {TypeError} It is of neither.
 */
export function redisDriver(client: RedisClient): RedisCommand {
  // A client of ioredis has a sendCommand, too, of another kind.
  if ("call" in Object(client)) {
    const { call } = client as IoRedisClient;
    if (typeof call === "function") {
      return (command, ...args) => call.call(client, command, ...args);
    }
  }
  if ("sendCommand" in Object(client)) {
    const { sendCommand } = client as NodeRedisClient;
    if (typeof sendCommand === "function") {
      return (command, ...args) => sendCommand.call(client, [command, ...args]);
    }
  }
  throw new TypeError(
    "client must be what createClient() of the package @redis/client returns, or a Redis of the package ioredis",
  );
}
