/**
 * Storage in one SQLite file, through `node:sqlite`: the same file works on
 * Deno, Bun and Node, and for several processes on one machine.
 *
 * @module
 */

import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import type { PersistentStorage } from "./persistent_storage.ts";
import { sqlStorage } from "./sql.ts";
import { SqliteDatabase } from "./sqlite_database.ts";

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
export type { PersistentStorage } from "./persistent_storage.ts";

/** Options of {@linkcode sqliteStorage}. */
export interface SqliteStorageOptions {
  /**
   * The path of the file; it is made where it does not exist, for its owner
   * alone. Two more files beside it, `…-wal` and `…-shm`, belong to it.
   * `":memory:"` is a database that nobody else sees.
   */
  readonly file: string;
  /**
   * How long a call waits where another process holds the lock of the file,
   * unless the request gives up before. The event loop goes on meanwhile.
   *
   * @default {5000}
   */
  readonly waitMilliseconds?: number;
  /**
   * The clock, in epoch seconds.
   *
   * @default the system clock
   */
  readonly now?: () => number;
}

/**
 * Opens storage in a file. Needs `node:sqlite`: Node from version 22.13, Deno or
 * Bun; on Deno also `--allow-read` and `--allow-write` for the file.
 *
 * @param options Where the file is.
 * @returns The storage; its tables are made or migrated.
 * @throws {TypeError} A wrong option.
 * @throws {Error} The file cannot be opened, or is of a later release.
 *
 * @example
 * ```ts
 * import { sqliteStorage } from "@mintmark/oauth/storage/sqlite";
 * import { assertEquals } from "@std/assert";
 *
 * const storage = await sqliteStorage({ file: ":memory:" });
 * await storage.clients.put({ client_id: "backend" });
 * assertEquals((await storage.clients.list("", 10)).length, 1);
 * await storage.close();
 * ```
 */
export async function sqliteStorage(
  options: SqliteStorageOptions,
): Promise<PersistentStorage> {
  const { file, waitMilliseconds = 5_000, now = systemNow } = options;
  if (typeof file !== "string" || file === "") {
    throw new TypeError(
      'file must be the path of the SQLite file, or ":memory:"',
    );
  }
  if (!(Number.isFinite(waitMilliseconds) && waitMilliseconds >= 0)) {
    throw new TypeError("waitMilliseconds must be 0 or a positive number");
  }
  if (typeof now !== "function") {
    throw new TypeError("now must be a function that returns epoch seconds");
  }
  const { DatabaseSync } = await importSqlite();
  const location = file === ":memory:" ? file : makeFile(resolve(file));
  const database = new SqliteDatabase(
    new DatabaseSync(location),
    waitMilliseconds,
  );
  try {
    await database.setUp();
    return await sqlStorage(database, now);
  } catch (error) {
    await database.close();
    throw error;
  }
}

const systemNow = () => Date.now() / 1000;

/** Imported late: on a runtime without it, this says what is missing. */
async function importSqlite(): Promise<typeof import("node:sqlite")> {
  try {
    return await import("node:sqlite");
  } catch (cause) {
    throw new Error(
      "sqliteStorage needs node:sqlite: Node 22.13 or later, Deno or Bun",
      { cause },
    );
  }
}

/** Makes the file first: SQLite would let the group and others read it. */
function makeFile(path: string): string {
  try {
    closeSync(openSync(path, "ax", 0o600));
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== "EEXIST") throw error;
  }
  return path;
}
