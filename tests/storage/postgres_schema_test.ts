/** The tables of the Postgres storage. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type PostgresClient,
  postgresStorage,
} from "../../src/storage/postgres.ts";
import { onEngine } from "./engines.ts";
import { type Driver, DRIVERS, TestSchema } from "./postgres_handles.ts";

const SIGNAL = new AbortController().signal;
const NOW = 1_800_000_000;

onEngine("POSTGRES_URL", "the tables of postgresStorage", (url) => {
  /** Runs a test with a schema that goes away afterwards. */
  const inSchema = (
    name: string,
    test: (schema: TestSchema, driver: Driver) => Promise<void>,
  ) => {
    for (const [driverName, driver] of Object.entries(DRIVERS)) {
      Deno.test(`postgresStorage over ${driverName}: ${name}`, async () => {
        const schema = new TestSchema(url);
        try {
          await test(schema, driver);
        } finally {
          await schema.drop();
        }
      });
    }
  };

  inSchema(
    "instances that start at once make the tables once",
    async (schema, driver) => {
      const opened = await Promise.all(
        Array.from({ length: 6 }, () => schema.open(driver)),
      );
      const keySet = { version: 1, keys: [] };
      assert(await opened[0]!.keys.replace(keySet, SIGNAL));
      for (const storage of opened) {
        assertEquals(await storage.keys.read(SIGNAL), keySet);
        await storage.close();
      }
      const rows = await schema.query(
        "SELECT version FROM schema.schema_version",
      );
      assertEquals(rows.map(({ version }) => Number(version)), [1]);
    },
  );

  inSchema(
    "refuses tables of a later release, and leaves them",
    async (schema, driver) => {
      await (await schema.open(driver)).close();
      await schema.query("UPDATE schema.schema_version SET version = 999");
      const error = await assertRejects(() => schema.open(driver), Error);
      assertEquals(
        error.message,
        "the tables have version 999, of a later release; this one knows 1",
      );
    },
  );

  inSchema(
    "leaves nothing behind of a migration that fails half way",
    async (schema, driver) => {
      await schema.query(`CREATE SCHEMA "${schema.name}"`);
      await schema.query("CREATE TABLE schema.key_set (other text)");
      const client = driver.open(url);
      const open = () => postgresStorage({ client, schema: schema.name });
      await assertRejects(open, Error, "key_set");
      const tables = () =>
        schema.query(
          `SELECT tablename FROM pg_tables WHERE schemaname = '${schema.name}'`,
        );
      assertEquals((await tables()).map(({ tablename }) => tablename), [
        "key_set",
      ]);
      await schema.query("DROP TABLE schema.key_set");
      // The connection on which it failed is of no harm to others.
      await Promise.all([1, 2, 3, 4, 5].map(open));
      assertEquals((await tables()).length, 6);
      await driver.end(client);
    },
  );

  inSchema(
    "compares and orders ids by their bytes, whatever the database does",
    async (schema, driver) => {
      await (await schema.open(driver)).close();
      const rows = await schema.query(
        `SELECT DISTINCT collation_name AS name FROM information_schema.columns
        WHERE table_schema = '${schema.name}'
        AND column_name IN ('client_id', 'id', 'name') AND data_type = 'text'`,
      );
      assertEquals(rows.map(({ name }) => name), ["C"]);
    },
  );

  inSchema(
    "needs no right to change tables that are there",
    async (schema, driver) => {
      await (await schema.open(driver)).close();
      const role = `${schema.name}_role`;
      await schema.query(`
      CREATE ROLE ${role} LOGIN;
      GRANT USAGE ON SCHEMA "${schema.name}" TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE
        ON ALL TABLES IN SCHEMA "${schema.name}" TO ${role}`);
      const asRole = new URL(url);
      asRole.username = role;
      const client = driver.open(asRole.href);
      try {
        const storage = await postgresStorage({ client, schema: schema.name });
        await storage.clients.put({ client_id: "orders" });
        assert(await storage.clients.delete("orders"));
        assert(await storage.replays.claim("jti", NOW, SIGNAL));
        assertEquals(await storage.counters.add("orders", 60), 1);
        await storage.usage.note("orders", "", 0);
      } finally {
        await driver.end(client);
        await schema.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      }
    },
  );

  inSchema(
    "works without prepared statements, for poolers",
    async (schema, driver) => {
      const storage = await schema.open(driver, { prepare: false });
      await storage.clients.put({ client_id: "orders" });
      assertEquals((await storage.clients.list("", 5)).length, 1);
      assertEquals(await storage.counters.add("orders", 60), 1);
      await storage.close();
    },
  );

  inSchema(
    "removes what has expired as it goes, and nothing else",
    async (schema, driver) => {
      let time = NOW;
      const storage = await schema.open(driver, { now: () => time });
      const rows = async (table: string) =>
        Number(
          (await schema.query(`SELECT count(*) FROM schema.${table}`))[0]
            ?.["count"],
        );
      const write = async (name: string, count: number) => {
        for (let i = 0; i < count; i++) {
          await storage.replays.claim(`${name} ${i}`, time + 10, SIGNAL);
          await storage.counters.add(`${name} ${i}`, 10);
        }
        return [await rows("replays"), await rows("counters")];
      };
      assertEquals(await write("early", 200), [200, 200]);
      time += 3_600;
      assertEquals(await write("late", 64), [64, 64]);
      await storage.close();
    },
  );

  inSchema("gives up at once for a caller that has", async (schema, driver) => {
    const storage = await schema.open(driver);
    const aborted = AbortSignal.abort(new Error("too late"));
    const claim = () => storage.replays.claim("jti", NOW, aborted);
    await assertRejects(claim, Error, "too late");
    assert(await storage.replays.claim("jti", NOW, SIGNAL));
    await storage.close();
  });
});

Deno.test("postgresStorage refuses wrong options by name", async () => {
  const sql = { unsafe: () => {}, begin: () => {} };
  const open = (options: Readonly<Record<string, unknown>>) => () =>
    postgresStorage({ client: sql as unknown as PostgresClient, ...options });
  for (const client of [undefined, {}, { query() {}, connect() {} }]) {
    await assertRejects(open({ client }), TypeError, "client must be");
  }
  for (const schema of ["", 'a"b', "Mintmark", "1a", "x".repeat(33), 7]) {
    await assertRejects(open({ schema }), TypeError, "schema must be");
  }
  await assertRejects(open({ prepare: 1 }), TypeError, "prepare must be");
  await assertRejects(open({ now: 1 }), TypeError, "now must be");
});
