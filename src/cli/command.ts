/**
 * What a command of the command line is, and what it is handed.
 *
 * Why everything that a command touches is handed to it: so that a test runs it
 * in its own process, with its own clock, signals and terminal.
 *
 * @module
 */

/** How a command ends: 0 done, 1 failed, 2 called wrongly. */
export type ExitCode = 0 | 1 | 2;

/** An option of a command. */
export interface Option {
  /** Whether it takes a value. */
  readonly type: "string" | "boolean";
  /** Its one letter. */
  readonly short?: string;
  /** Whether it may be given more than once. */
  readonly multiple?: boolean;
  /** What stands for the value in the help, such as `FILE`. */
  readonly value?: string;
  /** What it does, in a few words. */
  readonly what: string;
}

/** An example of the help. */
export interface Example {
  /** The command line. */
  readonly line: string;
  /** What it does. */
  readonly what: string;
}

/** What a command was called with. */
export interface Arguments {
  /** The arguments that are no options, as many as the command names. */
  readonly positionals: readonly string[];
  /** The value of an option; `undefined` where it was not given. */
  text(name: string): string | undefined;
  /** The values of an option that may be given more than once. */
  list(name: string): readonly string[];
  /** Whether an option without a value was given. */
  flag(name: string): boolean;
}

/** The signals that a command may wait for. */
export type SignalName = "SIGTERM" | "SIGINT" | "SIGHUP";

/** Everything outside of a command. */
export interface Io {
  /** Writes a line to standard output: the result. */
  readonly out: (line: string) => void;
  /** Writes a line to standard error: what is said about it. */
  readonly error: (line: string) => void;
  /** Whether somebody sits at standard input who can be asked. */
  readonly isTerminal: boolean;
  /** Whether somebody looks at standard error. */
  readonly isErrorTerminal: boolean;
  /** Asks who sits there; an empty answer also where none is given. */
  readonly ask: (question: string) => Promise<string>;
  /** The same, where the answer is not shown while it is typed. */
  readonly askSecret: (question: string) => Promise<string>;
  /** Reads standard input to its end. */
  readonly readInput: () => Promise<string>;
  /** The variables of the environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The directory that paths on the command line start from. */
  readonly directory: string;
  /** The clock, in epoch seconds. */
  readonly now: () => number;
  /** Which runtime this is. */
  readonly runtime: "deno" | "bun" | "node";
  /**
   * Listens for a signal.
   *
   * @returns What ends the listening.
   */
  readonly onSignal: (name: SignalName, listener: () => void) => () => void;
}

/** A command. */
export interface Command {
  /** Its name, of one word or two: `serve`, `client add`. */
  readonly name: string;
  /** What it does, in one line of the list of commands. */
  readonly summary: string;
  /** What it does, in sentences; each text is a paragraph. */
  readonly help: readonly string[];
  /** How it is called. */
  readonly examples: readonly Example[];
  /** The names of its arguments; one in brackets may be missing: `[name]`. */
  readonly positionals?: readonly string[];
  /** Its options, besides `--help`. */
  readonly options: Readonly<Record<string, Option>>;
  /**
   * Runs it.
   *
   * @param args What it was called with.
   * @param io Everything outside of it.
   * @returns How it ended. What it throws is told in one line, and ends with 1;
   * a `UsageError` ends with 2.
   */
  run(args: Arguments, io: Io): Promise<ExitCode>;
}

/** The command was called wrongly: exit code 2, and where to find help. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** `--config`, the same wherever a command has it. */
export const CONFIG_OPTION: Option = {
  type: "string",
  short: "c",
  value: "FILE",
  what: "the configuration; else mintmark.json, where there is one",
};

/** `--json`, the same wherever a command has it. */
export const JSON_OPTION: Option = {
  type: "boolean",
  what: "print JSON, for programs",
};
