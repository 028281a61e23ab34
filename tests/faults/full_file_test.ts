/** A SQLite file that has no room. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { createKeyRing, type FailedEvent } from "@mintmark/oauth";
import { sqlStorage } from "../../src/storage/sql.ts";
import { SqliteDatabase } from "../../src/storage/sqlite_database.ts";
import {
  assertion,
  formOf,
  KEYED,
} from "../client_authentication/assertions.ts";
import { CLIENT, NOW, post, type TestServer, testServer } from "../fixtures.ts";

/** How many pages a test lets the file grow by. */
const PAGES = 3;

const now = () => NOW;

/** A server over a file whose number of pages can be limited. */
async function limitedServer() {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-full-" });
  const file = new DatabaseSync(`${directory}/mintmark.db`);
  const database = new SqliteDatabase(file, 5_000);
  await database.setUp();
  const storage = await sqlStorage(database, now);
  await storage.clients.put(CLIENT);
  await storage.clients.put(KEYED);
  const keys = createKeyRing({
    store: storage.keys,
    policy: { algs: ["EdDSA"] },
    wrappingKeys: ["PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0"],
  });
  const server = testServer({ storage, keys });
  // Keys are made before there is no room for them.
  assertEquals((await post(server)).status, 200);
  const pragma = (name: string, value = "") =>
    Number(Object.values(file.prepare(`PRAGMA ${name}${value}`).get()!)[0]);
  return {
    server,
    storage,
    limit: () => pragma("max_page_count", ` = ${pragma("page_count") + PAGES}`),
    extend: () => pragma("max_page_count", " = 1000000"),
    async [Symbol.asyncDispose]() {
      await storage.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

/** Presents assertions until one is not taken. @returns How many were. */
async function fill(server: TestServer): Promise<readonly string[]> {
  const taken: string[] = [];
  for (;;) {
    const presented = await assertion();
    const { status, headers, body } = await post(server, formOf(presented));
    if (status === 200) taken.push(presented);
    else {
      assertEquals([status, headers.get("retry-after")], [503, "1"]);
      assertEquals(body.error, "temporarily_unavailable");
      return taken;
    }
  }
}

Deno.test("a full SQLite file: writes say so, whoever needs none gets tokens, and no claim is forgotten", async () => {
  await using limited = await limitedServer();
  const { server, storage, limit, extend } = limited;
  limit();
  const taken = await fill(server);
  assert(taken.length > 0);
  const refused = server.events.at(-1) as FailedEvent;
  assertEquals(refused.reason, "replay_store_failed");
  assertEquals((refused.cause as Error).message, "database or disk is full");

  await assertRejects(
    () => storage.clients.put({ client_id: "new", scope: "x".repeat(50_000) }),
    Error,
    "database or disk is full",
  );
  assertEquals((await post(server)).status, 200);
  assertEquals((await storage.clients.list("", 10)).length, 2);
  for (const presented of taken.slice(0, 3)) {
    assertEquals((await post(server, formOf(presented))).status, 401);
  }

  extend();
  const late = await assertion();
  assertEquals((await post(server, formOf(late))).status, 200);
  for (const presented of [...taken.slice(0, 3), late]) {
    assertEquals((await post(server, formOf(presented))).status, 401);
  }
});

Deno.test("a full SQLite file: what is deleted makes room", async () => {
  await using limited = await limitedServer();
  const { server, storage, limit } = limited;
  const scope = "x".repeat(50_000);
  await storage.clients.put({ client_id: "large", scope });
  limit();
  await fill(server);
  assert(await storage.clients.delete("large"));
  const { status } = await post(server, formOf(await assertion()));
  assertEquals(status, 200);
});

Deno.test("a full SQLite file that is new says so, and is set up once there is room", async () => {
  const file = new DatabaseSync(":memory:");
  const database = new SqliteDatabase(file, 5_000);
  file.exec("PRAGMA max_page_count = 3");
  const open = () => sqlStorage(database, now);
  await assertRejects(open, Error, "database or disk is full");
  file.exec("PRAGMA max_page_count = 1000");
  assertEquals(await (await open()).clients.list("", 10), []);
  await database.close();
});
