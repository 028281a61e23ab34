/**
 * SQLite as it runs SQL here: synchronously, and never for long.
 *
 * Why it does not wait in the engine: `node:sqlite` runs on the event loop, so
 * a lock that another process holds would stop every request. The engine waits
 * a few milliseconds; after that the statement is tried again by timer.
 *
 * @module
 */

import type { DatabaseSync, StatementSync } from "node:sqlite";
import { closedError } from "./persistent_storage.ts";
import type {
  SqlDatabase,
  SqlDialect,
  SqlRow,
  SqlRun,
  SqlStatement,
  SqlValue,
} from "./sql_database.ts";

/** How long the event loop may stand still for a lock. */
const BUSY_MILLISECONDS = 5;

/** How long to wait between two tries, at least and at most. */
const RETRY_MILLISECONDS = [2, 12] as const;

/** The primary code of a statement that met a lock (SQLITE_BUSY). */
const BUSY = 5;

const SQLITE: SqlDialect = {
  prefix: "",
  text: "TEXT",
  integer: "INTEGER",
  createVolatileTable: "CREATE TABLE",
  smallRows: " WITHOUT ROWID",
  skipLocked: "",
  findVersionTable:
    "SELECT 1 AS done FROM sqlite_master WHERE name = 'schema_version'",
  createPlace: () => Promise.resolve(),
};

/** An open file. */
export class SqliteDatabase implements SqlDatabase {
  readonly dialect: SqlDialect = SQLITE;
  readonly #database: DatabaseSync;
  readonly #waitMilliseconds: number;
  readonly #prepared = new Map<string, StatementSync>();
  #isOpen = true;

  /**
   * @param database The file, just opened.
   * @param waitMilliseconds How long a statement is tried where the file is
   * locked, unless its caller gives up before.
   */
  constructor(database: DatabaseSync, waitMilliseconds: number) {
    this.#database = database;
    this.#waitMilliseconds = waitMilliseconds;
  }

  /**
   * Sets the file up for many readers beside one writer.
   *
   * @returns When that is done.
   */
  async setUp(): Promise<void> {
    await this.#retrying(() => {
      this.#database.exec(`PRAGMA busy_timeout = ${BUSY_MILLISECONDS}`);
      this.#database.exec("PRAGMA journal_mode = WAL");
      this.#database.exec("PRAGMA synchronous = FULL");
      this.#database.exec("PRAGMA trusted_schema = OFF");
    });
  }

  run(
    statement: SqlStatement,
    parameters: readonly SqlValue[],
    signal?: AbortSignal,
  ): Promise<readonly SqlRow[]> {
    return this.#retrying(() => {
      const prepared = this.#prepare(statement.text);
      if (!statement.isRelaxed) return rowsOf(prepared, parameters);
      this.#synchronous("NORMAL");
      try {
        return rowsOf(prepared, parameters);
      } finally {
        this.#synchronous("FULL");
      }
    }, signal);
  }

  async exclusively<T>(work: (run: SqlRun) => Promise<T>): Promise<T> {
    await this.#retrying(() => this.#database.exec("BEGIN IMMEDIATE"));
    try {
      // deno-lint-ignore require-await -- what is thrown at once rejects, too
      const result = await work(async (text, parameters = []) =>
        rowsOf(this.#database.prepare(numbered(text)), parameters)
      );
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  // deno-lint-ignore require-await -- what is thrown at once rejects, too
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#prepared.clear();
    this.#database.close();
  }

  #prepare(text: string): StatementSync {
    let prepared = this.#prepared.get(text);
    if (prepared === undefined) {
      prepared = this.#database.prepare(numbered(text));
      this.#prepared.set(text, prepared);
    }
    return prepared;
  }

  #synchronous(mode: "NORMAL" | "FULL"): void {
    this.#prepare(`PRAGMA synchronous = ${mode}`).run();
  }

  async #retrying<T>(attempt: () => T, signal?: AbortSignal): Promise<T> {
    const giveUpAt = performance.now() + this.#waitMilliseconds;
    while (true) {
      if (!this.#isOpen) throw closedError();
      signal?.throwIfAborted();
      try {
        return attempt();
      } catch (error) {
        if (!isBusy(error) || performance.now() >= giveUpAt) throw error;
      }
      const [least, most] = RETRY_MILLISECONDS;
      const milliseconds = least + Math.random() * (most - least);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    }
  }
}

function rowsOf(
  statement: StatementSync,
  parameters: readonly SqlValue[],
): readonly SqlRow[] {
  return statement.all(...parameters);
}

/** SQLite takes `$1` for a name; `?1` is the number. */
function numbered(text: string): string {
  return text.replace(/\$(\d+)/g, "?$1");
}

function isBusy(error: unknown): boolean {
  const { errcode: code, message } = Object(error);
  // Deno gives what `exec` throws no code.
  return typeof code === "number"
    ? (code & 0xff) === BUSY
    : message === "database is locked";
}
