/**
 * Load from a process of its own: wrk where there is one, else autocannon.
 *
 * @module
 */

import { run } from "../tests/package/packed_project.ts";
import { FORM } from "./subjects.ts";

const CONNECTIONS = 32;

/** What a load saw. */
export interface Load {
  /** The requests that were answered. */
  readonly requests: number;
  /** How many of them a second. */
  readonly perSecond: number;
  /** Answers other than 2xx, and requests without an answer. */
  readonly failures: number;
}

/** Loads one URL for a while. */
export type Loader = (url: string, seconds: number) => Promise<Load>;

/** A program that makes load; what it needs on disk goes away with it. */
export interface ChosenLoader extends AsyncDisposable {
  /** Its name. */
  readonly name: string;
  /** Runs it. */
  readonly load: Loader;
}

/**
 * Chooses the program that makes the load.
 *
 * @param pin The command that pins a program to a processor; may be empty.
 * @returns The program.
 */
export async function chooseLoader(
  pin: readonly string[],
): Promise<ChosenLoader> {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-load-" });
  const dispose = () => Deno.remove(directory, { recursive: true });
  if (!await exists("wrk")) {
    await run(directory, "npm", "install", "--no-audit", "autocannon@8");
    const autocannon = `${directory}/node_modules/.bin/autocannon`;
    return {
      name: "autocannon",
      load: (url, seconds) =>
        withAutocannon([...pin, autocannon], url, seconds),
      [Symbol.asyncDispose]: dispose,
    };
  }
  const script = `${directory}/post.lua`;
  await Deno.writeTextFile(
    script,
    `wrk.method = "POST"
     wrk.body = "${FORM}"
     wrk.headers["content-type"] = "application/x-www-form-urlencoded"`,
  );
  return {
    name: "wrk",
    load: (url, seconds) =>
      withWrk([...pin, "wrk", "-t1", "-s", script], url, seconds),
    [Symbol.asyncDispose]: dispose,
  };
}

/**
 * Whether a command can be run.
 *
 * @param command Its name.
 * @returns Whether it is there.
 */
export async function exists(command: string): Promise<boolean> {
  try {
    await new Deno.Command(command, { stdout: "null", stderr: "null" })
      .output();
    return true;
  } catch {
    return false;
  }
}

async function withWrk(
  command: readonly string[],
  url: string,
  seconds: number,
): Promise<Load> {
  const [program = "", ...args] = command;
  const out = await run(
    ".",
    program,
    ...[...args, `-c${CONNECTIONS}`, `-d${seconds}s`, url],
  );
  const numberOf = (pattern: RegExp) => Number(out.match(pattern)?.[1] ?? 0);
  const socketErrors = out.match(/Socket errors: (.*)/)?.[1] ?? "";
  return {
    requests: numberOf(/(\d+) requests in/),
    perSecond: numberOf(/Requests\/sec:\s+([\d.]+)/),
    failures: numberOf(/Non-2xx or 3xx responses: (\d+)/) +
      (socketErrors.match(/\d+/g) ?? []).reduce((sum, n) => sum + Number(n), 0),
  };
}

async function withAutocannon(
  command: readonly string[],
  url: string,
  seconds: number,
): Promise<Load> {
  const [program = "", ...args] = command;
  const out = await run(
    ".",
    program,
    ...[...args, "--json", "--no-progress", "--method=POST"],
    ...["--headers=content-type=application/x-www-form-urlencoded"],
    ...[`--body=${FORM}`, `--connections=${CONNECTIONS}`],
    ...[`--duration=${seconds}`, url],
  );
  const { requests, non2xx, errors, duration } = JSON.parse(out);
  return {
    requests: requests.total,
    perSecond: requests.total / duration,
    failures: non2xx + errors,
  };
}
