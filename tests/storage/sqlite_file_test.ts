/** The file of the SQLite storage. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { FakeTimers } from "../fake_timers.ts";
import { sqlStorage } from "../../src/storage/sql.ts";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { SqliteDatabase } from "../../src/storage/sqlite_database.ts";

const SIGNAL = new AbortController().signal;
const NOW = 1_800_000_000;
const now = () => NOW;

/** A path in a directory that goes away with the test. */
async function temporaryFile() {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-sqlite-" });
  return {
    directory,
    file: `${directory}/mintmark.db`,
    [Symbol.asyncDispose]: () => Deno.remove(directory, { recursive: true }),
  };
}

Deno.test({
  name:
    "sqliteStorage makes files that only their owner may read, and leaves others as they are",
  ignore: Deno.build.os === "windows",
  fn: filesOfTheOwner,
});

async function filesOfTheOwner() {
  await using temporary = await temporaryFile();
  const { file } = temporary;
  const storage = await sqliteStorage({ file });
  await storage.clients.put({ client_id: "orders" });
  for (const suffix of ["", "-wal", "-shm"]) {
    const { mode } = await Deno.stat(file + suffix);
    assertEquals((mode! & 0o777).toString(8), "600", suffix);
  }
  await storage.close();
  await Deno.chmod(file, 0o640);
  await (await sqliteStorage({ file })).close();
  assertEquals((await Deno.stat(file)).mode! & 0o777, 0o640);
}

Deno.test("sqliteStorage finds everything again, and leaves one file when it is closed", async () => {
  await using temporary = await temporaryFile();
  const { directory, file } = temporary;
  const storage = await sqliteStorage({ file, now });
  await storage.clients.put({ client_id: "orders", scope: "orders.read" });
  await storage.replays.claim("jti", NOW + 60, SIGNAL);
  await storage.counters.add("orders", 60);
  await storage.keys.replace({ version: 1, keys: [] }, SIGNAL);
  await storage.usage.note("orders", "spring", 3_600);
  await storage.close();
  const names = [...Deno.readDirSync(directory)];
  assertEquals(names.map(({ name }) => name), ["mintmark.db"]);

  const again = await sqliteStorage({ file, now });
  assertEquals(await again.clients.get("orders", SIGNAL), {
    client_id: "orders",
    scope: "orders.read",
  });
  assertEquals(await again.replays.claim("jti", NOW + 60, SIGNAL), false);
  assertEquals(await again.counters.count("orders", 60), 1);
  assertEquals((await again.keys.read(SIGNAL)).version, 1);
  assertEquals(await again.usage.list("orders"), [
    { secretName: "spring", hour: 3_600 },
  ]);
  await again.clients.delete("orders");
  assertEquals(await again.usage.list("orders"), []);
  await again.close();
});

Deno.test("sqliteStorage refuses a file of a later release, and does not touch it", async () => {
  await using temporary = await temporaryFile();
  const { file } = temporary;
  await (await sqliteStorage({ file })).close();
  const database = new DatabaseSync(file);
  database.exec("UPDATE schema_version SET version = 999");
  await assertRejects(
    () => sqliteStorage({ file }),
    Error,
    "the tables have version 999, of a later release; this one knows 1",
  );
  assertEquals(
    database.prepare("SELECT version FROM schema_version").all().length,
    1,
  );
  database.close();
});

Deno.test("sqliteStorage leaves nothing behind of a migration that fails half way", async () => {
  await using temporary = await temporaryFile();
  const { file } = temporary;
  const database = new DatabaseSync(file);
  database.exec("CREATE TABLE key_set (other TEXT)");
  await assertRejects(() => sqliteStorage({ file }), Error, "key_set");
  const tables = database.prepare("SELECT name FROM sqlite_master").all();
  assertEquals(tables.map(({ name }) => name), ["key_set"]);
  database.exec("DROP TABLE key_set");
  database.close();
  await (await sqliteStorage({ file })).close();
});

Deno.test("sqliteStorage waits for a lock by timer, while the event loop goes on", async () => {
  await using temporary = await temporaryFile();
  const { file } = temporary;
  const storage = await sqliteStorage({ file });
  const other = new DatabaseSync(file);
  other.exec("BEGIN IMMEDIATE");
  let isDone = false;
  const put = storage.clients.put({ client_id: "orders" })
    .then(() => isDone = true);
  // Readers are not in the way of a writer, nor it in theirs.
  assertEquals(await storage.clients.get("orders", SIGNAL), undefined);
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  assertEquals(isDone, false);
  other.exec("COMMIT");
  await put;
  assertEquals((await storage.clients.list("", 9)).length, 1);
  other.close();
  await storage.close();
});

