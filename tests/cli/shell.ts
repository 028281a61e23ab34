/**
 * A shell in a directory of its own, in which `mintmark` is a program: what
 * somebody has who types a command.
 *
 * @module
 */

import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makePlace, type Place } from "./place.ts";
import type { Ran } from "./recorded_io.ts";

/** Mintmark of this repository, on Deno. */
export const FROM_SOURCE: readonly string[] = [
  ...[Deno.execPath(), "run", "--frozen", "--allow-all"],
  fileURLToPath(import.meta.resolve("../../src/cli/main.ts")),
];

/** What questions end with. */
const QUESTION = /(?:\[y\/N\]|of the client:) /;

/** How long a line may take before the test gives up. */
const PATIENCE_MILLISECONDS = 30_000;

/** What is around a line. */
export interface LineOptions {
  /** What is piped into it; absent = nothing. */
  readonly input?: string;
  /** Further variables. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A shell; its directory goes away with the test. */
export interface Shell extends Place {
  /** The variables that make `mintmark` a program. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a line, where nobody can be asked. */
  run(line: string, options?: LineOptions): Promise<Ran>;
  /**
   * Runs a line at a terminal, and answers its question.
   *
   * @param line The line, of one program.
   * @param answer What is typed, or sends a signal to the process.
   * @returns The exit code, and all that was on the screen.
   */
  atTerminal(
    line: string,
    answer: string | { readonly signal: Deno.Signal },
  ): Promise<{ readonly code: number; readonly screen: string }>;
}

/** Whether there are terminals to be had. */
export function hasTerminals(): boolean {
  // `script` of other systems takes other arguments.
  if (Deno.build.os !== "linux") return false;
  try {
    return new Deno.Command("script", { args: ["--version"] }).outputSync()
      .success;
  } catch {
    return false;
  }
}

/**
 * Makes a shell.
 *
 * @param program What `mintmark` is.
 * @param configuration What is in mintmark.json; absent = there is none.
 * @returns The shell.
 */
export async function makeShell(
  program: readonly string[] = FROM_SOURCE,
  configuration?: unknown,
): Promise<Shell> {
  const place = await makePlace(configuration);
  const programs = await Deno.makeTempDir({ prefix: "mintmark-program-" });
  const words = program.map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(
    join(programs, "mintmark"),
    `#!/bin/sh\nexec ${words} "$@"\n`,
    { mode: 0o755 },
  );
  const environment = {
    NO_COLOR: "1",
    PATH: `${programs}${delimiter}${Deno.env.get("PATH") ?? ""}`,
  };
  const start = (
    command: string,
    args: readonly string[],
    more?: LineOptions["environment"],
  ) =>
    new Deno.Command(command, {
      args: [...args],
      cwd: place.directory,
      env: { ...environment, ...more },
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  return {
    ...place,
    environment,
    async run(line, { input = "", environment } = {}) {
      const child = start("sh", ["-c", line], environment);
      const writer = child.stdin.getWriter();
      // Whoever reads none of it may have ended before.
      await writer.write(new TextEncoder().encode(input)).catch(() => {});
      await writer.close().catch(() => {});
      const { code, stdout, stderr } = await child.output();
      const text = new TextDecoder();
      const [out, error] = [stdout, stderr].map((bytes) =>
        text.decode(bytes).replace(/\n$/, "")
      );
      return { code, out: out!, error: error! };
    },
    async atTerminal(line, answer) {
      const file = join(programs, "pid");
      const child = start("script", [
        ...["--quiet", "--return", "--command"],
        `echo $$ > ${file}; exec ${line}`,
        "/dev/null",
      ]);
      const writer = child.stdin.getWriter();
      let screen = "";
      let isAsked = false;
      const text = child.stdout.pipeThrough(new TextDecoderStream());
      for await (const part of text) {
        screen += part;
        if (isAsked || !QUESTION.test(screen)) continue;
        isAsked = true;
        if (typeof answer === "string") {
          await writer.write(new TextEncoder().encode(answer));
        } else {
          Deno.kill(Number(await Deno.readTextFile(file)), answer.signal);
        }
      }
      await writer.close().catch(() => {});
      await child.stderr.cancel();
      return { code: (await child.status).code, screen };
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(programs, { recursive: true });
      await place[Symbol.asyncDispose]();
    },
  };
}
