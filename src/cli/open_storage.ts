/**
 * From the URL of a storage in the configuration to the storage.
 *
 * @module
 */

import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { PersistentStorage } from "../storage/persistent_storage.ts";
import type { PostgresClient } from "../storage/postgres_client.ts";
import type { RedisClient } from "../storage/redis_client.ts";
import type { DenoKv } from "../storage/deno_kv_client.ts";
import { memoryStorage } from "../storage/memory.ts";
import type { Io } from "./command.ts";

/** A storage that is open, with everything that was opened for it. */
export interface OpenStorage extends PersistentStorage {
  /** What it is called where people read it: without a password. */
  readonly name: string;
}

/** Where relative paths start, and on what this runs. */
export type Place = Pick<Io, "directory" | "runtime" | "error">;

/**
 * Opens a storage.
 *
 * @param url `memory`, `sqlite:FILE`, `postgres://…`, `redis://…`,
 * `rediss://…` or `deno-kv:PATH`.
 * @param place Where relative paths start, and on what this runs.
 * @returns The storage.
 * @throws {Error} It cannot be opened, in a sentence without a password.
 */
export async function openStorage(
  url: string,
  place: Place,
): Promise<OpenStorage> {
  const name = storageName(url);
  const scheme = /^[a-z-]+/.exec(url)?.[0] ?? "";
  const open = OPENERS.get(scheme);
  if (open === undefined) throw new Error(`there is no storage ${name}`);
  try {
    return { ...await open(url, place), name };
  } catch (error) {
    throw new Error(
      `the storage ${name} cannot be opened: ${reasonOf(error, url)}`,
      { cause: error },
    );
  }
}

/**
 * What a storage is called where people read it.
 *
 * @param url The URL.
 * @returns The URL without user, password and parameters.
 */
export function storageName(url: string): string {
  if (!url.includes("://")) return url;
  if (!URL.canParse(url)) return `${url.split(":")[0]}://…`;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

type Opener = (url: string, place: Place) => Promise<PersistentStorage>;

const OPENERS: ReadonlyMap<string, Opener> = new Map([
  ["memory", openMemory],
  ["sqlite", openSqlite],
  ["postgres", openPostgres],
  ["postgresql", openPostgres],
  ["redis", openRedis],
  ["rediss", openRedis],
  ["deno-kv", openDenoKv],
]);

function openMemory(): Promise<PersistentStorage> {
  return Promise.resolve({
    ...memoryStorage(),
    close: () => Promise.resolve(),
  });
}

async function openSqlite(
  url: string,
  { directory }: Place,
): Promise<PersistentStorage> {
  const { sqliteStorage } = await import("../storage/sqlite.ts");
  const path = url.slice("sqlite:".length);
  const file = path === ":memory:" ? path : resolve(directory, path);
  return await sqliteStorage({ file });
}

async function openPostgres(
  url: string,
  place: Place,
): Promise<PersistentStorage> {
  const { postgresStorage } = await import("../storage/postgres.ts");
  const { default: connect } = await importDriver<
    {
      readonly default: (
        url: string,
        options: Readonly<Record<string, unknown>>,
      ) => PostgresClient & { end(options: object): Promise<void> };
    }
  >("postgres", "^3.4.9", place);
  const client = connect(url, {
    onnotice: () => {},
    connect_timeout: 10,
    backoff: () => 0.5, // seconds; by itself, up to 20
  });
  return await closingWith(
    () => postgresStorage({ client }),
    // Without a bound, a service could not end while Postgres is silent.
    () => client.end({ timeout: 5 }),
  );
}

async function openRedis(
  url: string,
  place: Place,
): Promise<PersistentStorage> {
  const { redisStorage } = await import("../storage/redis.ts");
  const { createClient } = await importDriver<
    {
      readonly createClient: (
        options: Readonly<Record<string, unknown>>,
      ) => RedisClient & {
        on(event: "error", listener: (error: unknown) => void): void;
        connect(): Promise<unknown>;
        destroy(): void;
      };
    }
  >("@redis/client", "^6.3.1", place);
  let isOpen = false;
  const client = createClient({
    url,
    // What cannot be sent is answered at once, and not sent when it is too late.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: 10_000,
      // The first attempt fails for good; a lost connection is made again.
      reconnectStrategy: (retries: number, cause: Error) =>
        isOpen ? Math.min(2_000, 50 * 2 ** retries) : cause,
    },
  });
  // Without a listener, a lost connection would end the process.
  client.on("error", () => {});
  return await closingWith(async () => {
    await client.connect();
    isOpen = true;
    return await redisStorage({
      client,
      onWarning: (message) => place.error(`mintmark: Redis: ${message}`),
    });
  }, () => client.destroy());
}

async function openDenoKv(
  url: string,
  { directory, runtime }: Place,
): Promise<PersistentStorage> {
  const { denoKvStorage } = await import("../storage/deno_kv.ts");
  const { Deno } = globalThis as unknown as {
    readonly Deno?: {
      openKv?(path: string): Promise<DenoKv & { close(): void }>;
    };
  };
  if (runtime !== "deno" || Deno?.openKv === undefined) {
    throw new Error("it needs Deno, called with --unstable-kv");
  }
  const path = url.slice("deno-kv:".length);
  const isRemote = /^https?:/.test(path);
  const kv = await Deno.openKv(isRemote ? path : resolve(directory, path));
  return await closingWith(() => denoKvStorage({ kv }), () => kv.close());
}

/** Closes the connection with the storage, or where there is none. */
async function closingWith(
  open: () => Promise<PersistentStorage>,
  end: () => void | Promise<void>,
): Promise<PersistentStorage> {
  try {
    const storage = await open();
    return {
      ...storage,
      async close() {
        await storage.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * Imports what the operator has installed: beside Mintmark, or in the project
 * of the directory. Deno fetches it where it is in neither.
 */
async function importDriver<T>(
  name: string,
  version: string,
  { directory, runtime }: Place,
): Promise<T> {
  const places: readonly (() => string)[] = [
    () => name,
    () => {
      const project = createRequire(join(directory, "package.json"));
      return pathToFileURL(project.resolve(name)).href;
    },
    ...(runtime === "deno" ? [() => `npm:${name}@${version}`] : []),
  ];
  let cause: unknown;
  for (const place of places) {
    try {
      const specifier = place();
      return await import(specifier);
    } catch (error) {
      cause = error;
    }
  }
  throw new Error(`it needs the package ${name}: npm install ${name}`, {
    cause,
  });
}

/** Why it failed; a driver that repeats the URL does not repeat a password. */
function reasonOf(error: unknown, url: string): string {
  const { message, code, errors } = (error ?? {}) as {
    readonly message?: string;
    readonly code?: string;
    readonly errors?: readonly unknown[];
  };
  if ((message ?? "") === "" && errors?.[0] !== undefined) {
    return reasonOf(errors[0], url);
  }
  if (/needs node:sqlite/.test(message ?? "")) {
    return "it needs node:sqlite, which this runtime does not have: use Node 22.13 or later, Deno or Bun, or another storage";
  }
  const reason = message || code || String(error);
  const password = URL.canParse(url) ? new URL(url).password : "";
  const shown = reason.replaceAll(url, storageName(url));
  return password === "" ? shown : shown.replaceAll(password, "…").replaceAll(
    decodeURIComponent(password),
    "…",
  );
}
