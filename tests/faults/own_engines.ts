/**
 * Engines that a test starts for itself, and kills: Postgres and Redis in a
 * temporary folder, on ports of their own, never as root.
 *
 * Why not those that `POSTGRES_URL` and `REDIS_URL` name: others use them.
 *
 * @module
 */

import process from "node:process";
import { freePort, Program } from "../program.ts";
import { IS_FULL } from "../scale.ts";

/** An engine whose process is the test's own. */
export interface OwnEngine extends AsyncDisposable {
  /** Where it listens. */
  readonly port: number;
  /** Starts it, also again; what it has acknowledged before is there. */
  start(): Promise<void>;
  /** Ends it as a crash does: it says good-bye to nobody and tidies nothing. */
  crash(): Promise<void>;
}

/** The engines that can be started. */
export type EngineName = "postgres" | "redis";

/** The programs of an engine; the first is the one that listens. */
const PROGRAMS: Readonly<Record<EngineName, readonly string[]>> = {
  postgres: ["postgres", "initdb"],
  redis: ["redis-server"],
};

/** Nobody: Postgres refuses to run as root, and what it asks for is right. */
const NOBODY = { uid: 65_534, gid: 65_534 } as const;

const user = Deno.build.os !== "windows" && Deno.uid() === 0
  ? NOBODY
  : undefined;

/**
 * Defines tests of the full run that start an engine; where its programs are
 * missing, one test says that they were skipped.
 *
 * @param engine The engine.
 * @param subject What is tested on it.
 * @param define Defines the tests; they are ignored where the run is quick.
 */
export function onOwnEngine(
  engine: EngineName,
  subject: string,
  define: (ignore: boolean) => void,
): void {
  const missing = PROGRAMS[engine].find((name) => find(name) === undefined);
  if (missing === undefined || !IS_FULL) return define(!IS_FULL);
  const name = `${subject}: skipped, since there is no program ${missing}`;
  Deno.test({ name, ignore: true, fn: () => {} });
}

/**
 * Starts Postgres. A crash of it loses nothing: what it has handed to the
 * system is on the disk as far as any process can see.
 *
 * @returns Postgres, with a database `postgres` and a superuser of that name.
 */
export async function ownPostgres(): Promise<OwnEngine> {
  const directory = await folder();
  const data = `${directory}/postgres`;
  await using initdb = run("initdb", [
    ...[`--pgdata=${data}`, "--username=postgres", "--auth=trust"],
    ...["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
  ]);
  const { success } = await initdb.ended();
  if (!success) throw new Error(`initdb failed: ${initdb.stderr}`);
  const port = freePort();
  return new Started(directory, port, "SIGQUIT", () =>
    run("postgres", [
      ...["-D", data, "-p", String(port), "-k", directory],
      ...["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
    ]));
}

/**
 * Starts Redis.
 *
 * @param appendOnly Whether it keeps what it acknowledges.
 * @returns Redis.
 */
export async function ownRedis(appendOnly: boolean): Promise<OwnEngine> {
  const directory = await folder();
  const port = freePort();
  return new Started(directory, port, "SIGKILL", () =>
    run("redis-server", [
      ...["--port", String(port), "--bind", "127.0.0.1", "--dir", directory],
      ...["--save", "", "--appendonly", appendOnly ? "yes" : "no"],
    ]));
}

/** An engine in a folder of its own. */
class Started implements OwnEngine {
  readonly port: number;
  readonly #directory: string;
  readonly #ending: Deno.Signal;
  readonly #run: () => Program;
  #program: Program | undefined;

  constructor(
    directory: string,
    port: number,
    ending: Deno.Signal,
    run: () => Program,
  ) {
    this.port = port;
    this.#directory = directory;
    this.#ending = ending;
    this.#run = run;
  }

  async start(): Promise<void> {
    const program = this.#program = this.#run();
    while (
      !/eady to accept connections/.test(program.stdout + program.stderr)
    ) {
      if (program.isOver) throw new Error(program.stdout + program.stderr);
      await new Promise((look) => setTimeout(look, 10));
    }
  }

  async crash(): Promise<void> {
    this.#program?.signal(this.#ending);
    await this.#program?.ended();
    this.#program = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crash();
    await Deno.remove(this.#directory, { recursive: true });
  }
}

/** A folder that the user of the engine owns. */
async function folder(): Promise<string> {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-engine-" });
  if (user !== undefined) await Deno.chown(directory, user.uid, user.gid);
  return directory;
}

function run(name: string, args: readonly string[]): Program {
  const libraries = process.env["ENGINE_LIBRARIES"];
  return new Program(find(name)!, args, {
    env: libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries },
    ...(user !== undefined && { user }),
  });
}

/** A program where `.ci/engines` has it, on the path, or where Debian has it. */
function find(name: string): string | undefined {
  const { ENGINE_PROGRAMS = "", PATH = "" } = process.env;
  const directories = [...ENGINE_PROGRAMS.split(":"), ...PATH.split(":")];
  return [...directories, ...debianPostgres()]
    .filter((directory) => directory !== "")
    .map((directory) => `${directory}/${name}`)
    .find(isFile);
}

function debianPostgres(): readonly string[] {
  const place = "/usr/lib/postgresql";
  if (!isDirectory(place)) return [];
  return [...Deno.readDirSync(place)].map(({ name }) => `${place}/${name}/bin`);
}

function isFile(path: string): boolean {
  return statOf(path)?.isFile ?? false;
}

function isDirectory(path: string): boolean {
  return statOf(path)?.isDirectory ?? false;
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
