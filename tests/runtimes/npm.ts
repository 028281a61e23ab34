/**
 * The npm client: where runtimes come from, and what installs the package as
 * its users do.
 *
 * @module
 */

/** A command failed; the message holds what it said. */
export class CommandError extends Error {
  /** The name of the class, for messages. */
  override readonly name: string = "CommandError";
}

/** Runs a command to its end and returns what it wrote. */
export async function run(
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<string> {
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(command, {
      args: [...args],
      ...(cwd !== undefined && { cwd }),
      stdin: "null",
    }).output();
  } catch (cause) {
    throw new CommandError(`${command} cannot be started`, { cause });
  }
  const { success, stdout, stderr } = output;
  if (!success) {
    const text = new TextDecoder().decode(stderr).trim();
    throw new CommandError(`${command} ${args.join(" ")}: ${text}`);
  }
  return new TextDecoder().decode(stdout).trim();
}

/**
 * Runs a command of an npm package, which is fetched where it is not cached.
 *
 * @param specifier The package with its version.
 * @param command A command line that finds the package's programs.
 * @returns What it wrote.
 */
export async function npx(
  specifier: string,
  command: string,
  cwd?: string,
): Promise<string> {
  return await run(
    "npx",
    ["--yes", "--package", specifier, "--call", command],
    cwd,
  );
}
