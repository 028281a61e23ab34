/**
 * The seam between the one SQL implementation and the engines that run it.
 *
 * @module
 */

/** A value of a column or parameter. */
export type SqlValue = string | number | null;

/** A row by the names of its columns; integers may come as texts. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** A statement, made once. */
export interface SqlStatement {
  /** A name that no other statement on the same connection has. */
  readonly name: string;
  /** The text, with `$1`, `$2`, … for its parameters. */
  readonly text: string;
  /**
   * Whether a power failure may lose what it wrote, so that nothing waits for
   * the disk.
   */
  readonly isRelaxed: boolean;
}

/** Runs a statement in a transaction. */
export type SqlRun = (
  text: string,
  parameters?: readonly SqlValue[],
) => Promise<readonly SqlRow[]>;

/** An engine that runs SQL. */
export interface SqlDatabase {
  /** How this engine says things. */
  readonly dialect: SqlDialect;
  /**
   * Runs one statement by itself.
   *
   * @param statement The statement.
   * @param parameters The values of its parameters.
   * @param signal Aborted when the caller no longer waits.
   * @returns The rows.
   */
  run(
    statement: SqlStatement,
    parameters: readonly SqlValue[],
    signal?: AbortSignal,
  ): Promise<readonly SqlRow[]>;
  /**
   * Runs work in a transaction that no other instance is in at the same time.
   *
   * @param work The work.
   * @returns What it settles with, once that is written; nothing is where it
   * rejects.
   */
  exclusively<T>(work: (run: SqlRun) => Promise<T>): Promise<T>;
  /** Closes what was opened here; later calls reject. */
  close(): Promise<void>;
}

/** How an engine says things. */
export interface SqlDialect {
  /** What stands before the name of every table, or `""`. */
  readonly prefix: string;
  /** The type of texts that are compared and ordered by their UTF-8 bytes. */
  readonly text: string;
  /** The type of whole numbers up to 2^53. */
  readonly integer: string;
  /** How a table begins whose rows a crash may take away. */
  readonly createVolatileTable: string;
  /** What follows a table of small rows. */
  readonly smallRows: string;
  /** What keeps two clean-ups from waiting for each other's rows. */
  readonly skipLocked: string;
  /** Finds a row where the table `schema_version` exists. */
  readonly findVersionTable: string;
  /** Makes the place that tables are in, where there is one to make. */
  createPlace(run: SqlRun): Promise<void>;
}
