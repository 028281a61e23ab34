/**
 * A project of npm, outside this repository, that has the packed package
 * installed as its users will have it.
 *
 * @module
 */

const ROOT = new URL("../../", import.meta.url);

/** A directory with `node_modules`; it goes away with the test. */
export interface PackedProject extends AsyncDisposable {
  /** The directory. */
  readonly directory: string;
}

/**
 * Packs the package and installs it in a new project.
 *
 * @param dependencies What else to install, as npm names it.
 * @returns The project.
 */
export async function packedProject(
  ...dependencies: readonly string[]
): Promise<PackedProject> {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-packed-" });
  const tarball = `${directory}/package.tgz`;
  await run(
    ROOT,
    Deno.execPath(),
    ...["run", "--allow-all", ".ci/pack.ts", "--output", tarball],
    ...["--quiet", "--allow-dirty"],
  );
  await Deno.writeTextFile(
    `${directory}/package.json`,
    JSON.stringify({ private: true, type: "module" }),
  );
  await run(
    directory,
    "npm",
    ...["install", "--no-audit", "--no-fund", "--ignore-scripts"],
    ...[tarball, ...dependencies],
  );
  return {
    directory,
    [Symbol.asyncDispose]: () => Deno.remove(directory, { recursive: true }),
  };
}

/**
 * Copies a file of this directory into a project.
 *
 * @param project The project.
 * @param name The name of the file.
 * @returns When it is there.
 */
export async function copyInto(
  { directory }: PackedProject,
  name: string,
): Promise<void> {
  await Deno.copyFile(new URL(name, import.meta.url), `${directory}/${name}`);
}

/**
 * Runs a command.
 *
 * @param directory Where.
 * @param command The command.
 * @param args Its arguments.
 * @returns What it writes to standard output.
 * @throws {Error} When it fails; the message has all that it wrote.
 */
export async function run(
  directory: string | URL,
  command: string,
  ...args: readonly string[]
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd: directory,
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  const out = text.decode(stdout);
  if (!success) {
    const line = [command, ...args].join(" ");
    throw new Error(`${line} failed:\n${out}\n${text.decode(stderr)}`);
  }
  return out;
}
