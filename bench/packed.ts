/**
 * Runs a file of this directory on another runtime, against the package as it
 * is packed for npm: `deno run -A bench/packed.ts node bench/added.ts`.
 *
 * @module
 */

import {
  type PackedProject,
  packedProject,
} from "../tests/package/packed_project.ts";

const FILES = [
  "added.ts",
  "flood.ts",
  "secret_clients.ts",
  "statistics.ts",
  "subjects.ts",
  "verify.ts",
  "servers/arguments.ts",
  "servers/bun.ts",
  "servers/deno.ts",
  "servers/node.ts",
  "servers/secrets.ts",
  "servers/failures.ts",
];

/**
 * Packs the package, installs it in a project of npm, and copies the files of
 * this directory beside it.
 *
 * @returns The project.
 */
export async function packedBench(): Promise<PackedProject> {
  const project = await packedProject("jose@^6.2.17");
  await Deno.mkdir(`${project.directory}/bench/servers`, { recursive: true });
  for (const file of FILES) {
    const from = new URL(file, import.meta.url);
    await Deno.copyFile(from, `${project.directory}/bench/${file}`);
  }
  return project;
}

if (import.meta.main) {
  const [runtime = "node", ...args] = Deno.args;
  await using project = await packedBench();
  const child = new Deno.Command(runtime, { args, cwd: project.directory });
  const { code } = await child.spawn().status;
  if (code !== 0) throw new Error(`${runtime} ended with ${code}`);
}
