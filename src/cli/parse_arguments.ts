/**
 * Reading the arguments of a command.
 *
 * Why not the strict mode of `parseArgs`: its sentences differ from runtime to
 * runtime, and none names the option that was meant.
 *
 * @module
 */

import { parseArgs } from "node:util";
import {
  type Arguments,
  type Command,
  type Option,
  UsageError,
} from "./command.ts";
import { didYouMean } from "./nearest_name.ts";

/** What every command knows. */
export const HELP_OPTION: Option = {
  type: "boolean",
  short: "h",
  what: "print this help",
};

/**
 * Reads the arguments of a command.
 *
 * @param command The command.
 * @param args What follows its name.
 * @returns What it was called with.
 * @throws {UsageError} It was called wrongly.
 */
export function parseArguments(
  command: Command,
  args: readonly string[],
): Arguments {
  const options: Readonly<Record<string, Option>> = {
    ...command.options,
    help: HELP_OPTION,
  };
  const { values, positionals, tokens } = parseArgs({
    args: withThumbprintsLast(args),
    options: Object.fromEntries(
      Object.entries(options).map(([name, { type, short, multiple }]) => [
        name,
        {
          type,
          ...(short !== undefined && { short }),
          ...(multiple !== undefined && { multiple }),
        },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      const known = Object.keys(options).map((name) => `--${name}`);
      throw new UsageError(
        `there is no option ${rawName}${didYouMean(rawName, known)}`,
      );
    }
    if (option.type === "boolean" && value !== undefined) {
      throw new UsageError(`${rawName} takes no value`);
    }
    if (option.type === "string" && value === undefined) {
      throw new UsageError(`${rawName} needs a value: ${option.value}`);
    }
    if (
      option.type === "string" && inlineValue !== true && /^-./.test(value!)
    ) {
      // Nobody writes an option over several lines, but some paste a key.
      const shown = value!.includes("\n") ? undefined : value;
      throw new UsageError(
        `${rawName} needs a value, and ${
          shown ?? "what follows"
        } looks like an option: write ${rawName}=${
          shown ?? "…"
        } if it is meant`,
      );
    }
    if (option.multiple !== true && seen.has(name)) {
      throw new UsageError(`${rawName} may be given only once`);
    }
    seen.add(name);
  }
  const text = (name: string) => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  const list = (name: string) => {
    const value = values[name];
    return Array.isArray(value)
      ? value.filter((one): one is string => typeof one === "string")
      : [];
  };
  const flag = (name: string) => values[name] === true;
  if (!flag("help")) checkPositionals(command, positionals);
  return { positionals, text, list, flag };
}

/**
 * A thumbprint (RFC 7638 §3), which most keys have as their id. One of 64 begins
 * as an option does; no option is as long and has no `=`.
 */
const THUMBPRINT_LIKE_AN_OPTION = /^-[\w-]{42}$/;

/** Arguments in which no id of a key is taken for an option. */
function withThumbprintsLast(args: readonly string[]): string[] {
  const isThumbprint = (arg: string) => THUMBPRINT_LIKE_AN_OPTION.test(arg);
  // One that follows `--` is none already.
  if (args.includes("--") || !args.some(isThumbprint)) return [...args];
  return [
    ...args.filter((arg) => !isThumbprint(arg)),
    "--",
    ...args.filter(isThumbprint),
  ];
}

function checkPositionals(
  { name, positionals: names = [] }: Command,
  given: readonly string[],
): void {
  const missing = names[given.length];
  if (missing !== undefined && !missing.startsWith("[")) {
    throw new UsageError(`${name} needs an argument: ${missing}`);
  }
  if (given.length > names.length) {
    throw new UsageError(
      `${name} takes no argument ${JSON.stringify(given[names.length])}`,
    );
  }
}
