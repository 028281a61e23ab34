/** A SQLite file that another process has locked. @module */

import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import {
  assertion,
  formOf,
  KEYED,
} from "../client_authentication/assertions.ts";
import { CLIENT, NOW, post, testServer } from "../fixtures.ts";

/** How many writers wait at once. */
const WRITERS = 500;

/** How often the event loop turns while they do. */
const TURNS = 20;

/** How long that may take: each turn, some wait for the lock once. */
const TURNING_MILLISECONDS = 1_000;

const SIGNAL = new AbortController().signal;

/** A file with a connection beside the storage. */
async function lockable() {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-locked-" });
  const file = `${directory}/mintmark.db`;
  const storage = await sqliteStorage({ file, now: () => NOW });
  const other = new DatabaseSync(file);
  return {
    storage,
    lock: () => other.exec("BEGIN IMMEDIATE"),
    unlock: () => other.exec("ROLLBACK"),
    async [Symbol.asyncDispose]() {
      other.close();
      await storage.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

Deno.test(`${WRITERS} writers that wait for the lock of a file do not stop the event loop, neither while they wait nor when they get their turn`, async () => {
  await using file = await lockable();
  const { storage: { replays, clients }, lock, unlock } = file;
  lock();
  let turns = 0;
  const settledAt: number[] = [];
  const claims = Array.from({ length: WRITERS }, async (_, i) => {
    const isClaimed = await replays.claim(`${i}`, NOW + 60, SIGNAL);
    settledAt.push(turns);
    return isClaimed;
  });
  const startedAt = performance.now();
  for (let turn = 0; turn < TURNS; turn++) {
    await new Promise((resolve) => setTimeout(resolve));
    assertEquals(await clients.get("nobody", SIGNAL), undefined);
  }
  const took = performance.now() - startedAt;
  unlock();
  const turning = setInterval(() => turns++);
  assertEquals(await Promise.all(claims), claims.map(() => true));
  clearInterval(turning);
  assert(settledAt.at(-1)! > settledAt[0]!, "all wrote in one turn");
  assert(took < TURNING_MILLISECONDS, `${took} ms`);
});

Deno.test("a file that is locked for longer than the deadline: 503 for whoever must write, tokens for the others, and what gave up has claimed nothing", async () => {
  await using file = await lockable();
  const { storage, lock, unlock } = file;
  await storage.clients.put(CLIENT);
  await storage.clients.put(KEYED);
  const server = testServer({ storage, seamMilliseconds: 50 });
  const presented = formOf(await assertion());
  lock();
  const { status, headers } = await post(server, presented);
  assertEquals([status, headers.get("retry-after")], [503, "1"]);
  assertEquals((await post(server)).status, 200);
  unlock();
  assertEquals((await post(server, presented)).status, 200);
  assertEquals((await post(server, presented)).status, 401);
});
