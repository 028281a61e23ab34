/**
 * A server over a SQLite file on a disk of its own, which gets full, then can
 * only be read, and then is well again. Argument: where the disk is mounted.
 * It runs where it may mount, and prints what it saw.
 *
 * @module
 */

import type { FailedEvent } from "@mintmark/oauth";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import {
  assertion,
  formOf,
  KEYED,
} from "../client_authentication/assertions.ts";
import { CLIENT, NOW, post, testServer } from "../fixtures.ts";

/** What was seen in a state of the disk. */
export type Seen =
  /** What clients got, and what the operator is told of it. */
  | {
    readonly disk: "well" | "full";
    /** Of a client with a secret, whose authentication writes nothing. */
    readonly secret: number;
    /** Of a client with a new assertion. */
    readonly assertion: number;
    /** Of a client with the first assertion of all, once more. */
    readonly replayed: number;
    readonly cause?: string;
  }
  /** Whether storage could be opened, and why not. */
  | {
    readonly disk: "well" | "full" | "read-only";
    readonly opened: boolean;
    readonly cause?: string;
  };

const [directory = ""] = Deno.args;

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

function say(seen: Seen): void {
  console.log(JSON.stringify(seen));
}

/** Writes until nothing more fits. */
function fill(path: string): void {
  using file = Deno.openSync(path, { create: true, append: true });
  for (const size of [65_536, 1]) {
    try {
      while (file.writeSync(new Uint8Array(size)) > 0);
    } catch {
      // Full.
    }
  }
}

if (import.meta.main) {
  await run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", directory);
  const file = `${directory}/mintmark.db`;
  const storage = await sqliteStorage({ file, now: () => NOW });
  await storage.clients.put(CLIENT);
  await storage.clients.put(KEYED);
  const server = testServer({ storage });
  const first = formOf(await assertion());
  const answer = async (form?: Record<string, string>) =>
    (await post(server, form)).status;

  const look = async (disk: "well" | "full") => {
    const status = await answer(formOf(await assertion()));
    const { cause } = server.events.at(-1) as FailedEvent;
    say({
      disk,
      secret: await answer(),
      assertion: status,
      replayed: await answer(first),
      ...(cause instanceof Error && { cause: cause.message }),
    });
  };

  const open = async (file: string, disk: Seen["disk"]) => {
    try {
      await (await sqliteStorage({ file })).close();
      say({ disk, opened: true });
    } catch (error) {
      const cause = (error as Error).message;
      say({ disk, opened: false, cause });
    }
  };

  await answer(first);
  await look("well");
  fill(`${directory}/ballast`);
  // What the file still has room for is used up.
  while (await answer(formOf(await assertion())) === 200);
  await look("full");
  await open(`${directory}/new.db`, "full");
  await Deno.remove(`${directory}/ballast`);
  await look("well");
  await open(`${directory}/new.db`, "well");
  await storage.close();
  await run("mount", "-o", "remount,ro", directory);
  await open(file, "read-only");
}
