/** What the Redis storage keeps, and what it says of Redis. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { type RedisClient, redisStorage } from "../../src/storage/redis.ts";
import { durabilityProblems } from "../../src/storage/redis_durability.ts";
import { onEngine } from "./engines.ts";
import { type Driver, DRIVERS, TestKeys } from "./redis_handles.ts";

const SIGNAL = new AbortController().signal;
const NOW = 1_800_000_000;
const now = () => NOW;

onEngine("REDIS_URL", "the keys of redisStorage", (url) => {
  /** Runs a test with keys that go away afterwards. */
  const onKeys = (
    name: string,
    test: (keys: TestKeys, driver: Driver) => Promise<void>,
  ) => {
    for (const [driverName, driver] of Object.entries(DRIVERS)) {
      Deno.test(`redisStorage over ${driverName}: ${name}`, async () => {
        const keys = new TestKeys(url);
        try {
          await test(keys, driver);
        } finally {
          await keys.drop();
        }
      });
    }
  };

  onKeys(
    "what expires is taken away by Redis, a minute late",
    async (keys, driver) => {
      const storage = await keys.open(driver, { now });
      await storage.replays.claim("a", NOW + 100, SIGNAL);
      await storage.replays.claim("b", NOW - 1_000, SIGNAL);
      await storage.replays.claim("c", Number.MAX_SAFE_INTEGER, SIGNAL);
      await storage.counters.add("a", 60);
      await storage.close();
      await keys.beside(async (redis) => {
        const left = async (name: string) =>
          Math.ceil(await redis.pttl(`${keys.prefix}:${name}`) / 1000);
        const lasts = await left("replay:a");
        assert(lasts > 150 && lasts <= 160, `${lasts}`);
        assert(await left("replay:b") <= 0);
        assert(await left("replay:c") > 3_600 * 24 * 365);
        const counted = await left("counter:60:a");
        assert(counted > 110 && counted <= 180, `${counted}`);
      });
    },
  );

  onKeys(
    "what a cluster must keep in one place is in braces",
    async (keys, driver) => {
      const storage = await keys.open(driver, { now });
      await storage.clients.put({ client_id: "orders" });
      await storage.replays.claim("jti", NOW, SIGNAL);
      await storage.counters.add("orders", 60);
      await storage.keys.replace({ version: 1, keys: [] }, SIGNAL);
      await storage.usage.note("orders", "", 0);
      await keys.beside(async (redis) => {
        const names = (await redis.keys(`*${keys.prefix}*`)).sort();
        assertEquals(
          names.map((name) => name.replace(keys.prefix, "p")),
          [
            ...["p:counter:60:orders", "p:replay:jti", "p:usage:orders"],
            ...["client_ids", "clients", "keys", "schema_version"]
              .map((name) => `{p}:${name}`),
          ],
        );
      });
      await storage.clients.delete("orders");
      assertEquals(await storage.usage.list("orders"), []);
      await storage.close();
    },
  );

  onKeys(
    "refuses data of a later release, and leaves it",
    async (keys, driver) => {
      const name = `{${keys.prefix}}:schema_version`;
      await keys.beside((redis) => redis.set(name, "999"));
      const error = await assertRejects(() => keys.open(driver), Error);
      assertEquals(
        error.message,
        "the data in Redis has version 999, of a later release; this one knows 1",
      );
    },
  );

  onKeys(
    "warns of what the settings of this Redis deserve",
    async (keys, driver) => {
      const warnings: string[] = [];
      const onWarning = (message: string) => void warnings.push(message);
      await (await keys.open(driver, { onWarning })).close();
      const settings = await keys.beside((redis) =>
        redis.config("GET", "append*only", "maxmemory-policy")
      ) as readonly string[];
      const value = (name: string) => settings[settings.indexOf(name) + 1];
      assertEquals(
        [
          warnings.some((text) => text.includes("append-only")),
          warnings.some((text) => text.includes("maxmemory-policy")),
        ],
        [
          value("appendonly") !== "yes",
          value("maxmemory-policy") !== "noeviction",
        ],
      );
    },
  );

  onKeys("gives up at once for a caller that has", async (keys, driver) => {
    const storage = await keys.open(driver);
    const aborted = AbortSignal.abort(new Error("too late"));
    const claim = () => storage.replays.claim("jti", NOW, aborted);
    await assertRejects(claim, Error, "too late");
    assert(await storage.replays.claim("jti", NOW, SIGNAL));
    await storage.close();
  });
});

Deno.test("durabilityProblems: none with the append-only file and without eviction, else one sentence each", async () => {
  const said = (aof: string, policy: string) =>
    durabilityProblems((_, section) =>
      Promise.resolve(
        section === "persistence"
          ? `# Persistence\r\nloading:0\r\naof_enabled:${aof}\r\n`
          : `# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:${policy}\r\n`,
      )
    );
  assertEquals(await said("1", "noeviction"), []);
  const [file, ...others] = await said("0", "noeviction");
  assert(file!.includes("Set appendonly yes."));
  assertEquals(others, []);
  const [policy, ...rest] = await said("1", "allkeys-lru");
  assert(policy!.includes("maxmemory-policy allkeys-lru"));
  assertEquals(rest, []);
  assertEquals((await said("0", "volatile-ttl")).length, 2);
  assertEquals((await durabilityProblems(() => Promise.resolve(""))).length, 2);
  const [unknown] = await durabilityProblems(() =>
    Promise.reject(new Error("NOPERM"))
  );
  assert(unknown!.includes("does not say how it is set up"));
});

Deno.test("redisStorage refuses wrong options by name", async () => {
  const client: RedisClient = { sendCommand: () => Promise.resolve(1) };
  const open = (options: Readonly<Record<string, unknown>>) => () =>
    redisStorage({ client, onWarning: () => {}, ...options });
  for (
    const client of [undefined, null, {}, "redis://localhost", { call: 1 }]
  ) {
    await assertRejects(open({ client }), TypeError, "client must be");
  }
  for (const prefix of ["", "a b", "{a}", "x".repeat(65), 7]) {
    await assertRejects(open({ prefix }), TypeError, "prefix must be");
  }
  await assertRejects(open({ onWarning: 1 }), TypeError, "onWarning must be");
  await assertRejects(open({ now: 1 }), TypeError, "now must be");
});
