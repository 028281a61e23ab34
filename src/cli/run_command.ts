/**
 * From the command line to the command, and from what it throws to one line.
 *
 * @module
 */

import { type Command, type ExitCode, type Io, UsageError } from "./command.ts";
import { helpOf, helpOfAll } from "./help.ts";
import { didYouMean } from "./nearest_name.ts";
import { parseArguments } from "./parse_arguments.ts";
import { VERSION } from "./version.ts";

/**
 * Runs the command that a command line names.
 *
 * @param commands The commands that there are.
 * @param args The words of the command line.
 * @param io Everything outside.
 * @returns How it ended. It never rejects.
 */
export async function runCommand(
  commands: readonly Command[],
  args: readonly string[],
  io: Io,
): Promise<ExitCode> {
  let command: Command | undefined;
  try {
    const [first] = args;
    if (first === "--version" || first === "-V") {
      io.out(VERSION);
      return 0;
    }
    if (first === "--help" || first === "-h" || first === "help") {
      return help(commands, args.slice(1), io);
    }
    if (first === undefined) {
      io.error(helpOfAll(commands));
      return 2;
    }
    command = findCommand(commands, args);
    if (command === undefined) throw unknownCommand(commands, args);
    const words = command.name.split(" ").length;
    const parsed = parseArguments(command, args.slice(words));
    if (parsed.flag("help")) {
      io.out(helpOf(command));
      return 0;
    }
    return await command.run(parsed, io);
  } catch (error) {
    io.error(`mintmark: ${messageOf(error)}`);
    if (!(error instanceof UsageError)) return 1;
    const name = command === undefined ? "" : ` ${command.name}`;
    io.error(`mintmark${name} --help says more`);
    return 2;
  }
}

function help(
  commands: readonly Command[],
  names: readonly string[],
  io: Io,
): ExitCode {
  const words = names.filter((name) => !name.startsWith("-"));
  const command = findCommand(commands, words);
  const group = commands.filter(({ name }) => name.split(" ")[0] === words[0]);
  if (command !== undefined) io.out(helpOf(command));
  else if (words.length === 0) io.out(helpOfAll(commands));
  else if (group.length > 0) io.out(group.map(helpOf).join("\n\n"));
  else throw unknownCommand(commands, words);
  return 0;
}

/** The command with the longest name that the words begin with. */
function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): Command | undefined {
  return [2, 1].map((length) => words.slice(0, length).join(" "))
    .map((wanted) => commands.find(({ name }) => name === wanted))
    .find((command) => command !== undefined);
}

function unknownCommand(
  commands: readonly Command[],
  words: readonly string[],
): UsageError {
  const [first = "", second] = words;
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length > 0) {
    const names = group.map(({ name }) => name);
    if (second === undefined || second.startsWith("-")) {
      return new UsageError(`${first} needs one of: ${names.join(", ")}`);
    }
    const written = `${first} ${second}`;
    return new UsageError(
      `there is no command ${written}${didYouMean(written, names)}`,
    );
  }
  const names = commands.map(({ name }) => name);
  const starts = [...new Set(names.map((name) => name.split(" ")[0]!))];
  return new UsageError(
    `there is no command ${first}${didYouMean(first, starts)}`,
  );
}

/** What went wrong, in one line. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message === "" ? "something failed without saying why" : message;
}
