/**
 * The tables, and how they came to be: versions that migrate forward.
 *
 * @module
 */

import type { SqlDatabase, SqlDialect, SqlRun } from "./sql_database.ts";

type Migration = (dialect: SqlDialect) => readonly string[];

/** Each makes the next version of what the one before left. Never edit one. */
const MIGRATIONS: readonly Migration[] = [
  ({ prefix, text, integer, createVolatileTable, smallRows }) => [
    `CREATE TABLE ${prefix}clients (
      client_id ${text} PRIMARY KEY,
      record text NOT NULL
    )`,
    `CREATE TABLE ${prefix}replays (
      id ${text} PRIMARY KEY,
      expires_at ${integer} NOT NULL
    )${smallRows}`,
    `CREATE INDEX replays_expires_at ON ${prefix}replays (expires_at)`,
    `${createVolatileTable} ${prefix}counters (
      id ${text} NOT NULL,
      seconds ${integer} NOT NULL,
      bucket ${integer} NOT NULL,
      current ${integer} NOT NULL,
      previous ${integer} NOT NULL,
      expires_at ${integer} NOT NULL,
      PRIMARY KEY (id, seconds)
    )${smallRows}`,
    `CREATE INDEX counters_expires_at ON ${prefix}counters (expires_at)`,
    `CREATE TABLE ${prefix}key_set (
      id ${integer} PRIMARY KEY CHECK (id = 1),
      version ${integer} NOT NULL,
      keys text NOT NULL
    )`,
    `INSERT INTO ${prefix}key_set (id, version, keys) VALUES (1, 0, '[]')`,
    `CREATE TABLE ${prefix}secret_usage (
      client_id ${text} NOT NULL,
      name ${text} NOT NULL,
      hour ${integer} NOT NULL,
      PRIMARY KEY (client_id, name)
    )${smallRows}`,
  ],
];

/**
 * Brings the tables to the version that this release works with. Two instances
 * that start at once do it one after the other.
 *
 * @param database The engine.
 * @returns When the tables are there.
 * @throws {Error} The tables are of a later release.
 */
export async function migrate(database: SqlDatabase): Promise<void> {
  const { dialect } = database;
  const found = await database.run(
    statement(dialect, "find_version_table", dialect.findVersionTable),
    [],
  );
  // What is current needs no right to change tables.
  if (found.length > 0 && await isCurrent(database)) return;
  await database.exclusively(async (run) => {
    await dialect.createPlace(run);
    await run(
      `CREATE TABLE IF NOT EXISTS ${dialect.prefix}schema_version (
        version ${dialect.integer} NOT NULL
      )`,
    );
    await migrateFrom(await versionIn(dialect, run), dialect, run);
  });
}

async function migrateFrom(
  version: number,
  dialect: SqlDialect,
  run: SqlRun,
): Promise<void> {
  refuseLater(version);
  for (const migration of MIGRATIONS.slice(version)) {
    for (const text of migration(dialect)) await run(text);
  }
  await run(`DELETE FROM ${dialect.prefix}schema_version`);
  await run(
    `INSERT INTO ${dialect.prefix}schema_version (version) VALUES ($1)`,
    [MIGRATIONS.length],
  );
}

async function isCurrent(database: SqlDatabase): Promise<boolean> {
  const { dialect } = database;
  const version = await versionIn(
    dialect,
    (text) => database.run(statement(dialect, "read_version", text), []),
  );
  refuseLater(version);
  return version === MIGRATIONS.length;
}

async function versionIn(dialect: SqlDialect, run: SqlRun): Promise<number> {
  const [row] = await run(
    `SELECT version FROM ${dialect.prefix}schema_version`,
  );
  return Number(row?.["version"] ?? 0);
}

function refuseLater(version: number): void {
  if (version <= MIGRATIONS.length) return;
  throw new Error(
    `the tables have version ${version}, of a later release; this one knows ${MIGRATIONS.length}`,
  );
}

function statement(dialect: SqlDialect, name: string, text: string) {
  return { name: `${dialect.prefix}${name}`, text, isRelaxed: false };
}
