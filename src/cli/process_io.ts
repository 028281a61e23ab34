/**
 * Everything outside of a command, of the process that runs it.
 *
 * @module
 */

import { realpathSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { ExitCode, Io } from "./command.ts";

/**
 * Whether a module is the program, and not imported by one.
 *
 * @param meta Its `import.meta`.
 * @returns Whether it is; Node before 24.2 has to be asked by the path, which
 * leads through a link where npm has installed the program.
 */
export function isMain(
  meta: { readonly url: string; readonly main?: boolean },
): boolean {
  if (meta.main !== undefined) return meta.main;
  const path = process.argv[1];
  if (path === undefined) return false;
  try {
    return realpathSync(path) === fileURLToPath(meta.url);
  } catch {
    return false;
  }
}

/**
 * The arguments and the outside of this process.
 *
 * @returns Both.
 */
export function processIo(): {
  readonly args: readonly string[];
  readonly io: Io;
} {
  // A reader that has seen enough, such as head, is no failure.
  process.stdout.on("error", ({ code }: { readonly code?: unknown }) => {
    process.exit(code === "EPIPE" ? process.exitCode : 1);
  });
  const io: Io = {
    out: (line) => void process.stdout.write(`${line}\n`),
    error: (line) => void process.stderr.write(`${line}\n`),
    isTerminal: process.stdin.isTTY === true,
    isErrorTerminal: process.stderr.isTTY === true,
    ask: (question) => ask(question, false),
    askSecret: (question) => ask(question, true),
    async readInput() {
      const chunks: string[] = [];
      const decoder = new TextDecoder();
      for await (const chunk of process.stdin) {
        chunks.push(
          typeof chunk === "string"
            ? chunk
            : decoder.decode(chunk, { stream: true }),
        );
      }
      return chunks.join("") + decoder.decode();
    },
    environment: process.env,
    directory: process.cwd(),
    now: () => Date.now() / 1_000,
    runtime: runtimeOf(process.versions),
    onSignal(name, listener) {
      try {
        process.on(name, listener);
      } catch {
        // Windows does not have all of them.
        return () => {};
      }
      return () => void process.off(name, listener);
    },
  };
  return { args: process.argv.slice(2), io };
}

/** Asks who sits at standard input. */
async function ask(question: string, isHidden: boolean): Promise<string> {
  const { stdin: input, stderr } = process;
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface(
    isHidden
      ? { input, output: nowhere, terminal: true }
      : { input, output: stderr },
  );
  // From here on the terminal itself shows nothing of what is typed.
  if (isHidden) stderr.write(question);
  // Ctrl+C and Ctrl+D are no answer. By itself the question is then rejected,
  // and on Deno it stays open for ever.
  const unanswered = new Promise<undefined>((resolve) => {
    asking.once("SIGINT", resolve).once("close", resolve);
  });
  const answered = asking.question(isHidden ? "" : question)
    .catch(() => undefined);
  const answer = await Promise.race([answered, unanswered]);
  asking.close();
  if (isHidden || answer === undefined) stderr.write("\n");
  return answer ?? "";
}

function runtimeOf(
  versions: Readonly<Record<string, string | undefined>>,
): Io["runtime"] {
  if (versions["deno"] !== undefined) return "deno";
  return versions["bun"] !== undefined ? "bun" : "node";
}

/**
 * Ends the process once what it wrote is written, whatever is still open.
 *
 * @param code The exit code.
 */
export function exit(code: ExitCode): void {
  process.exitCode = code;
  process.stdout.write("", () => process.exit(code));
}
