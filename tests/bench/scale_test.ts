import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { sqliteStorage } from "@mintmark/oauth/storage/sqlite";
import { generateClientSecret } from "@mintmark/oauth";
import { clientId, fillSqlite } from "../../bench/registered_clients.ts";
import { scaleTable, warmRatio } from "../../bench/report_scale.ts";
import type { ScaleRow } from "../../bench/results.ts";

const row = (
  clients: number,
  what: "warm" | "cold",
  tokensPerCpuSecond: readonly number[],
): ScaleRow => ({
  runtime: "deno",
  engine: "sqlite",
  clients,
  what,
  tokensPerCpuSecond,
  memoryMebibytes: 90,
});

const ROWS = [
  row(10, "warm", [1_000, 2_000]),
  row(10, "cold", [900, 900]),
  row(1_000_000, "warm", [900, 1_800]),
  row(1_000_000, "cold", [500, 500]),
];

Deno.test("bench warmRatio: the largest registry to the smallest, within each round", () => {
  const ratio = { low: 0.9, median: 0.9, high: 0.9 };
  assertEquals(warmRatio(ROWS), [{ name: "sqlite on deno", ratio }]);
  assertEquals(warmRatio(ROWS.slice(0, 2)), []);
});

Deno.test("bench scaleTable: a line for each size, warm beside cold", () => {
  assertEquals(scaleTable(ROWS).slice(1), [
    [
      ...["sqlite on deno", "10", "1500 (1000–2000)", "90 MiB"],
      ...["900 (900–900)", "90 MiB"],
    ],
    [
      ...["sqlite on deno", "1,000,000", "1350 (900–1800)", "90 MiB"],
      ...["500 (500–500)", "90 MiB"],
    ],
  ]);
});

Deno.test("bench fillSqlite: the clients are those that put would have stored", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const file = `${directory}/clients.db`;
    const { hash } = generateClientSecret();
    await fillSqlite(file, 25, hash);
    const storage = await sqliteStorage({ file });
    const { signal } = new AbortController();
    const last = await storage.clients.get(clientId(24), signal);
    assertEquals(last?.client_id, clientId(24));
    const before = records(file);
    await storage.clients.put(last!);
    assertEquals(records(file), before);
    await storage.close();
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

function records(file: string): unknown {
  using database = new DatabaseSync(file);
  return database.prepare("SELECT * FROM clients ORDER BY client_id").all();
}
