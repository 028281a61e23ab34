/** A pool all of whose connections are taken. @module */

import { assertEquals } from "@std/assert";
import pg from "pg";
import postgres from "postgres";
import { postgresStorage } from "../../src/storage/postgres.ts";
import {
  assertion,
  formOf,
  KEYED,
} from "../client_authentication/assertions.ts";
import { CLIENT, NOW, post, testServer } from "../fixtures.ts";
import type { DriverName } from "./drivers.ts";
import { onOwnEngine, ownPostgres } from "./own_engines.ts";

/** A client with one connection. */
interface Pool {
  readonly client: Parameters<typeof postgresStorage>[0]["client"];
  /** Takes the connection. @returns What gives it back. */
  take(): Promise<() => void>;
  end(): Promise<void>;
}

const POOLS: readonly [DriverName, (url: string) => Pool][] = [
  ["postgres", (url) => {
    const client = postgres(url, { max: 1, onnotice: () => {} });
    return {
      client,
      async take() {
        const connection = await client.reserve();
        return () => connection.release();
      },
      end: () => client.end(),
    };
  }],
  ["pg", (url) => {
    const client = new pg.Pool({ connectionString: url, max: 1 });
    return {
      client,
      async take() {
        const connection = await client.connect();
        return () => connection.release();
      },
      end: () => client.end(),
    };
  }],
];

for (const [driver, open] of POOLS) {
  const name =
    `all connections of ${driver} are taken for longer than the deadline: 503, clients that are known get tokens, and all is well when one is back`;
  onOwnEngine("postgres", name, (ignore) =>
    Deno.test({
      name,
      ignore,
      fn: async () => {
        await using engine = await ownPostgres();
        await engine.start();
        const { client, take, end } = open(
          `postgres://postgres@127.0.0.1:${engine.port}/postgres`,
        );
        const storage = await postgresStorage({ client, now: () => NOW });
        await storage.clients.put(CLIENT);
        await storage.clients.put(KEYED);
        const server = testServer({ storage, seamMilliseconds: 300 });
        assertEquals((await post(server)).status, 200);

        const giveBack = await take();
        const form = formOf(await assertion());
        const { status, headers } = await post(server, form);
        assertEquals([status, headers.get("retry-after")], [503, "1"]);
        assertEquals((await post(server)).status, 200);
        giveBack();
        const next = formOf(await assertion());
        assertEquals((await post(server, next)).status, 200);
        assertEquals((await post(server, next)).status, 401);
        await end();
      },
    }));
}
