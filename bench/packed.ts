/**
 * Runs a file of this directory on another runtime, against the package as it
 * is packed for npm: `deno run -A bench/packed.ts node bench/added.ts`.
 *
 * @module
 */

import { stripTypeScriptTypes } from "node:module";
import configuration from "../deno.json" with { type: "json" };
import {
  type PackedProject,
  packedProject,
} from "../tests/package/packed_project.ts";

/** The files that run on other runtimes too. */
const FILES = [
  "added.ts",
  "assertions.ts",
  "flood.ts",
  "floor.ts",
  "matrix.ts",
  "secret_clients.ts",
  "statistics.ts",
  "subjects.ts",
  "verify.ts",
  ...[...Deno.readDirSync(new URL("servers", import.meta.url))]
    .map(({ name }) => `servers/${name}`),
];

/**
 * Packs the package, installs it in a project of npm, and puts the files of
 * this directory beside it, as JavaScript: a runtime that takes types away while
 * it loads would need longer for servers of more files than others have.
 *
 * @param dependencies What else to install, by the names of the import map.
 * @returns The project.
 */
export async function packedBench(
  ...dependencies: readonly string[]
): Promise<PackedProject> {
  const project = await packedProject(
    ...["jose", ...dependencies].map(packageOf),
  );
  await Deno.mkdir(`${project.directory}/bench/servers`, { recursive: true });
  for (const file of FILES) {
    const text = await Deno.readTextFile(new URL(file, import.meta.url));
    await Deno.writeTextFile(
      `${project.directory}/bench/${asJavaScript(file)}`,
      stripTypeScriptTypes(text).replaceAll(
        /(["'])(\.{1,2}\/[^"']+\.ts)\1/g,
        (_, quote, path) => quote + asJavaScript(path) + quote,
      ),
    );
  }
  return project;
}

/**
 * The name of a file of this directory in a packed project.
 *
 * @param file The name of the source.
 * @returns The name of what it becomes.
 */
export function asJavaScript(file: string): string {
  return file.replace(/\.ts$/, ".js");
}

/**
 * The versions that npm installed.
 *
 * @param project The project.
 * @param names The packages.
 * @returns Each with its version.
 */
export async function packageVersions(
  { directory }: PackedProject,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const versions = names.map(async (name) => {
    const path = `${directory}/node_modules/${name}/package.json`;
    return [name, JSON.parse(await Deno.readTextFile(path)).version];
  });
  return Object.fromEntries(await Promise.all(versions));
}

/** A package as npm names it, in the version of the import map. */
function packageOf(name: string): string {
  const specifier =
    (configuration.imports as Readonly<Record<string, string>>)[name];
  if (specifier === undefined) throw new Error(`deno.json imports no ${name}`);
  return specifier.replace(/^npm:/, "");
}

if (import.meta.main) {
  const [runtime = "node", ...args] = Deno.args;
  await using project = await packedBench();
  const child = new Deno.Command(runtime, {
    args: args.map(asJavaScript),
    cwd: project.directory,
  });
  const { code } = await child.spawn().status;
  if (code !== 0) throw new Error(`${runtime} ended with ${code}`);
}
