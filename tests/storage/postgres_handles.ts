/**
 * Storage in Postgres, in a schema that goes away with the process, through
 * either driver.
 *
 * @module
 */

import pg from "pg";
import postgres from "postgres";
import {
  type PostgresClient,
  postgresStorage,
  type PostgresStorageOptions,
  type RemoteStorage,
} from "../../src/storage/postgres.ts";

/** A driver: opens a client, and ends it. */
export interface Driver {
  open(url: string): PostgresClient;
  end(client: PostgresClient): Promise<void>;
}

/** Few, since test files run beside each other. */
const CONNECTIONS = 4;

/** The drivers, by the names of their packages. */
export const DRIVERS: Readonly<Record<string, Driver>> = {
  postgres: {
    open: (url) => postgres(url, { max: CONNECTIONS, onnotice: () => {} }),
    end: (client) => (client as postgres.Sql).end(),
  },
  pg: {
    open: (url) => new pg.Pool({ connectionString: url, max: CONNECTIONS }),
    end: (client) => (client as pg.Pool).end(),
  },
};

/** A schema of one test file. */
export class TestSchema {
  readonly name: string = `mintmark_test_${crypto.randomUUID().slice(0, 8)}`;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Opens one more handle, as another process would. */
  async open(
    driver: Driver,
    options: Partial<PostgresStorageOptions> = {},
  ): Promise<RemoteStorage> {
    const client = driver.open(this.#url);
    try {
      const storage = await postgresStorage({
        client,
        schema: this.name,
        ...options,
      });
      let ending: Promise<void> | undefined;
      const close = () =>
        ending ??= storage.close().then(() => driver.end(client));
      return { ...storage, close };
    } catch (error) {
      await driver.end(client);
      throw error;
    }
  }

  /** Runs SQL beside the storage; `schema.` stands for the schema. */
  async query(
    text: string,
  ): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const sql = postgres(this.#url, { max: 1, onnotice: () => {} });
    try {
      return await sql.unsafe(text.replace(/\bschema\./g, `"${this.name}".`));
    } finally {
      await sql.end();
    }
  }

  /** Takes it away. */
  async drop(): Promise<void> {
    await this.query(`DROP SCHEMA IF EXISTS "${this.name}" CASCADE`);
  }
}