Deno.test("sqliteStorage waits for a lock while it opens a file", async () => {
  await using temporary = await temporaryFile();
  const { file } = temporary;
  for (const isNew of [true, false]) {
    const other = new DatabaseSync(file);
    other.exec("BEGIN EXCLUSIVE");
    const opening = sqliteStorage({ file });
    await new Promise((resolve) => setTimeout(resolve));
    other.exec("ROLLBACK");
    const storage = await opening;
    assertEquals(await storage.clients.list("", 9), [], `new: ${isNew}`);
    other.close();
    await storage.close();
  }
});

Deno.test("sqliteStorage stops waiting for a lock when the caller gives up, or its time is over", async () => {
  await using temporary = await temporaryFile();
  const { file } = temporary;
  const storage = await sqliteStorage({ file });
  const hasty = await sqliteStorage({ file, waitMilliseconds: 0 });
  const other = new DatabaseSync(file);
  other.exec("BEGIN IMMEDIATE");
  const controller = new AbortController();
  const claim = storage.replays.claim("jti", NOW, controller.signal);
  controller.abort(new Error("gave up"));
  await assertRejects(() => claim, Error, "gave up");
  const put = () => hasty.clients.put({ client_id: "orders" });
  await assertRejects(put, Error, "locked");
  other.exec("ROLLBACK");
  assert(await storage.replays.claim("jti", NOW, SIGNAL));
  other.close();
  await hasty.close();
  await storage.close();
});

Deno.test("sqliteStorage tries again for a lock only: every other failure is told at once", async () => {
  await using temporary = await temporaryFile();
  const { file } = temporary;
  const storage = await sqliteStorage({ file, waitMilliseconds: 1e9 });
  const other = new DatabaseSync(file);
  other.exec("DROP TABLE clients");
  other.close();
  using timers = new FakeTimers();
  const put = () => storage.clients.put({ client_id: "orders" });
  await assertRejects(put, Error, "no such table");
  assertEquals(timers.started, 0);
  await storage.close();
});

Deno.test("sqliteStorage removes what has expired as it goes, and nothing else", async () => {
  await using temporary = await temporaryFile();
  const { file } = temporary;
  let time = NOW;
  const storage = await sqliteStorage({ file, now: () => time });
  const database = new DatabaseSync(file);
  const rows = (table: string) =>
    database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"];
  for (let i = 0; i < 500; i++) {
    await storage.replays.claim(`${i}`, time + 10, SIGNAL);
    await storage.counters.add(`${i}`, 10);
  }
  assertEquals([rows("replays"), rows("counters")], [500, 500]);
  time += 3_600;
  for (let i = 0; i < 192; i++) {
    await storage.replays.claim(`late ${i}`, time + 10, SIGNAL);
    await storage.counters.add(`late ${i}`, 10);
  }
  assertEquals([rows("replays"), rows("counters")], [192, 192]);
  database.close();
  await storage.close();
});

Deno.test("sqliteStorage keeps a count for as long as its window reaches back, whatever is removed meanwhile", async () => {
  const windowSeconds = 600;
  let time = Math.ceil(NOW / windowSeconds) * windowSeconds;
  const { counters, close } = await sqliteStorage({
    file: ":memory:",
    now: () => time,
  });
  for (let i = 0; i < 10; i++) await counters.add("guesser", windowSeconds);
  time += 1.5 * windowSeconds;
  for (let i = 0; i < 64; i++) await counters.add(`${i}`, windowSeconds);
  assertEquals(await counters.count("guesser", windowSeconds), 5);
  await close();
});

Deno.test("sqliteStorage waits for the disk before it acknowledges, also after a write that did not, and trusts no schema", async () => {
  const file = new DatabaseSync(":memory:");
  const database = new SqliteDatabase(file, 0);
  const pragma = (name: string) =>
    Object.values(file.prepare(`PRAGMA ${name}`).get()!)[0];
  await database.setUp();
  const FULL = 2;
  assertEquals([pragma("synchronous"), pragma("trusted_schema")], [FULL, 0]);
  const { counters, usage, close } = await sqlStorage(database, now);
  await counters.add("orders", 60);
  await usage.note("orders", "spring", 3_600);
  assertEquals(pragma("synchronous"), FULL);
  await close();
  await assertRejects(
    () => counters.add("orders", 60),
    Error,
    "the storage is closed",
  );
});

Deno.test("sqliteStorage refuses wrong options by name", async () => {
  const open = (options: Readonly<Record<string, unknown>>) => () =>
    sqliteStorage({ file: ":memory:", ...options });
  await assertRejects(open({ file: "" }), TypeError, "file must be");
  await assertRejects(open({ file: undefined }), TypeError, "file must be");
  await assertRejects(
    open({ waitMilliseconds: -1 }),
    TypeError,
    "waitMilliseconds must be",
  );
  await assertRejects(open({ now: 1 }), TypeError, "now must be");
  await assertRejects(open({ file: "/nowhere/at/all.db" }), Error, "nowhere");
});
