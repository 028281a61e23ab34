/** Processes that are killed in the middle of their writes. @module */

import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { Program } from "../program.ts";
import { IS_FULL } from "../scale.ts";
import { type Acknowledged, UNTIL } from "./writing_process.ts";

/** How often two processes that write into one file are killed. */
const KILLS = 50;

/** How often a process is killed while it makes its file. */
const KILLS_AT_START = 20;

/** How long a process writes, at most. */
const WRITING_MILLISECONDS = 150;

const PROGRAM = new URL("writing_process.ts", import.meta.url);

const SIGNAL = new AbortController().signal;

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

function start(file: string, name: string, round: number): Program {
  return new Program(Deno.execPath(), [
    ...["run", "--quiet", "--allow-all", "--no-check", PROGRAM.href],
    ...[file, name, String(round)],
  ]);
}

/** What a process has been told that it was written, whole lines only. */
function acknowledgedBy({ stdout }: Program): readonly Acknowledged[] {
  return stdout.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

Deno.test({
  name:
    `kill -9 of two processes that write into one SQLite file, ${KILLS} times: what was acknowledged is there, and no claim is granted again`,
  ignore: !IS_FULL,
  fn: async () => {
    const directory = await Deno.makeTempDir({ prefix: "mintmark-kill-" });
    const file = `${directory}/mintmark.db`;
    const acknowledged: Acknowledged[] = [];
    try {
      for (let round = 0; round < KILLS; round++) {
        const of = await acknowledgedOfRound(file, round);
        acknowledged.push(...of);
        await assertFound(file, of);
      }
      await assertFound(file, acknowledged);
      assertOnce(acknowledged);
      const count = (role: Acknowledged["role"]) =>
        acknowledged.filter((one) => one.role === role).length;
      console.log(
        `${KILLS} kills: ${count("client")} clients, ${
          count("claim")
        } claims ` +
          `and ${count("key")} keys were acknowledged, and found`,
      );
      for (const role of ["client", "claim", "key"] as const) {
        assert(count(role) > KILLS, role);
      }
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

/** Two processes, one of which is killed while the other goes on. */
async function acknowledgedOfRound(
  file: string,
  round: number,
): Promise<readonly Acknowledged[]> {
  await using first = start(file, "first", round);
  await using second = start(file, "second", round);
  for (const program of [first, second]) await program.prints('"client"');
  for (const program of [first, second]) {
    await pause(Math.random() * WRITING_MILLISECONDS);
    program.signal("SIGKILL");
    await program.ended();
    assertEquals(program.stderr, "");
  }
  return [...acknowledgedBy(first), ...acknowledgedBy(second)];
}

async function assertFound(
  file: string,
  acknowledged: readonly Acknowledged[],
): Promise<void> {
  const database = new DatabaseSync(file);
  const [check] = database.prepare("PRAGMA integrity_check").all();
  assertEquals(check?.["integrity_check"], "ok");
  database.close();
  const { clients, replays, keys, close } = await sqliteStorage({ file });
  try {
    const { version, keys: found } = await keys.read(SIGNAL);
    const kids = new Set(found.map(({ kid }) => kid));
    assertEquals([version, kids.size], [found.length, found.length]);
    for (const one of acknowledged) {
      const message = JSON.stringify(one);
      if (one.role === "client") {
        const client = await clients.get(one.id, SIGNAL);
        assertEquals(client, { client_id: one.id, grant_types: [] }, message);
      } else if (one.role === "claim") {
        assertEquals(await replays.claim(one.id, UNTIL, SIGNAL), false);
      } else {
        assertEquals(found[one.version - 1]?.kid, one.kid, message);
      }
    }
  } finally {
    await close();
  }
}

/** Of the processes of a round, one got each claim and each version. */
function assertOnce(acknowledged: readonly Acknowledged[]): void {
  for (const [role, member] of [["claim", "id"], ["key", "version"]] as const) {
    const won = acknowledged.filter((one) => one.role === role)
      .map((one) => (one as Readonly<Record<string, unknown>>)[member]);
    assertEquals(new Set(won).size, won.length, role);
  }
}

Deno.test({
  name:
    `kill -9 of a process that makes its SQLite file, ${KILLS_AT_START} times: the next one opens it`,
  ignore: !IS_FULL,
  fn: async () => {
    const directory = await Deno.makeTempDir({ prefix: "mintmark-kill-" });
    try {
      for (let round = 0; round < KILLS_AT_START; round++) {
        const file = `${directory}/${round}.db`;
        await using program = start(file, "only", round);
        while (!await exists(file)) await pause(0);
        await pause(Math.random() * 10);
        program.signal("SIGKILL");
        await program.ended();
        await assertFound(file, acknowledgedBy(program));
      }
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
