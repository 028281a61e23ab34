/**
 * The drivers of Postgres that a storage works with, as far as it uses them.
 *
 * @module
 */

import type { SqlRow, SqlRun, SqlValue } from "./sql_database.ts";

/** What `postgres()` of the package `postgres` returns. */
export interface PostgresJsClient {
  /** Runs a text with parameters. */
  unsafe(
    text: string,
    parameters?: SqlValue[],
    options?: { prepare?: boolean },
  ): PromiseLike<readonly unknown[]>;
  /** Runs work in a transaction. */
  begin(
    work: (sql: Pick<PostgresJsClient, "unsafe">) => Promise<unknown>,
  ): Promise<unknown>;
}

/** What runs a query of the package `pg`. */
export interface PgQueryable {
  /** Runs a query. */
  query(
    query: { name?: string; text: string; values?: unknown[] },
  ): Promise<{ rows: unknown[] }>;
}

/** A `Pool` of the package `pg`. */
export interface PgPool extends PgQueryable {
  /** How many connections it has: what tells a pool from a single one. */
  readonly totalCount: number;
  /** Takes a connection out of the pool. */
  connect(): Promise<PgQueryable & { release(error?: Error | boolean): void }>;
}

/** A client of either package. */
export type PostgresClient = PostgresJsClient | PgPool;

/** A driver, whichever it is. */
export interface PostgresDriver {
  /** Runs a statement; with a name, it is prepared once on a connection. */
  run(
    name: string | undefined,
    text: string,
    parameters: readonly SqlValue[],
  ): Promise<readonly SqlRow[]>;
  /** Runs work in a transaction. */
  transaction<T>(work: (run: SqlRun) => Promise<T>): Promise<T>;
}

/**
 * Finds out which driver a client is of.
 *
 * @param client The client.
 * @returns The driver.
 * @throws {TypeError} It is of neither.
 */
export function postgresDriver(client: PostgresClient): PostgresDriver {
  const given = client as Partial<PostgresJsClient & PgPool> | undefined;
  if (
    typeof given?.unsafe === "function" && typeof given.begin === "function"
  ) return postgresJs(client as PostgresJsClient);
  if (
    typeof given?.query === "function" && typeof given.connect === "function" &&
    typeof given.totalCount === "number"
  ) return pg(client as PgPool);
  throw new TypeError(
    "client must be what postgres() of the package postgres returns, or a Pool of the package pg",
  );
}

function postgresJs(sql: PostgresJsClient): PostgresDriver {
  return {
    async run(name, text, parameters) {
      const prepare = name !== undefined;
      return await sql.unsafe(text, [...parameters], { prepare }) as SqlRow[];
    },
    async transaction<T>(work: (run: SqlRun) => Promise<T>) {
      return await sql.begin((transaction) =>
        work(async (text, parameters = []) =>
          await transaction.unsafe(text, [...parameters]) as SqlRow[]
        )
      ) as T;
    },
  };
}

function pg(pool: PgPool): PostgresDriver {
  return {
    async run(name, text, parameters) {
      const { rows } = await pool.query({
        ...(name !== undefined && { name }),
        text,
        values: [...parameters],
      });
      return rows as SqlRow[];
    },
    async transaction(work) {
      const connection = await pool.connect();
      const run: SqlRun = async (text, parameters = []) => {
        const query = { text, values: [...parameters] };
        return (await connection.query(query)).rows as SqlRow[];
      };
      try {
        await run("BEGIN");
        const result = await work(run);
        await run("COMMIT");
        connection.release();
        return result;
      } catch (error) {
        // Ends the connection, and with it the transaction, whatever is wrong.
        connection.release(true);
        throw error;
      }
    },
  };
}
