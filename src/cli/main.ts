#!/usr/bin/env node
/**
 * Mintmark as a command line: the service, its configuration, its clients.
 *
 * @example
 * ```sh
 * deno run -A jsr:@mintmark/oauth/cli serve
 * npx --package @mintmark/oauth mintmark serve
 * ```
 *
 * @module
 */

import { COMMANDS } from "./commands.ts";
import type { ExitCode, Io } from "./command.ts";
import { exit, isMain, processIo } from "./process_io.ts";
import { runCommand } from "./run_command.ts";

export type { ExitCode, Io, SignalName } from "./command.ts";

/**
 * Runs a command line.
 *
 * @param args Its words, after the name of the program.
 * @param io Everything outside: writers, environment, clock, signals.
 * @returns The exit code: 0 done, 1 failed, 2 called wrongly. It never rejects.
 */
export function main(args: readonly string[], io: Io): Promise<ExitCode> {
  return runCommand(COMMANDS, args, io);
}

if (isMain(import.meta)) {
  const { args, io } = processIo();
  exit(await main(args, io));
}
