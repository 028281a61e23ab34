/**
 * The mounts of the request listener, on Node and on Deno, whose `node:http` is
 * another implementation; each a process, started once per test file.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Program } from "../examples/program.ts";
import {
  copyIntoProject,
  ignoreTest,
  npmRuntime,
  type Obtained,
  project,
} from "../examples/project.ts";
import { type RawAnswer, RawConnection } from "../runtimes/raw_http.ts";
import { GOOD_REQUEST } from "./request_text.ts";
import { type SelfSigned, selfSigned } from "./self_signed.ts";

/** Where a process has mounted the listener. */
export interface Target {
  /** Its name. */
  readonly runtime: string;
  /** The process. */
  readonly program: Program;
  /** Where each mount is reached. */
  readonly origins: Readonly<Record<string, string>>;
}

/** An event, as JSON. */
// deno-lint-ignore no-explicit-any -- events of any shape are asserted on
export type ToldEvent = any;

const PROGRAM = "tests/adapters/node_mounts.ts";
const ROOT = new URL("../../", import.meta.url);

/** How long to wait for what has to happen before a test fails. */
export const PATIENCE_MILLISECONDS = 15_000;

/** What the servers prove themselves with. */
export const SERVER_CERTIFICATE: SelfSigned = await selfSigned();

/** The names of the targets. */
export const NODE = "Node 24";
export const DENO = "node:http of Deno";

const targets: Readonly<Record<string, Obtained<Target>>> = {
  [NODE]: await startOnNode(),
  [DENO]: {
    value: await startProgram(
      DENO,
      Deno.execPath(),
      ["run", "--allow-all", PROGRAM],
      new URL(".", ROOT).pathname,
    ),
  },
};

globalThis.addEventListener("unload", () => {
  for (const target of Object.values(targets)) {
    if (target.problem === undefined) target.value.program.kill();
  }
});

/** How a test is registered. */
export interface Registration {
  /** Whether the process has ended when the test has. */
  readonly isLast?: boolean;
}

/** Registers a test for every target. */
export function testMounts(
  name: string,
  test: (target: Target) => Promise<void>,
  { isLast = false }: Registration = {},
): void {
  for (const [runtime, target] of Object.entries(targets)) {
    const title = `${runtime}: ${name}`;
    if (target.problem !== undefined) {
      ignoreTest(title, target.problem);
      continue;
    }
    Deno.test({
      name: title,
      // Reading what a process writes begins with it and ends with it.
      sanitizeOps: !isLast,
      sanitizeResources: !isLast,
      fn: () => test(target.value),
    });
  }
}

/** Opens a connection to a mount. */
export function connect(
  { origins }: Target,
  mount: string,
): Promise<RawConnection> {
  return RawConnection.open(origins[mount]!);
}

/** Sends one request to a mount and reads the answer. */
export async function ask(
  target: Target,
  mount: string,
  request: string,
): Promise<RawAnswer> {
  using connection = await connect(target, mount);
  await connection.send(request);
  return await connection.answer(request.slice(0, request.indexOf(" ")));
}

/** Asserts that a mount gives tokens. */
export async function assertServes(
  target: Target,
  mount: string,
): Promise<void> {
  assertEquals((await ask(target, mount, GOOD_REQUEST)).status, 200);
}

/** The decisions of a mount since it was asked last; at least one. */
export async function eventsOf(
  { origins }: Target,
  mount: string,
): Promise<readonly ToldEvent[]> {
  const response = await fetch(`${origins.control}/events/${mount}`, {
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  });
  return await response.json();
}

/** Tells the control server something, or waits until something has happened. */
export async function tell({ origins }: Target, what: string): Promise<void> {
  const response = await fetch(`${origins.control}/${what}`, {
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  });
  await response.body?.cancel();
}

async function startOnNode(): Promise<Obtained<Target>> {
  if (project.problem !== undefined) return project;
  const node = await npmRuntime("node@24");
  if (node.problem !== undefined) return node;
  const { value: directory } = project;
  const { value: command } = node;
  await copyIntoProject(directory, "tests/fixtures.ts");
  await copyIntoProject(directory, PROGRAM);
  return { value: await startProgram(NODE, command, [PROGRAM], directory) };
}

async function startProgram(
  runtime: string,
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<Target> {
  const { cert, key } = SERVER_CERTIFICATE;
  const program = await Program.start({
    command,
    args,
    cwd,
    env: { CERTIFICATE: cert, KEY: key },
    ready: "}\n",
  });
  const [, origins = ""] = /serving on (.*)\n/.exec(program.output) ?? [];
  return { runtime, program, origins: JSON.parse(origins) };
}
