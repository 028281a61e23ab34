/** Prepared statements in Postgres, and none behind a pooler. @module */

import { assertEquals } from "@std/assert";
import pg from "pg";
import postgres from "postgres";
import { postgresStorage } from "../../src/storage/postgres.ts";
import { onEngine } from "./engines.ts";
import { TestSchema } from "./postgres_handles.ts";

const SIGNAL = new AbortController().signal;

const PREPARED = `SELECT name FROM pg_prepared_statements
  WHERE statement LIKE '%.clients%'`;

onEngine("POSTGRES_URL", "prepared statements", (url) => {
  for (const prepare of [true, false]) {
    Deno.test(`postgresStorage with prepare: ${prepare} leaves ${prepare ? "its" : "no"} prepared statements on a connection`, async () => {
      const schema = new TestSchema(url);
      const pool = new pg.Pool({ connectionString: url, max: 1 });
      const sql = postgres(url, { max: 1, onnotice: () => {} });
      try {
        for (const client of [pool, sql]) {
          const { clients } = await postgresStorage({
            client,
            schema: schema.name,
            prepare,
          });
          await clients.get("nobody", SIGNAL);
        }
        const { rows } = await pool.query(PREPARED);
        const others = await sql.unsafe(PREPARED);
        assertEquals([rows.length > 0, others.length > 0], [prepare, prepare]);
      } finally {
        await pool.end();
        await sql.end();
        await schema.drop();
      }
    });
  }
});
