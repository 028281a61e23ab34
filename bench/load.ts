/**
 * Load from a process of its own: wrk where there is one, else autocannon.
 *
 * @module
 */

import { run } from "../tests/package/packed_project.ts";

/** What a load saw. */
export interface Load {
  /** The requests that were answered. */
  readonly requests: number;
  /** How many of them a second. */
  readonly perSecond: number;
  /** Answers other than 2xx, and requests without an answer. */
  readonly failures: number;
  /** Half of the answers came within, in milliseconds. */
  readonly p50: number;
  /** 99 of 100 answers came within, in milliseconds. */
  readonly p99: number;
  /** How many requests were sent. */
  readonly sent: number;
}

/** What is sent, where to and for how long. */
export interface LoadOptions {
  /** The token endpoint. */
  readonly url: string;
  /** A file with forms of one length, one a line. */
  readonly forms: string;
  /**
   * Which of them is the first, and after the last one comes the first of the
   * file; always the first of the file, if absent.
   */
  readonly from?: number;
  /** For how long; a whole number. */
  readonly seconds: number;
  /** Over how many connections. */
  readonly connections: number;
}

/** A program that makes load; what it needs on disk goes away with it. */
export interface Loader extends AsyncDisposable {
  /** Its name and version. */
  readonly name: string;
  /** Runs it. */
  load(options: LoadOptions): Promise<Load>;
}

/**
 * What wrk runs. Its arguments: the file of forms, the length of a form, and
 * the first one, or -1 for always the first of the file.
 */
const WRK_SCRIPT = `
local threads = {}
function setup(thread) table.insert(threads, thread) end

function init(args)
  local file = assert(io.open(args[1], "r"))
  local length, from = tonumber(args[2]), tonumber(args[3])
  sent = 0
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/x-www-form-urlencoded"
  if from < 0 then
    wrk.body = file:read(length)
    return
  end
  file:seek("set", from * (length + 1))
  local head = wrk.format(nil, nil, nil, string.rep("x", length))
  head = string.sub(head, 1, #head - length)
  request = function()
    sent = sent + 1
    local form = file:read(length + 1)
    if form == nil then
      file:seek("set", 0)
      form = file:read(length + 1)
    end
    return head .. string.sub(form, 1, length)
  end
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    "\\nJSON {\\"requests\\":%d,\\"microseconds\\":%d,\\"failures\\":%d,\\"p50\\":%.3f,\\"p99\\":%.3f,\\"sent\\":%d}\\n",
    summary.requests, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    threads[1]:get("sent")))
end
`;

/**
 * Chooses the program that makes the load.
 *
 * @param pin The command that pins a program to a processor; may be empty.
 * @returns The program.
 */
export async function chooseLoader(pin: readonly string[]): Promise<Loader> {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-load-" });
  const dispose = () => Deno.remove(directory, { recursive: true });
  if (await exists("wrk")) {
    const script = `${directory}/load.lua`;
    await Deno.writeTextFile(script, WRK_SCRIPT);
    return {
      name: await wrkName(),
      load: (options) => withWrk([...pin, "wrk"], script, options),
      [Symbol.asyncDispose]: dispose,
    };
  }
  await run(directory, "npm", "install", "--no-audit", "autocannon@^9.0.0");
  await Deno.copyFile(
    new URL("autocannon.mjs", import.meta.url),
    `${directory}/autocannon.mjs`,
  );
  return {
    name: "autocannon 9",
    load: (options) =>
      withAutocannon([...pin, "node", `${directory}/autocannon.mjs`], options),
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

/** wrk says its version, and then ends as if that were wrong. */
async function wrkName(): Promise<string> {
  const { stdout } = await new Deno.Command("wrk", { args: ["--version"] })
    .output();
  const version = new TextDecoder().decode(stdout).match(/\d[\d.]*/)?.[0];
  return `wrk ${version ?? ""}`.trim();
}

async function withWrk(
  command: readonly string[],
  script: string,
  { url, forms, from = -1, seconds, connections }: LoadOptions,
): Promise<Load> {
  const [program = "", ...args] = command;
  const out = await run(
    ".",
    program,
    ...[...args, "-t1", `-c${connections}`, `-d${seconds}s`, "-s", script],
    ...["--timeout", "10s", url, "--"],
    ...[forms, String(await formLength(forms)), String(from)],
  );
  const said = out.match(/^JSON (.*)$/m)?.[1];
  if (said === undefined) throw new Error(`wrk said:\n${out}`);
  const { microseconds, ...load } = JSON.parse(said);
  return { ...load, perSecond: load.requests * 1e6 / microseconds };
}

async function withAutocannon(
  command: readonly string[],
  options: LoadOptions,
): Promise<Load> {
  const [program = "", ...args] = command;
  const length = await formLength(options.forms);
  const out = await run(
    ".",
    program,
    ...[...args, JSON.stringify({ ...options, length })],
  );
  return JSON.parse(out);
}

/** The length of the first line of a file. */
async function formLength(forms: string): Promise<number> {
  using file = await Deno.open(forms);
  const buffer = new Uint8Array(16_384);
  const read = await file.read(buffer) ?? 0;
  const end = buffer.subarray(0, read).indexOf(10);
  if (end < 0) throw new Error(`${forms} has no line`);
  return end;
}
