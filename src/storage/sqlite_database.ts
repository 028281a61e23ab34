/**
 * SQLite as it runs SQL here: synchronously, and never for long.
 *
 * Why it does not wait in the engine: `node:sqlite` runs on the event loop, so
 * a lock that another process holds would stop every request. What meets a lock
 * is tried again by timer. Of all writers that wait one looks whether the lock
 * is free, and they then write a few at a time, so that neither waiting nor the
 * end of it takes the loop from the readers.
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

/** How long to wait between two looks at a lock, at least and at most. */
const RETRY_MILLISECONDS = [1, 6] as const;

/** How long writers that have waited write on end. */
const TURN_MILLISECONDS = 5;

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
  /** Until when nobody tries to write; absent = whoever comes may. */
  #pause: Promise<void> | undefined;
  #turnEndsAt = Infinity;

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
      this.#database.exec("PRAGMA busy_timeout = 0");
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
    const isRead = statement.text.startsWith("SELECT");
    return this.#retrying(() => {
      const prepared = this.#prepare(statement.text);
      if (isRead || !statement.isRelaxed) return rowsOf(prepared, parameters);
      this.#synchronous("NORMAL");
      try {
        return rowsOf(prepared, parameters);
      } finally {
        this.#synchronous("FULL");
      }
    }, { isRead, signal });
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

  /** A reader tries at once, since writers are not in its way. */
  async #retrying<T>(
    attempt: () => T,
    { isRead = false, signal }: Waiting = {},
  ): Promise<T> {
    const giveUpAt = performance.now() + this.#waitMilliseconds;
    for (let isFirst = true;; isFirst = false) {
      if (!this.#isOpen) throw closedError();
      signal?.throwIfAborted();
      const isLast = performance.now() >= giveUpAt;
      if (this.#pause === undefined || isLast || (isRead && isFirst)) {
        try {
          return attempt();
        } catch (error) {
          if (!isBusy(error) || isLast) throw error;
          this.#rest(betweenLooks());
        } finally {
          if (!isFirst) this.#endTurn();
        }
      }
      await this.#pause;
    }
  }

  /** Keeps those who wait from trying for a while. */
  #rest(milliseconds: number): void {
    this.#pause ??= new Promise((resolve) =>
      setTimeout(() => {
        this.#pause = undefined;
        this.#turnEndsAt = performance.now() + TURN_MILLISECONDS;
        resolve();
      }, milliseconds)
    );
  }

  /** Lets the event loop go on where those who waited have written enough. */
  #endTurn(): void {
    if (performance.now() >= this.#turnEndsAt) this.#rest(0);
  }
}

/** Who waits. */
interface Waiting {
  readonly isRead?: boolean;
  readonly signal?: AbortSignal | undefined;
}

function betweenLooks(): number {
  const [least, most] = RETRY_MILLISECONDS;
  return least + Math.random() * (most - least);
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
