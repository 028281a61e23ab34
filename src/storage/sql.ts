/**
 * Every role on an engine that speaks SQL: one implementation for SQLite and
 * Postgres.
 *
 * Why every call is one statement: each is atomic by itself, needs one round
 * trip, and leaves no transaction open when a caller goes away.
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
import {
  LEEWAY_SECONDS,
  MAXIMUM_CLEANUP,
  type PersistentStorage,
  WRITES_PER_CLEANUP,
} from "./persistent_storage.ts";
import { slidingCount, windowPosition } from "../sliding_window.ts";
import type { SqlDatabase, SqlRow, SqlStatement } from "./sql_database.ts";
import { migrate } from "./sql_schema.ts";
import { type SqlStatements, sqlStatements } from "./sql_statements.ts";
import { originalText, sortableText, storableText } from "./stored_text.ts";

/** An engine with the statements for it. */
interface Sql {
  readonly run: SqlDatabase["run"];
  readonly statements: SqlStatements;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** The largest LIMIT that every engine takes. */
const MAXIMUM_LIMIT = 2 ** 31 - 1;

/**
 * Opens the storage on an engine: its tables are made or migrated first.
 *
 * @param database The engine.
 * @param now The clock, in epoch seconds.
 * @returns The storage.
 */
export async function sqlStorage(
  database: SqlDatabase,
  now: () => number,
): Promise<PersistentStorage> {
  await migrate(database);
  const sql: Sql = {
    run: database.run.bind(database),
    statements: sqlStatements(database.dialect),
    now,
  };
  return {
    clients: sqlClients(sql),
    replays: sqlReplays(sql),
    counters: sqlCounters(sql),
    keys: sqlKeys(sql),
    usage: sqlUsage(sql),
    close: () => database.close(),
  };
}

function sqlClients({ run, statements }: Sql): ClientRegistry {
  return {
    async get(client_id, signal) {
      if (!isClientId(client_id)) return undefined;
      const key = sortableText(client_id);
      const [row] = await run(statements.getClient, [key], signal);
      return row === undefined ? undefined : decodeClient(row["record"]);
    },
    async put(client) {
      const record = encodeClient(client);
      const key = sortableText(client.client_id);
      await run(statements.putClient, [key, record]);
    },
    async delete(client_id) {
      if (!isClientId(client_id)) return false;
      const key = sortableText(client_id);
      const rows = await run(statements.deleteClient, [key]);
      await run(statements.forgetUsage, [storableText(client_id)]);
      return rows.length > 0;
    },
    async list(after, limit) {
      const [start = ""] = after.split("\0"); // no id has a NUL
      const rows = await run(statements.listClients, [
        sortableText(start),
        Math.min(limit, MAXIMUM_LIMIT),
      ]);
      return rows.map((row) => decodeClient(row["record"]));
    },
  };
}

function sqlReplays(sql: Sql): ReplayStore {
  const { run, statements } = sql;
  const cleanUp = cleaning(sql, statements.forgetReplays);
  return {
    async claim(id, expiresAt, signal) {
      const row = [storableText(id), Math.ceil(expiresAt)];
      const rows = await run(statements.claim, row, signal);
      await cleanUp();
      return rows.length > 0;
    },
  };
}

function sqlCounters(sql: Sql): CounterStore {
  const { run, statements, now } = sql;
  const cleanUp = cleaning(sql, statements.forgetCounters);
  return {
    async count(key, windowSeconds) {
      const id = [storableText(key), windowSeconds];
      const [row] = await run(statements.count, id);
      const position = windowPosition(now(), windowSeconds);
      return row === undefined ? 0 : slidingCount(countsOf(row), position);
    },
    async add(key, windowSeconds) {
      const position = windowPosition(now(), windowSeconds);
      const expiresAt = Math.ceil((position.bucket + 2) * windowSeconds);
      const [row] = await run(statements.add, [
        storableText(key),
        windowSeconds,
        position.bucket,
        expiresAt,
      ]);
      await cleanUp();
      return slidingCount(countsOf(row!), position);
    },
  };
}

function countsOf(row: SqlRow) {
  return {
    bucket: Number(row["bucket"]),
    current: Number(row["current"]),
    previous: Number(row["previous"]),
  };
}

/** Removes some of what has expired, with every n-th call. */
function cleaning(
  { run, now }: Sql,
  statement: SqlStatement,
): () => Promise<void> {
  let calls = 0;
  return async () => {
    if (++calls % WRITES_PER_CLEANUP !== 0) return;
    try {
      await run(statement, [
        Math.floor(now()) - LEEWAY_SECONDS,
        MAXIMUM_CLEANUP,
      ]);
    } catch {
      // The write itself was done; the next look will find the rest.
    }
  };
}

function sqlKeys({ run, statements }: Sql): KeyStore {
  return {
    async read(signal) {
      const [row] = await run(statements.readKeys, [], signal);
      return row === undefined ? { version: 0, keys: [] } : {
        version: Number(row["version"]),
        keys: JSON.parse(String(row["keys"])),
      };
    },
    async replace({ version, keys }, signal) {
      const rows = await run(
        statements.replaceKeys,
        [version, JSON.stringify(keys), version - 1],
        signal,
      );
      return rows.length > 0;
    },
  };
}

function sqlUsage({ run, statements }: Sql): UsageStore {
  return {
    async note(client_id, secretName, hour) {
      await run(statements.noteUsage, [
        storableText(client_id),
        storableText(secretName),
        hour,
      ]);
    },
    async list(client_id) {
      const rows = await run(statements.listUsage, [storableText(client_id)]);
      return rows.map((row) => ({
        secretName: originalText(String(row["name"])),
        hour: Number(row["hour"]),
      })).sort((a, b) => a.secretName < b.secretName ? -1 : 1);
    },
  };
}
