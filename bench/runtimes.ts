/**
 * The runtimes that are measured, and the commands that start them.
 *
 * @module
 */

import { run } from "../tests/package/packed_project.ts";

/** Which runtimes, and where they are if not from npm. */
export interface RuntimeChoice {
  /** Names, separated by commas. */
  readonly runtimes: string;
  /** The executable of Node. */
  readonly node?: string | undefined;
  /** The executable of Bun. */
  readonly bun?: string | undefined;
}

/** A runtime that can be started. */
export interface RuntimeCommand {
  /** Its name. */
  readonly name: string;
  /** Its version, as it says it. */
  readonly version: string;
  /** The command, to which a file is added. */
  readonly command: readonly string[];
}

/** What npm delivers; Node 24 runs TypeScript as it is. */
const PACKAGES = new Map([["bun", "bun@1.4.5"], ["node", "node@24"]]);

/**
 * Finds the runtimes.
 *
 * @param choice Which.
 * @returns How each is started.
 */
export async function runtimeCommands(
  choice: RuntimeChoice,
): Promise<readonly RuntimeCommand[]> {
  const commands: RuntimeCommand[] = [];
  for (const name of choice.runtimes.split(",")) {
    const command = name === "deno"
      ? [Deno.execPath(), "run", "-A"]
      : [choice[name as "bun" | "node"] ?? await fromNpm(name)];
    const version = await run(".", command[0]!, "--version");
    commands.push({ name, version: firstLine(version), command });
  }
  return commands;
}

async function fromNpm(name: string): Promise<string> {
  const packed = PACKAGES.get(name);
  if (packed === undefined) throw new Error(`unknown runtime ${name}`);
  const path = await run(
    ...[".", "npx", "--yes", packed] as const,
    ...["-e", "console.log(process.execPath)"],
  );
  return path.trim();
}

function firstLine(text: string): string {
  return text.split("\n")[0]!.replace(/^\w+ /, "").replace(/ \(.*/, "");
}
