/**
 * A question before something is destroyed.
 *
 * @module
 */

import { type Arguments, type Io, type Option, UsageError } from "./command.ts";

/** `--yes`, the same wherever a command has it. */
export const YES_OPTION: Option = {
  type: "boolean",
  short: "y",
  what: "do not ask",
};

/**
 * Asks before something is destroyed.
 *
 * @param args `--yes` answers.
 * @param io Who sits there.
 * @param question What is about to be done.
 * @returns Whether it may be done.
 * @throws {UsageError} Nobody can be asked, and nobody has answered.
 */
export async function isConfirmed(
  args: Arguments,
  io: Io,
  question: string,
): Promise<boolean> {
  if (args.flag("yes")) return true;
  if (!io.isTerminal) {
    throw new UsageError(
      "nobody is there to be asked: --yes says that it is meant",
    );
  }
  const answer = await io.ask(`${question} [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}
