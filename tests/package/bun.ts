/**
 * Bun, fetched from npm.
 *
 * @module
 */

import { delimiter, join } from "node:path";
import { run } from "./packed_project.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * Finds the executable of Bun itself, so that ending it ends no launcher in its
 * place; it is fetched where it is not cached.
 *
 * @returns The path.
 */
export async function findBun(): Promise<string> {
  using _turn = await turnOfNpx();
  const path = await run(
    ROOT,
    "npx",
    ...["--yes", "--package", "bun@1.4.5", "--call"],
    "node -p process.env.PATH",
  );
  const [commands = ""] = path.split(delimiter);
  // It has this name on every system.
  const executable = join(commands, "..", "bun", "bin", "bun.exe");
  await run(ROOT, executable, "--version");
  return executable;
}

/** Where two fetch a package for the first time, npx mixes them up. */
async function turnOfNpx(): Promise<Disposable> {
  const file = await Deno.open(new URL("deno.json", ROOT));
  // On Windows a lock would keep others from reading, too.
  if (Deno.build.os !== "windows") await file.lock(true);
  return file;
}
