/** The SQLite of the packed package, on every runtime. @module */

import { assert, assertEquals } from "@std/assert";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { findBun } from "./bun.ts";
import { IS_FULL } from "../scale.ts";
import { copyInto, packedProject, run } from "./packed_project.ts";

const PROGRAM = "sqlite_program.mjs";

/** How the program is started. */
const RUNTIMES: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  "Deno": () => Promise.resolve([Deno.execPath(), "run", "--allow-all"]),
  "Bun": async () => [await findBun()],
  "Node 24": () => Promise.resolve(["npx", "--yes", "node@24"]),
  "Node 22": () => Promise.resolve(["npx", "--yes", "node@22"]),
};

Deno.test({
  name: "sqliteStorage of the packed package",
  // The contract runs on Deno in every run; here it is four runtimes.
  ignore: !IS_FULL,
  async fn(t) {
    await using project = await packedProject();
    const { directory } = project;
    await copyInto(project, PROGRAM);
    const commands = new Map<string, readonly string[]>();
    for (const [runtime, find] of Object.entries(RUNTIMES)) {
      commands.set(runtime, await find());
    }
    const start = async (runtime: string, what: string) => {
      const [command = "", ...args] = commands.get(runtime)!;
      const file = `${directory}/mintmark.db`;
      return JSON.parse(
        await run(directory, command, ...args, PROGRAM, what, file),
      );
    };

    for (const runtime of commands.keys()) {
      await t.step(
        `keeps the contract on ${runtime}, on one file`,
        async () => {
          const { passed, failures } = await start(runtime, "contract");
          assertEquals(failures, []);
          assert(passed > 30);
        },
      );
    }

    await t.step(
      "of runtimes that claim at once, each claim has one winner",
      async () => {
        const won: readonly (readonly string[])[] = await Promise.all(
          [...commands.keys()].map((runtime) => start(runtime, "claim")),
        );
        assertEquals(won.flat().length, 300);
        assertEquals(new Set(won.flat()).size, 300);
        const storage = await sqliteStorage({
          file: `${directory}/mintmark.db`,
          now: () => 1_800_000_000,
        });
        const counted = await storage.counters.count("shared", 1_000_000_007);
        await storage.close();
        assertEquals(counted, 300 * commands.size);
      },
    );
  },
});
