/**
 * Every role on Deno KV: values that are written only where nobody else did.
 *
 * @module
 */

import {
  slidingCount,
  type WindowCounts,
  windowPosition,
} from "../sliding_window.ts";
import type {
  ClientRegistry,
  CounterStore,
  KeySet,
  KeyStore,
  ReplayStore,
  UsageStore,
} from "../storage.ts";
import { decodeClient, encodeClient, isClientId } from "./client_record.ts";
import type { KvStore } from "./deno_kv_store.ts";
import { LEEWAY_SECONDS } from "./persistent_storage.ts";
import { originalText, sortableText, storableText } from "./stored_text.ts";

const UTF8 = new TextEncoder();
const TEXT = new TextDecoder();

/** Longer than any caller asks for. */
const MAXIMUM_MILLISECONDS = 2 ** 45;

/** The clients. As bytes, the size of a record is that of its JSON. */
export function kvClients(store: KvStore): ClientRegistry {
  const keyOf = (client_id: string) =>
    store.key("client", sortableText(client_id));
  const read = (value: unknown) =>
    decodeClient(TEXT.decode(value as Uint8Array));
  return {
    async get(client_id, signal) {
      if (!isClientId(client_id)) return undefined;
      const entry = await store.get(keyOf(client_id), signal);
      return entry.versionstamp === null ? undefined : read(entry.value);
    },
    async put(client) {
      const record = UTF8.encode(encodeClient(client));
      const key = keyOf(client.client_id);
      await store.commit((atomic) => atomic.set(key, record));
    },
    async delete(client_id) {
      if (!isClientId(client_id)) return false;
      const key = keyOf(client_id);
      while (true) {
        const { versionstamp } = await store.get(key);
        if (versionstamp === null) return false;
        const isDeleted = await store.commit((atomic) =>
          atomic.check({ key, versionstamp }).delete(key)
        );
        if (isDeleted) break;
      }
      for (const { name } of await usageOf(store, client_id)) {
        const key = store.key("usage", storableText(client_id), name);
        await store.commit((atomic) => atomic.delete(key));
      }
      return true;
    },
    async list(after, limit) {
      if (limit < 1) return [];
      const [start = ""] = after.split("\0"); // no id has a NUL
      const entries = await store.list({
        prefix: store.key("client"),
        // The first text that is greater.
        start: store.key("client", `${sortableText(start)}\0`),
      }, limit);
      return entries.map(({ value }) => read(value));
    },
  };
}

/** The claims: a value each, which Deno KV takes away when it expires. */
export function kvReplays(store: KvStore): ReplayStore {
  return {
    claim(id, expiresAt, signal) {
      const key = store.key("replay", storableText(id));
      const expireIn = lifetime(expiresAt - store.now());
      return store.commit(
        (atomic) =>
          atomic.check({ key, versionstamp: null }).set(key, 1, { expireIn }),
        signal,
      );
    },
  };
}

/** The counters: a value each, which Deno KV takes away when it expires. */
export function kvCounters(store: KvStore): CounterStore {
  const keyOf = (key: string, windowSeconds: number) =>
    store.key("counter", windowSeconds, storableText(key));
  return {
    async count(key, windowSeconds) {
      const { value } = await store.get(keyOf(key, windowSeconds));
      const position = windowPosition(store.now(), windowSeconds);
      return value === null ? 0 : slidingCount(value as WindowCounts, position);
    },
    async add(key, windowSeconds) {
      const now = store.now();
      const position = windowPosition(now, windowSeconds);
      const expireIn = lifetime((position.bucket + 2) * windowSeconds - now);
      const counts = await store.change<WindowCounts>(
        keyOf(key, windowSeconds),
        (stored) => ({ value: oneMore(stored, position.bucket), expireIn }),
      );
      return slidingCount(counts!, position);
    },
  };
}

function oneMore(
  stored: WindowCounts | undefined,
  bucket: number,
): WindowCounts {
  if (stored !== undefined && bucket <= stored.bucket) {
    return { ...stored, current: stored.current + 1 };
  }
  const isNext = stored !== undefined && bucket === stored.bucket + 1;
  return { bucket, current: 1, previous: isNext ? stored.current : 0 };
}

/** The signing keys: one value. */
export function kvKeys(store: KvStore): KeyStore {
  const key = store.key("keys");
  const read = async (signal: AbortSignal) => {
    const { value, versionstamp } = await store.get(key, signal);
    const keySet: KeySet = versionstamp === null
      ? { version: 0, keys: [] }
      : JSON.parse(TEXT.decode(value as Uint8Array));
    return { keySet, versionstamp };
  };
  return {
    read: async (signal) => (await read(signal)).keySet,
    async replace({ version, keys }, signal) {
      const { keySet, versionstamp } = await read(signal);
      if (keySet.version !== version - 1) return false;
      const written = UTF8.encode(JSON.stringify({ version, keys }));
      return await store.commit(
        (atomic) => atomic.check({ key, versionstamp }).set(key, written),
        signal,
      );
    },
  };
}

/** The usage of secrets: a value each. */
export function kvUsage(store: KvStore): UsageStore {
  return {
    async note(client_id, secretName, hour) {
      const place = [storableText(client_id), storableText(secretName)];
      await store.change<number>(
        store.key("usage", ...place),
        (stored) =>
          stored === undefined || stored < hour ? { value: hour } : undefined,
      );
    },
    async list(client_id) {
      return (await usageOf(store, client_id))
        .map(({ name, hour }) => ({ secretName: originalText(name), hour }))
        .sort((a, b) => a.secretName < b.secretName ? -1 : 1);
    },
  };
}

async function usageOf(store: KvStore, client_id: string) {
  const prefix = store.key("usage", storableText(client_id));
  const entries = await store.list({ prefix });
  return entries.map(({ key, value }) => ({
    name: String(key.at(-1)),
    hour: Number(value),
  }));
}

/** How long to keep what lasts so many seconds, in milliseconds. */
function lifetime(seconds: number): number {
  const milliseconds = Math.ceil((seconds + LEEWAY_SECONDS) * 1000);
  return Math.min(Math.max(milliseconds, 1), MAXIMUM_MILLISECONDS);
}
