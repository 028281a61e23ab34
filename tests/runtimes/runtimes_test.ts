/**
 * One suite, real processes of every runtime, the same assertions.
 *
 * Which runtimes ran is printed. One that cannot be fetched is skipped by
 * name, except where `CI` is set, where it is a failure.
 */

import { assert, assertEquals } from "@std/assert";
import { ALGORITHM_CASES } from "./cases/algorithms.ts";
import { FAILURE_CASE } from "./cases/failures.ts";
import { VECTOR_CASE } from "./cases/vectors.ts";
import { SHUTDOWN_CASES, type ShutdownCase } from "./cases/shutdown.ts";
import { IS_FULL } from "../scale.ts";
import { EXCEPTIONS, reasonNotToRun } from "./exceptions.ts";
import { installPackage, packPackage } from "./package.ts";
import { type Found, type Runtime, RUNTIMES } from "./runtimes.ts";
import { freeOrigin, type Served, serveProcess } from "./served.ts";
import type { Settings } from "./servers/suite_server.ts";
import { CASES } from "./suite.ts";
import { verifies } from "./verifies.ts";

/** The cases that have a process of their own. */
const OWN_PROCESS_CASES = [
  ...SHUTDOWN_CASES,
  ...ALGORITHM_CASES,
  VECTOR_CASE,
  FAILURE_CASE,
];

/** Windows has no SIGTERM, with which the suite ends servers. */
const isWindows = Deno.build.os === "windows";

const directory = isWindows ? "" : await packPackage();
const results = isWindows ? [] : await findAll();

async function findAll(): Promise<readonly Result[]> {
  const installed = installPackage(directory);
  const wanted = RUNTIMES.filter(({ name }) => IS_FULL || name !== "Node 22");
  return await Promise.all(wanted.map(async (runtime) => {
    try {
      if (runtime.needsPackage) await installed;
      return { runtime, found: await runtime.find() };
    } catch (error) {
      return { runtime, problem: String(error) };
    }
  }));
}

/** A runtime, found or not. */
interface Result {
  readonly runtime: Runtime;
  readonly found?: Found;
  readonly problem?: string;
}

async function start(
  runtime: Runtime,
  executable: string,
  settings?: Partial<Settings>,
): Promise<Served> {
  const base = freeOrigin();
  return await serveProcess({
    command: await runtime.command(executable, directory, base),
    base,
    alg: "EdDSA",
    peer: runtime.knowsPeer ? "127.0.0.1" : "unknown",
    ...(settings !== undefined && { settings }),
  });
}

if (isWindows) {
  for (const { name } of RUNTIMES) {
    Deno.test({
      name: `runtimes: ${name} (skipped: Windows has no SIGTERM)`,
      ignore: true,
      fn: () => {},
    });
  }
}

for (const { runtime, found, problem } of results) {
  const { name } = runtime;
  if (found === undefined) {
    const isRequired = Deno.env.get("CI") === "true";
    const what = `${name} could not be fetched: ${problem}`;
    console.log(`runtimes: ${isRequired ? "FAILED" : "SKIPPED"}: ${what}`);
    Deno.test({
      name: isRequired
        ? `runtimes: ${name}`
        : `runtimes: ${name} (skipped: it could not be fetched)`,
      ignore: !isRequired,
      fn: () => Promise.reject(new Error(what)),
    });
    continue;
  }
  const { executable, version } = found;
  console.log(`runtimes: ${name} runs: ${version}`);
  Deno.test(`runtimes: ${name} (${version})`, async (t) => {
    const served = await start(runtime, executable);
    try {
      for (const { name, run } of CASES) {
        await t.step(stepOf(runtime, name, () => run(served)));
      }
    } finally {
      served.terminate();
    }
    await t.step("the process ends and has complained of nothing", async () => {
      const { code, errors } = await served.ended;
      assertEquals([code, errors], [0, ""]);
    });
    await t.step(
      "tokens are verified, with keys that it discovers",
      async () => await verifies(await runtime.verifier(executable, directory)),
    );
    // Each waits most of the time, in a process of its own: all at once.
    const outcomes = await Promise.allSettled(
      OWN_PROCESS_CASES.map((one) => end(runtime, executable, one)),
    );
    for (const [index, { name }] of OWN_PROCESS_CASES.entries()) {
      await t.step(stepOf(runtime, name, () => settle(outcomes[index]!)));
    }
  });
}

Deno.test("runtimes: every exception is one from a case", () => {
  const names = [...CASES, ...OWN_PROCESS_CASES].map(({ name }) => name);
  for (const { name } of EXCEPTIONS) assert(names.includes(name), name);
});

/** Runs a case with a server of its own, unless the runtime cannot do it. */
async function end(
  runtime: Runtime,
  executable: string,
  { name, run, settings }: ShutdownCase,
): Promise<void> {
  if (reasonNotToRun(runtime.name, name) !== undefined) return;
  const served = await start(runtime, executable, settings);
  try {
    await run(served);
  } finally {
    await served.kill();
  }
}

/** Comes to the end that a case has come to. */
function settle(outcome: PromiseSettledResult<void>): Promise<void> {
  return outcome.status === "fulfilled"
    ? Promise.resolve()
    : Promise.reject(outcome.reason);
}

/** A case as a step, or the reason why there is none. */
function stepOf(
  runtime: Runtime,
  name: string,
  run: () => Promise<void>,
): Deno.TestStepDefinition {
  const reason = reasonNotToRun(runtime.name, name);
  return reason === undefined
    ? { name, fn: run }
    : { name: `${name} (not here: ${reason})`, ignore: true, fn: run };
}

globalThis.addEventListener("unload", () => {
  if (directory !== "") Deno.removeSync(directory, { recursive: true });
});
