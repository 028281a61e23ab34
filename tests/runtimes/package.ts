/**
 * The package as npm users get it: packed, installed into a project, and the
 * server programs of the suite beside it.
 *
 * @module
 */

import { npx, run } from "./npm.ts";

/** A project that has the package installed. */
export interface Project {
  /** Its directory. */
  readonly directory: string;
  /** Removes it. */
  remove(): Promise<void>;
}

const ROOT = new URL("../../", import.meta.url).pathname;
const SERVERS = new URL("servers/", import.meta.url).pathname;

/** The bundler; its version is pinned, so that a bundle is what it was. */
const ESBUILD = "esbuild@0.28.2";

/** Packs the package and installs it into a new project. */
export async function installPackage(): Promise<Project> {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-runtimes-" });
  const remove = () => Deno.remove(directory, { recursive: true });
  try {
    const tarball = `${directory}/mintmark.tgz`;
    await run(
      Deno.execPath(),
      ["pack", "--quiet", "--allow-dirty", "--output", tarball],
      ROOT,
    );
    await Deno.writeTextFile(
      `${directory}/package.json`,
      JSON.stringify({ private: true, type: "module" }),
    );
    await run("npm", ["install", "--prefer-offline", tarball], directory);
    for await (const { name } of Deno.readDir(SERVERS)) {
      await Deno.copyFile(SERVERS + name, `${directory}/${name}`);
    }
    return { directory, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Bundles the worker for workerd, without anything of Node.
 *
 * @param directory The project.
 */
export async function bundleWorker(directory: string): Promise<void> {
  await npx(
    ESBUILD,
    "esbuild worker.ts --bundle --format=esm --platform=neutral " +
      "--conditions=workerd,worker,browser --outfile=worker.js",
    directory,
  );
}
