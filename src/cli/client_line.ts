/**
 * Where a client is written in the configuration.
 *
 * Why the file is read once more: nothing but a sentence to the operator needs
 * the line, and it is the file as it is now that he opens.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { LoadedConfiguration } from "./configuration/configuration.ts";
import { parsePositionedJson } from "./configuration/json_positions.ts";

/**
 * Finds the line of a client.
 *
 * @param configuration The configuration.
 * @param i The place of the client in its list.
 * @returns The line, counted from 1; `undefined` where there is no file, or one
 * that cannot be read any more.
 */
export async function lineOfClient(
  { file, directory }: Pick<LoadedConfiguration, "file" | "directory">,
  i: number,
): Promise<number | undefined> {
  if (file === undefined) return undefined;
  try {
    const text = await readFile(join(directory, basename(file)), "utf8");
    const { lineOf } = parsePositionedJson(text.replace(/^\uFEFF/, ""));
    return lineOf(["clients", i, "client_id"]);
  } catch {
    return undefined;
  }
}
