/**
 * One suite, real processes of every runtime, the same assertions.
 *
 * Which runtimes ran is printed. One that cannot be fetched is skipped by
 * name, except where `CI` is set, where it is a failure.
 */

import { assertEquals } from "@std/assert";
import { SHUTDOWN_CASES } from "./cases/shutdown.ts";
import { reasonNotToRun } from "./exceptions.ts";
import { installPackage } from "./package.ts";
import { type Runtime, RUNTIMES } from "./runtimes.ts";
import { freeOrigin, type Served, serveProcess } from "./served.ts";
import type { Settings } from "./servers/suite_server.ts";
import { CASES } from "./suite.ts";

const [project, ...found] = await Promise.all([
  installPackage(),
  ...RUNTIMES.map(async (runtime) => {
    try {
      return { runtime, executable: await runtime.find() };
    } catch (error) {
      return { runtime, problem: String(error) };
    }
  }),
]);

async function start(
  runtime: Runtime,
  executable: string,
  settings?: Partial<Settings>,
): Promise<Served> {
  const base = freeOrigin();
  return await serveProcess({
    command: await runtime.command(executable, project.directory, base),
    base,
    alg: "EdDSA",
    peer: runtime.knowsPeer ? "127.0.0.1" : "unknown",
    ...(settings !== undefined && { settings }),
  });
}

for (const { runtime, ...result } of found) {
  const { name } = runtime;
  if (result.executable === undefined) {
    const isRequired = Deno.env.get("CI") === "true";
    const problem = `${name} could not be fetched: ${result.problem}`;
    console.log(`runtimes: ${isRequired ? "FAILED" : "SKIPPED"}: ${problem}`);
    Deno.test({
      name: `runtimes: ${name} (skipped: it could not be fetched)`,
      ignore: !isRequired,
      fn: () => Promise.reject(new Error(problem)),
    });
    continue;
  }
  const { executable } = result;
  console.log(`runtimes: ${name} is ${executable}`);
  Deno.test(`runtimes: ${name}`, async (t) => {
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
    for (const { name, run, settings } of SHUTDOWN_CASES) {
      await t.step(
        stepOf(
          runtime,
          name,
          async () => {
            const served = await start(runtime, executable, settings);
            try {
              await run(served);
            } finally {
              await served.kill();
            }
          },
        ),
      );
    }
  });
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
  Deno.removeSync(project.directory, { recursive: true });
});
