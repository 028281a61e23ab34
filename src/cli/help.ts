/**
 * What `--help` prints.
 *
 * @module
 */

import type { Command, Option } from "./command.ts";
import { HELP_OPTION } from "./parse_arguments.ts";

const WIDTH = 78;

const EXIT_CODES = "Exit codes: 0 done, 1 failed, 2 called wrongly.";

/**
 * The help of the whole command line.
 *
 * @param commands The commands.
 * @returns The text.
 */
export function helpOfAll(commands: readonly Command[]): string {
  return [
    "mintmark: the OAuth 2.0 token service for machines",
    "",
    "Usage: mintmark <command> [options]",
    "",
    "Commands:",
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    "",
    "Examples:",
    ...columns([
      ["mintmark serve", "a working service, in this directory"],
      ["mintmark serve --config mintmark.json", "as the file says"],
      ["mintmark help serve", "what a command does, with examples"],
    ]),
    "",
    "Options:",
    ...columns([["-h, --help", "print this help"], [
      "--version",
      "print the version",
    ]]),
    "",
    EXIT_CODES,
  ].join("\n");
}

/**
 * The help of one command.
 *
 * @param command The command.
 * @returns The text.
 */
export function helpOf(command: Command): string {
  const { name, summary, help, examples, positionals = [] } = command;
  const options = { ...command.options, help: HELP_OPTION };
  const usage = [
    "mintmark",
    name,
    ...positionals.map((one) => one.startsWith("[") ? one : `<${one}>`),
    "[options]",
  ].join(" ");
  return [
    `mintmark ${name}: ${summary}`,
    "",
    `Usage: ${usage}`,
    ...help.flatMap((paragraph) => ["", ...wrapped(paragraph)]),
    "",
    "Options:",
    ...columns(
      Object.entries(options).map(([name, option]) => [
        spelling(name, option),
        option.what,
      ]),
    ),
    "",
    "Examples:",
    ...examples.flatMap(({ line, what }) => [`  # ${what}`, `  ${line}`]),
    "",
    EXIT_CODES,
  ].join("\n");
}

function spelling(
  name: string,
  { short, type, value = "TEXT" }: Option,
): string {
  const letter = short === undefined ? "" : `-${short}, `;
  return `${letter}--${name}${type === "string" ? ` ${value}` : ""}`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function wrapped(paragraph: string): string[] {
  const lines = [""];
  for (const word of paragraph.split(" ")) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
