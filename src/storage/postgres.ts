/**
 * Storage in Postgres, over a client that you open: of the package `postgres`
 * or of `pg`.
 *
 * @module
 */

import { type PostgresClient, postgresDriver } from "./postgres_client.ts";
import type { PostgresDriver } from "./postgres_client.ts";
import {
  Calls,
  clockOf,
  type RemoteStorage,
  remoteStorage,
  type RemoteStorageOptions,
} from "./remote_storage.ts";
import { sqlStorage } from "./sql.ts";
import type { SqlDatabase, SqlDialect } from "./sql_database.ts";

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
  PgPool,
  PgQueryable,
  PostgresClient,
  PostgresJsClient,
} from "./postgres_client.ts";
export type { RemoteStorage, RemoteStorageOptions } from "./remote_storage.ts";
export type { SqlValue } from "./sql_database.ts";

/** Options of {@linkcode postgresStorage}. */
export interface PostgresStorageOptions extends RemoteStorageOptions {
  /**
   * The client: what `postgres()` of the package `postgres` returns, or a `Pool`
   * of the package `pg`. It stays yours: end it when the storage is closed.
   */
  readonly client: PostgresClient;
  /**
   * The schema that the tables are in; it is made where it does not exist.
   *
   * @default {"mintmark"}
   */
  readonly schema?: string;
  /**
   * Whether statements are prepared. `false` is for a pooler between here and
   * Postgres that hands a connection to another client after each transaction.
   *
   * @default {true}
   */
  readonly prepare?: boolean;
}

/**
 * Opens storage in Postgres 12 or later. The database has the encoding UTF8.
 *
 * @param options The client, and where the tables are.
 * @returns The storage; its tables are made or migrated.
 * @throws {TypeError} A wrong option.
 * @throws {Error} Postgres cannot be reached or refuses, or the tables are of a
 * later release.
 *
 * @example
 * ```ts ignore
 * import { postgresStorage } from "@mintmark/oauth/storage/postgres";
 * import postgres from "postgres";
 *
 * const client = postgres("postgres://localhost/mintmark");
 * const storage = await postgresStorage({ client });
 * ```
 */
export async function postgresStorage(
  options: PostgresStorageOptions,
): Promise<RemoteStorage> {
  const { client, schema = "mintmark", prepare = true } = options;
  const now = clockOf(options);
  const driver = postgresDriver(client);
  if (typeof schema !== "string" || !/^[a-z_][a-z0-9_]{0,31}$/.test(schema)) {
    throw new TypeError(
      "schema must be 1 to 32 lower case letters, digits and underscores, and begin with no digit",
    );
  }
  if (typeof prepare !== "boolean") {
    throw new TypeError("prepare must be true or false");
  }
  const database = postgresDatabase(driver, schema, prepare);
  return remoteStorage(await sqlStorage(database, now), options);
}

/** The same for all instances: what only one of them may do at a time. */
const MIGRATION_LOCK = "7236833186453516655";

function postgresDatabase(
  driver: PostgresDriver,
  schema: string,
  prepare: boolean,
): SqlDatabase {
  const calls = new Calls();
  return {
    dialect: dialectOf(schema),
    run: ({ name, text }, parameters, signal) =>
      calls.make(
        signal,
        () => driver.run(prepare ? name : undefined, text, parameters),
      ),
    exclusively: (work) =>
      driver.transaction(async (run) => {
        await run(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
        return await work(run);
      }),
    // deno-lint-ignore require-await -- nothing was opened here
    async close() {
      calls.close();
    },
  };
}

function dialectOf(schema: string): SqlDialect {
  return {
    prefix: `"${schema}".`,
    text: 'text COLLATE "C"',
    integer: "bigint",
    createVolatileTable: "CREATE UNLOGGED TABLE",
    smallRows: "",
    skipLocked: " FOR UPDATE SKIP LOCKED",
    findVersionTable: `SELECT 1 AS done FROM pg_catalog.pg_tables
      WHERE schemaname = '${schema}' AND tablename = 'schema_version'`,
    async createPlace(run) {
      const [encoding] = await run(
        "SELECT current_setting('server_encoding') AS encoding",
      );
      if (encoding?.["encoding"] !== "UTF8") {
        throw new Error(
          `the database must have the encoding UTF8, not ${
            encoding?.["encoding"]
          }`,
        );
      }
      const found = await run(
        "SELECT 1 AS done FROM pg_catalog.pg_namespace WHERE nspname = $1",
        [schema],
      );
      if (found.length === 0) await run(`CREATE SCHEMA "${schema}"`);
    },
  };
}
