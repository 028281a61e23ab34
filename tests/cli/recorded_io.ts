/**
 * A terminal of a test: what a command prints is kept, what it reads is given,
 * and signals are sent by hand.
 *
 * @module
 */

import type { Io, SignalName } from "../../src/cli/command.ts";
import { main } from "../../src/cli/main.ts";

/** What a test may say about the outside. */
export interface Outside {
  /** The directory. */
  readonly directory?: string;
  /** The variables of the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What is on standard input. */
  readonly input?: string;
  /** Who answers questions; absent = nobody sits there. */
  readonly answer?: (question: string) => string;
  /** The clock, in epoch seconds. */
  readonly now?: () => number;
}

/** An outside, with what was written to it. */
export interface RecordedIo extends Io {
  /** The lines on standard output. */
  readonly printed: string[];
  /** The lines on standard error. */
  readonly said: string[];
  /** Sends a signal to whoever listens. */
  send(name: SignalName): void;
  /** Settles once a line on standard output or error has a text. */
  wrote(text: string): Promise<void>;
}

/**
 * Makes an outside.
 *
 * @param outside What is in it.
 * @returns It.
 */
export function recordedIo(outside: Outside = {}): RecordedIo {
  const { answer, input = "", directory = "/nowhere" } = outside;
  const printed: string[] = [];
  const said: string[] = [];
  const waiting = new Set<() => void>();
  const listeners = new Map<SignalName, Set<() => void>>();
  const into = (lines: string[]) => (line: string) => {
    lines.push(line);
    for (const look of waiting) look();
  };
  return {
    printed,
    said,
    out: into(printed),
    error: into(said),
    isTerminal: answer !== undefined,
    isErrorTerminal: false,
    ask: (question) => Promise.resolve(answer?.(question) ?? ""),
    askSecret: (question) => Promise.resolve(answer?.(question) ?? ""),
    readInput: () => Promise.resolve(input),
    environment: outside.environment ?? {},
    directory,
    now: outside.now ?? (() => Date.now() / 1_000),
    runtime: "deno",
    onSignal(name, listener) {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
      return () => void all.delete(listener);
    },
    send(name) {
      for (const listener of listeners.get(name) ?? []) listener();
    },
    wrote: (text) =>
      new Promise((resolve) => {
        const look = () => {
          if (![...printed, ...said].some((line) => line.includes(text))) {
            return;
          }
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

/** How a command line ended, and what it wrote. */
export interface Ran {
  /** The exit code. */
  readonly code: number;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly error: string;
}

/**
 * Runs a command line in this process.
 *
 * @param args Its words.
 * @param outside What is around it.
 * @returns How it ended.
 */
export async function run(
  args: readonly string[],
  outside: Outside = {},
): Promise<Ran> {
  const io = recordedIo(outside);
  const code = await main(args, io);
  return { code, out: io.printed.join("\n"), error: io.said.join("\n") };
}
