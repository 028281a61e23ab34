/**
 * A directory of a test, with a configuration that it may change.
 *
 * @module
 */

import { join } from "node:path";

/** A directory; it goes away with the test. */
export interface Place extends AsyncDisposable {
  /** The directory. */
  readonly directory: string;
  /** Writes mintmark.json anew. */
  write(configuration: unknown): Promise<void>;
}

/**
 * Makes a directory.
 *
 * @param configuration What is in mintmark.json; absent = there is none.
 * @returns The directory.
 */
export async function makePlace(configuration?: unknown): Promise<Place> {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-cli-" });
  const write = (configuration: unknown) =>
    Deno.writeTextFile(
      join(directory, "mintmark.json"),
      typeof configuration === "string"
        ? configuration
        : JSON.stringify(configuration, null, 2),
    );
  if (configuration !== undefined) await write(configuration);
  return {
    directory,
    write,
    [Symbol.asyncDispose]: () => Deno.remove(directory, { recursive: true }),
  };
}
