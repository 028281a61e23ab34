/**
 * Registries that are filled by the engine itself, since a million calls of
 * `put` would take longer than everything that is measured.
 *
 * @module
 */

import type { Client } from "@mintmark/oauth";
import { postgresStorage } from "@mintmark/oauth/storage/postgres";
import { sqliteStorage } from "@mintmark/oauth/storage/sqlite";
import { DatabaseSync } from "node:sqlite";
import postgres from "postgres";
import { AUDIENCE } from "./floor.ts";

/** The id of a client; all have the same length. */
export function clientId(number: number): string {
  return `client-${String(number).padStart(DIGITS, "0")}`;
}

const DIGITS = 7;

/** What is the same in the record of each client but its id. */
function client(hash: string): Client {
  return {
    client_id: clientId(0),
    client_secrets: [{ hash }],
    grant_types: ["client_credentials"],
    scope: "orders.read orders.write",
    resources: [AUDIENCE],
    default_resource: AUDIENCE,
  };
}

/**
 * Fills a file of SQLite.
 *
 * @param file The file; it must not exist.
 * @param count How many clients.
 * @param hash The hash of their secret.
 */
export async function fillSqlite(
  file: string,
  count: number,
  hash: string,
): Promise<void> {
  const storage = await sqliteStorage({ file });
  await storage.clients.put(client(hash));
  await storage.close();
  using database = new DatabaseSync(file);
  // The record of the first is the pattern of all the others.
  database.prepare(`
    WITH RECURSIVE numbers(n) AS (
      SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?1
    ), pattern AS (SELECT client_id AS id, record FROM clients)
    INSERT INTO clients (client_id, record)
    SELECT printf('client-%0${DIGITS}d', n),
      replace(record, id, printf('client-%0${DIGITS}d', n))
    FROM numbers, pattern WHERE n < ?1
  `).run(count);
  check(
    count,
    database.prepare("SELECT count(*) AS n FROM clients").get()?.["n"],
  );
}

/**
 * Fills a schema of Postgres.
 *
 * @param url The database.
 * @param schema The schema; it must not exist.
 * @param count How many clients.
 * @param hash The hash of their secret.
 */
export async function fillPostgres(
  url: string,
  schema: string,
  count: number,
  hash: string,
): Promise<void> {
  const sql = postgres(url);
  try {
    const storage = await postgresStorage({ client: sql, schema });
    await storage.clients.put(client(hash));
    await storage.close();
    const id = `'client-' || lpad(n::text, ${DIGITS}, '0')`;
    await sql.unsafe(`
      INSERT INTO ${schema}.clients (client_id, record)
      SELECT ${id}, replace(record, client_id, ${id})
      FROM ${schema}.clients, generate_series(1, ${count - 1}) AS n
    `);
    await sql.unsafe(`ANALYZE ${schema}.clients`);
    const [row] = await sql.unsafe(
      `SELECT count(*) AS n FROM ${schema}.clients`,
    );
    check(count, row?.["n"]);
  } finally {
    await sql.end();
  }
}

/**
 * Removes a schema of Postgres.
 *
 * @param url The database.
 * @param schema The schema.
 */
export async function dropPostgres(url: string, schema: string): Promise<void> {
  const sql = postgres(url, { onnotice: () => {} });
  try {
    await sql.unsafe(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  } finally {
    await sql.end();
  }
}

function check(count: number, found: unknown): void {
  if (Number(found) !== count) {
    throw new Error(`${found} clients where ${count} were to be`);
  }
}
