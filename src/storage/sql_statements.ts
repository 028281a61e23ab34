/**
 * The statements of the roles, in SQL that SQLite and Postgres both speak.
 *
 * Columns that are read have names of one word, so that a driver which renames
 * columns renames none of these.
 *
 * @module
 */

import type { SqlDialect, SqlStatement } from "./sql_database.ts";

/** Every statement, by what it does. */
export type SqlStatements = Readonly<
  Record<
    keyof ReturnType<typeof durable> | keyof ReturnType<typeof relaxed>,
    SqlStatement
  >
>;

/** Claims, keys and clients: what was acknowledged is there after any crash. */
function durable({ prefix, skipLocked }: SqlDialect) {
  return {
    getClient: `SELECT record FROM ${prefix}clients WHERE client_id = $1`,
    putClient: `INSERT INTO ${prefix}clients (client_id, record) VALUES ($1, $2)
      ON CONFLICT (client_id) DO UPDATE SET record = excluded.record`,
    deleteClient: `DELETE FROM ${prefix}clients WHERE client_id = $1
      RETURNING 1 AS done`,
    listClients: `SELECT record FROM ${prefix}clients WHERE client_id > $1
      ORDER BY client_id LIMIT $2`,
    claim: `INSERT INTO ${prefix}replays (id, expires_at) VALUES ($1, $2)
      ON CONFLICT (id) DO NOTHING RETURNING 1 AS done`,
    forgetReplays: `DELETE FROM ${prefix}replays WHERE id IN (
      SELECT id FROM ${prefix}replays WHERE expires_at < $1
      ORDER BY expires_at LIMIT $2${skipLocked})`,
    readKeys: `SELECT version, keys FROM ${prefix}key_set WHERE id = 1`,
    replaceKeys: `UPDATE ${prefix}key_set SET version = $1, keys = $2
      WHERE id = 1 AND version = $3 RETURNING 1 AS done`,
  } as const;
}

/** Counters and usage: a crash may take the last moments of them. */
function relaxed({ prefix, skipLocked }: SqlDialect) {
  const isLater = "excluded.bucket > counters.bucket";
  return {
    count: `SELECT bucket, current, previous FROM ${prefix}counters
      WHERE id = $1 AND seconds = $2`,
    add: `INSERT INTO ${prefix}counters AS counters
        (id, seconds, bucket, current, previous, expires_at)
      VALUES ($1, $2, $3, 1, 0, $4)
      ON CONFLICT (id, seconds) DO UPDATE SET
        previous = CASE
          WHEN excluded.bucket = counters.bucket + 1 THEN counters.current
          WHEN ${isLater} THEN 0
          ELSE counters.previous END,
        current = CASE WHEN ${isLater} THEN 1 ELSE counters.current + 1 END,
        bucket = CASE WHEN ${isLater} THEN excluded.bucket
          ELSE counters.bucket END,
        expires_at = CASE WHEN ${isLater} THEN excluded.expires_at
          ELSE counters.expires_at END
      RETURNING bucket, current, previous`,
    forgetCounters: `DELETE FROM ${prefix}counters WHERE (id, seconds) IN (
      SELECT id, seconds FROM ${prefix}counters WHERE expires_at < $1
      ORDER BY expires_at LIMIT $2${skipLocked})`,
    noteUsage: `INSERT INTO ${prefix}secret_usage AS noted
        (client_id, name, hour) VALUES ($1, $2, $3)
      ON CONFLICT (client_id, name) DO UPDATE SET hour = excluded.hour
      WHERE noted.hour < excluded.hour`,
    listUsage: `SELECT name, hour FROM ${prefix}secret_usage
      WHERE client_id = $1`,
    forgetUsage: `DELETE FROM ${prefix}secret_usage WHERE client_id = $1`,
  } as const;
}

/**
 * Writes the statements for an engine.
 *
 * @param dialect How it says things.
 * @returns The statements.
 */
export function sqlStatements(dialect: SqlDialect): SqlStatements {
  const named = (texts: Readonly<Record<string, string>>, isRelaxed: boolean) =>
    Object.entries(texts).map(([key, text]) =>
      [key, {
        name: `${dialect.prefix}${key}`,
        text: text.replace(/\s+/g, " "),
        isRelaxed,
      }] as const
    );
  return Object.fromEntries([
    ...named(durable(dialect), false),
    ...named(relaxed(dialect), true),
  ]) as SqlStatements;
}
