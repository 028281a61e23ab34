/**
 * The commands of a console block, with what they are said to print.
 *
 * @module
 */

import type { Fence } from "./markdown.ts";

/** A command. */
export interface Command {
  /** The line that it is on, counted from 1. */
  readonly line: number;
  /** The command as it stands there, its lines joined. */
  readonly text: string;
  /** What follows it up to the next one. */
  readonly output: string;
}

/**
 * Lists the commands of a block: a line after `$ `, going on in the next after
 * a `\`. A block without any `$ ` is all commands.
 *
 * @param fence The block.
 * @returns The commands, in order.
 * @throws {Error} When output comes before the first command.
 */
export function commandsOf(fence: Fence): readonly Command[] {
  const lines = joinedLines(fence);
  const isPlain = !lines.some(({ text }) => text.startsWith("$ "));
  const commands: { line: number; text: string; output: string }[] = [];
  for (const { line, text } of lines) {
    const last = commands.at(-1);
    if (isPlain) {
      if (text !== "") commands.push({ line, text, output: "" });
    } else if (text.startsWith("$ ")) {
      commands.push({ line, text: text.slice(2), output: "" });
    } else if (last !== undefined) last.output += `${text}\n`;
    else if (text !== "") throw new Error(`line ${line}: no command before it`);
  }
  return commands;
}

/** The lines of a block; one that ends in `\` goes on in the next. */
function joinedLines(fence: Fence): readonly { line: number; text: string }[] {
  const lines: { line: number; text: string }[] = [];
  let goesOn = false;
  for (const [index, text] of fence.text.split("\n").slice(0, -1).entries()) {
    const last = lines.at(-1);
    if (goesOn && last !== undefined) {
      last.text = last.text.slice(0, -1) + text.trimStart();
    } else lines.push({ line: fence.line + 1 + index, text });
    goesOn = text.endsWith("\\");
  }
  return lines;
}

/**
 * Splits a command into words. There is no shell: what would mean something to
 * one is refused, so that nothing is run but the program that is named.
 *
 * @param command The command.
 * @returns Its words.
 * @throws {Error} For what only a shell understands.
 */
export function splitWords(command: string): readonly string[] {
  const words: string[] = [];
  const piece = /(\s+)|'([^']*)'|"([^"\\$`]*)"|([^\s'"\\$`|&;<>()*?#~{}]+)/y;
  let word: string | undefined;
  while (piece.lastIndex < command.length) {
    const { lastIndex } = piece;
    const match = piece.exec(command);
    if (match === null) {
      throw new Error(`not executed: ${command.slice(lastIndex)}`);
    }
    const [, space, single, double, bare] = match;
    if (space === undefined) word = (word ?? "") + (single ?? double ?? bare);
    else {
      if (word !== undefined) words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/**
 * Whether a program printed what was said: line by line, where `…` stands for
 * anything.
 *
 * @param actual What it printed.
 * @param said What it was said to print.
 * @returns Whether it did.
 */
export function isAsSaid(actual: string, said: string): boolean {
  const pattern = trimmed(said).split("…").map(RegExp.escape).join("[^]*");
  return new RegExp(`^${pattern}$`).test(trimmed(actual));
}

function trimmed(text: string): string {
  return text.replace(/[^\S\n]+$/gm, "").trimEnd();
}
