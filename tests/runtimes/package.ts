/**
 * The package as npm users get it: packed and installed into a project, with
 * the server programs of the suite beside it.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { npx, run } from "./npm.ts";

const ROOT = fileURLToPath(import.meta.resolve("../../"));
const SERVERS = fileURLToPath(import.meta.resolve("./servers/"));

/** The bundler; its version is pinned, so that a bundle is what it was. */
const ESBUILD = "esbuild@0.28.2";

/**
 * Packs the package into a new directory, with the programs of the suite.
 *
 * @returns The directory.
 */
export async function packPackage(): Promise<string> {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-runtimes-" });
  await run(
    Deno.execPath(),
    [
      ...["run", "--frozen", "--allow-all", ".ci/pack.ts"],
      ...["--output", `${directory}/mintmark.tgz`],
      ...["--quiet", "--allow-dirty"],
    ],
    ROOT,
  );
  await Deno.writeTextFile(
    `${directory}/package.json`,
    JSON.stringify({ private: true, type: "module" }),
  );
  for await (const { name } of Deno.readDir(SERVERS)) {
    await Deno.copyFile(SERVERS + name, `${directory}/${name}`);
  }
  return directory;
}

/**
 * Installs the packed package with what it depends on, as its users do.
 *
 * @param directory What {@linkcode packPackage} made.
 */
export async function installPackage(directory: string): Promise<void> {
  await run(
    "npm",
    ["install", "--prefer-offline", `${directory}/mintmark.tgz`],
    directory,
  );
}

/** Fetches the bundler. */
export async function fetchBundler(): Promise<void> {
  await npx(ESBUILD, "esbuild --version");
}

/**
 * Bundles a worker for workerd, without anything of Node.
 *
 * @param directory The project.
 * @param name The worker, without the ending of its file.
 */
export async function bundleWorker(
  directory: string,
  name: string,
): Promise<void> {
  await npx(
    ESBUILD,
    `esbuild ${name}.ts --bundle --format=esm --platform=neutral ` +
      `--conditions=workerd,worker,browser --outfile=${name}.js`,
    directory,
  );
}
