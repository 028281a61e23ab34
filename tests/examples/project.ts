/**
 * The project of a stranger: outside this repository, with the packed package
 * and the frameworks of the examples installed from npm; and the runtimes that
 * examples are for. Each is made once per test file, and only tried: where npm
 * has no network, the tests that need it say so.
 *
 * @module
 */

import { packedProject, run } from "../package/packed_project.ts";

/** What was obtained, or why it was not. */
export type Obtained<T> =
  | { readonly value: T; readonly problem?: undefined }
  | { readonly problem: string };

/** What the examples import, and what bundles and runs the one for Workers. */
const DEPENDENCIES = [
  "express@^5.3.0",
  "fastify@^5.12.8",
  "hono@^4.13.19",
  "aws4fetch@^1.0.20",
  "openid-client@^6.8.9",
  "@modelcontextprotocol/sdk@^1.32.2",
  "esbuild@^0.28.2",
  "workerd@^1.20261117.1",
];

const ROOT = new URL("../../", import.meta.url);

/** Makes the project: its directory, with the examples in it. */
export const project: Obtained<string> = await obtain(
  "npm cannot install the project",
  async () => {
    const { directory } = await packedProject(...DEPENDENCIES);
    globalThis.addEventListener("unload", () => {
      Deno.removeSync(directory, { recursive: true });
    });
    for (const { name } of Deno.readDirSync(new URL("examples", ROOT))) {
      await copyIntoProject(directory, `examples/${name}`, name);
    }
    return directory;
  },
);

/**
 * Copies a file of this repository into a project.
 *
 * @param directory The project.
 * @param path The file, from the root of the repository.
 * @param to Its place in the project.
 */
export async function copyIntoProject(
  directory: string,
  path: string,
  to: string = path,
): Promise<void> {
  const target = `${directory}/${to}`;
  await Deno.mkdir(target.slice(0, target.lastIndexOf("/")), {
    recursive: true,
  });
  await Deno.copyFile(new URL(path, ROOT), target);
}

/**
 * Finds a runtime that npm distributes, and fetches it if need be.
 *
 * @param specifier Package and version.
 * @returns The path of its executable.
 */
export function npmRuntime(specifier: string): Promise<Obtained<string>> {
  const [name = ""] = specifier.split("@");
  return obtain(`npm cannot fetch ${specifier}`, async () => {
    // Where two fetch the same package for the first time, npx mixes them up.
    using file = await Deno.open(new URL("deno.json", ROOT));
    await file.lock(true);
    const find = ["--package", specifier, "--call", `command -v ${name}`];
    return (await run(ROOT, "npx", "--yes", ...find)).trim();
  });
}

/**
 * Registers a test that needs the project and a runtime; without one of them it
 * is ignored, with a name that says why.
 *
 * @param name The name of the test.
 * @param runtime The runtime.
 * @param test The test: it is given the executable and the project.
 */
export function testOn(
  name: string,
  runtime: Obtained<string>,
  test: (command: string, directory: string) => Promise<void>,
): void {
  if (runtime.problem !== undefined) return ignoreTest(name, runtime.problem);
  if (project.problem !== undefined) return ignoreTest(name, project.problem);
  const { value: command } = runtime;
  const { value: directory } = project;
  Deno.test(name, () => test(command, directory));
}

/**
 * Registers a test that cannot be run.
 *
 * @param name The name of the test.
 * @param problem Why.
 */
export function ignoreTest(name: string, problem: string): void {
  Deno.test({
    name: `${name} (not run: ${problem})`,
    ignore: true,
    fn: () => {},
  });
}

/** Gets something from npm, which may fail to give it. */
async function obtain<T>(
  problem: string,
  get: () => Promise<T>,
): Promise<Obtained<T>> {
  try {
    return { value: await get() };
  } catch (error) {
    const isOfNpm = error instanceof Error && /^np[mx] /.test(error.message);
    if (!isOfNpm || Deno.env.get("CI") === "true") throw error;
    console.error(`${problem}:`, error);
    return { problem };
  }
}
