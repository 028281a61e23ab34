/**
 * The commands of README.md that show the service.
 *
 * @module
 */

import { type Command, commandsOf } from "./commands.ts";
import { type Fence, parseMarkdown } from "./markdown.ts";

/** The program that they are about, and how a clone has it. */
const PROGRAM = /^alias mintmark=|(?:^|[ |])mintmark /;

/** What they need: a file, which is written first. */
const FILE = /^echo '\{/;

/**
 * Finds them.
 *
 * @returns The commands, in order; `tests/cli/` runs every one.
 */
export async function serviceCommands(): Promise<readonly Command[]> {
  return (await fences())
    .filter(({ language }) => language === "console").flatMap(commandsOf)
    .filter(({ text }) => PROGRAM.test(text) || FILE.test(text));
}

/**
 * Finds the configuration that README.md shows.
 *
 * @returns Its text.
 */
export async function serviceExample(): Promise<string> {
  return (await fences()).find(({ language, text }) =>
    language === "json" && text.includes('"clients"')
  )!.text;
}

async function fences(): Promise<readonly Fence[]> {
  const url = new URL("../../README.md", import.meta.url);
  return parseMarkdown(await Deno.readTextFile(url)).fences;
}
