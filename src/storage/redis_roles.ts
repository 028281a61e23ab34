/**
 * Every role on Redis. Each call is one command or script, and so one step.
 *
 * @module
 */

import type {
  ClientRegistry,
  CounterStore,
  KeyStore,
  ReplayStore,
  UsageStore,
} from "../storage.ts";
import { decodeClient, encodeClient, isClientId } from "./client_record.ts";
import { LEEWAY_SECONDS } from "./persistent_storage.ts";
import type { RedisCommand } from "./redis_client.ts";
import {
  ADD,
  DELETE_CLIENT,
  LIST_CLIENTS,
  LIST_USAGE,
  NOTE_USAGE,
  PUT_CLIENT,
  REPLACE_KEYS,
} from "./redis_scripts.ts";
import { slidingCount, windowPosition } from "../sliding_window.ts";
import { originalText, sortableText, storableText } from "./stored_text.ts";

/** Sends commands, and stops where the caller has given up. */
export interface Redis {
  /** Sends a command. */
  readonly send: (
    command: readonly string[],
    signal?: AbortSignal,
  ) => ReturnType<RedisCommand>;
  /** What the names of all keys begin with. */
  readonly prefix: string;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** The largest LIMIT of a range. */
const MAXIMUM_LIMIT = 2 ** 31 - 1;

/** Longer than any caller asks for, and short enough for Redis to add. */
const MAXIMUM_MILLISECONDS = 2 ** 45;

/** Runs a script. */
function evaluate(
  { send }: Redis,
  script: string,
  keys: readonly string[],
  args: readonly (string | number)[],
  signal?: AbortSignal,
): Promise<unknown> {
  return send(
    ["EVAL", script, String(keys.length), ...keys, ...args.map(String)],
    signal,
  );
}

/** The clients: a hash of records, and their ids in order. */
export function redisClients(redis: Redis): ClientRegistry {
  // In a cluster, braces keep the two in one place.
  const keys = [
    `{${redis.prefix}}:clients`,
    `{${redis.prefix}}:client_ids`,
  ] as const;
  return {
    async get(client_id, signal) {
      if (!isClientId(client_id)) return undefined;
      const field = sortableText(client_id);
      const record = await redis.send(["HGET", keys[0], field], signal);
      return isNothing(record) ? undefined : decodeClient(record);
    },
    async put(client) {
      const record = encodeClient(client);
      const id = sortableText(client.client_id);
      await evaluate(redis, PUT_CLIENT, keys, [id, record]);
    },
    async delete(client_id) {
      if (!isClientId(client_id)) return false;
      const id = sortableText(client_id);
      const deleted = await evaluate(redis, DELETE_CLIENT, keys, [id]);
      await redis.send(["DEL", usageKey(redis, client_id)]);
      return Number(deleted) > 0;
    },
    async list(after, limit) {
      const [start = ""] = after.split("\0"); // no id has a NUL
      const range = [sortableText(start), Math.min(limit, MAXIMUM_LIMIT)];
      const records = await evaluate(redis, LIST_CLIENTS, keys, range);
      return listOf(records).map(decodeClient);
    },
  };
}

/** The claims: a key each, which Redis takes away when it expires. */
export function redisReplays(redis: Redis): ReplayStore {
  return {
    async claim(id, expiresAt, signal) {
      const key = `${redis.prefix}:replay:${storableText(id)}`;
      const until = lifetime(expiresAt - redis.now());
      const reply = await redis.send(
        ["SET", key, "1", "NX", "PX", until],
        signal,
      );
      return !isNothing(reply);
    },
  };
}

/** The counters: a hash each, which Redis takes away when it expires. */
export function redisCounters(redis: Redis): CounterStore {
  const keyOf = (key: string, windowSeconds: number) =>
    `${redis.prefix}:counter:${windowSeconds}:${storableText(key)}`;
  return {
    async count(key, windowSeconds) {
      const reply = await redis.send([
        "HMGET",
        keyOf(key, windowSeconds),
        ...["bucket", "current", "previous"],
      ]);
      const position = windowPosition(redis.now(), windowSeconds);
      const counts = listOf(reply);
      return isNothing(counts[0])
        ? 0
        : slidingCount(countsOf(counts), position);
    },
    async add(key, windowSeconds) {
      const now = redis.now();
      const position = windowPosition(now, windowSeconds);
      const until = lifetime((position.bucket + 2) * windowSeconds - now);
      const reply = await evaluate(
        redis,
        ADD,
        [keyOf(key, windowSeconds)],
        [position.bucket, until],
      );
      return slidingCount(countsOf(listOf(reply)), position);
    },
  };
}

/** The signing keys: one hash. */
export function redisKeys(redis: Redis): KeyStore {
  const key = `{${redis.prefix}}:keys`;
  return {
    async read(signal) {
      const reply = await redis.send(["HMGET", key, "version", "keys"], signal);
      const [version, keys] = listOf(reply);
      return isNothing(version)
        ? { version: 0, keys: [] }
        : { version: Number(version), keys: JSON.parse(String(keys)) };
    },
    async replace({ version, keys }, signal) {
      const written = await evaluate(
        redis,
        REPLACE_KEYS,
        [key],
        [version - 1, version, JSON.stringify(keys)],
        signal,
      );
      return Number(written) === 1;
    },
  };
}

/** The usage of secrets: a hash for each client. */
export function redisUsage(redis: Redis): UsageStore {
  return {
    async note(client_id, secretName, hour) {
      const key = usageKey(redis, client_id);
      await evaluate(redis, NOTE_USAGE, [key], [
        storableText(secretName),
        hour,
      ]);
    },
    async list(client_id) {
      const key = usageKey(redis, client_id);
      const fields = listOf(await evaluate(redis, LIST_USAGE, [key], []));
      const names = fields.filter((_, i) => i % 2 === 0);
      return names.map((name, i) => ({
        secretName: originalText(String(name)),
        hour: Number(fields[2 * i + 1]),
      })).sort((a, b) => a.secretName < b.secretName ? -1 : 1);
    },
  };
}

function usageKey({ prefix }: Redis, client_id: string): string {
  return `${prefix}:usage:${storableText(client_id)}`;
}

/** How long to keep what lasts so many seconds, in milliseconds. */
function lifetime(seconds: number): string {
  const milliseconds = Math.ceil((seconds + LEEWAY_SECONDS) * 1000);
  return String(Math.min(Math.max(milliseconds, 1), MAXIMUM_MILLISECONDS));
}

function countsOf([bucket, current, previous]: readonly unknown[]) {
  return {
    bucket: Number(bucket),
    current: Number(current),
    previous: Number(previous),
  };
}

function listOf(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply;
  throw new TypeError("Redis answered with something else than a list");
}

function isNothing(reply: unknown): boolean {
  return reply === null || reply === undefined;
}
