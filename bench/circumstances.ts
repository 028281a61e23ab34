/**
 * Where, when and with what a program measured.
 *
 * @module
 */

import configuration from "../deno.json" with { type: "json" };
import { cpus, loadavg, release, totalmem, type } from "node:os";
import type { Circumstances } from "./results.ts";

const MEBIBYTE = 2 ** 20;

/**
 * Says what it was.
 *
 * @param command The command that measures.
 * @param versions What takes part, by name, besides Mintmark itself.
 * @returns The circumstances.
 */
export async function circumstances(
  command: string,
  versions: Readonly<Record<string, string>>,
): Promise<Circumstances> {
  return {
    date: new Date().toISOString(),
    machine: {
      processor: cpus()[0]?.model.trim() ?? "unknown",
      processors: cpus().length,
      memoryMebibytes: Math.round(totalmem() / MEBIBYTE),
      system: `${type()} ${release()} ${Deno.build.arch}`,
      load: loadavg()[0]!,
    },
    versions: {
      mintmark: `${configuration.version} (${await commit()})`,
      ...versions,
    },
    command: shown(command),
  };
}

/** Without what is true on one machine only. */
function shown(command: string): string {
  return command.split(" ").filter((part) =>
    !/^--(results|node|bun|postgres)=|^--(resume|check)$/.test(part)
  ).join(" ");
}

/**
 * Whether two measurements may stand in one table: the same machine, and the
 * same version of everything that took part in both.
 *
 * @param one The circumstances of one.
 * @param other Those of the other.
 * @returns Whether they are alike.
 */
export function alike(one: Circumstances, other: Circumstances): boolean {
  const hardware = ({ machine: { load: _, ...machine } }: Circumstances) =>
    JSON.stringify(machine);
  return hardware(one) === hardware(other) &&
    Object.entries(one.versions).every(([name, version]) =>
      (other.versions[name] ?? version) === version
    );
}

/** The commit, and whether files differ from it. */
async function commit(): Promise<string> {
  const git = async (...args: string[]) => {
    const { stdout } = await new Deno.Command("git", {
      args,
      cwd: new URL("..", import.meta.url),
    }).output();
    return new TextDecoder().decode(stdout).trim();
  };
  try {
    const isClean = await git("status", "--porcelain", "src") === "";
    return `${await git("log", "-1", "--format=%h", "--", "src")}${
      isClean ? "" : ", changed"
    }`;
  } catch {
    return "no clone";
  }
}
