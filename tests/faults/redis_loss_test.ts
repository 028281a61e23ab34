/** A Redis that forgets, as after a failover to a replica that lags. @module */

import { assertEquals, assertMatch } from "@std/assert";
import { createClient } from "@redis/client";
import { createKeyRing } from "@mintmark/oauth";
import { redisStorage } from "../../src/storage/redis.ts";
import { makePlace } from "../cli/place.ts";
import { run } from "../cli/recorded_io.ts";
import {
  assertion,
  formOf,
  KEYED,
} from "../client_authentication/assertions.ts";
import { CLIENT, NOW, post, testServer } from "../fixtures.ts";
import { onOwnEngine, ownRedis } from "./own_engines.ts";

const now = () => NOW;

/** What is there after a crash: by whether the append-only file is on. */
const LOSSES = [
  { appendOnly: true, replayed: 401, version: 1, warnings: [] },
  {
    appendOnly: false,
    replayed: 200,
    version: 0,
    warnings: [/without its append-only file.*claims of assertions/],
  },
] as const;

for (const { appendOnly, replayed, version, warnings } of LOSSES) {
  const name = appendOnly
    ? "a Redis with its append-only file keeps claims and keys through a crash"
    : "a Redis without its append-only file warns at the start that a used assertion can be used again after a crash, and it can; those who run sign on";
  onOwnEngine("redis", name, (ignore) =>
    Deno.test({
      name,
      ignore,
      fn: async () => {
        await using engine = await ownRedis(appendOnly);
        await engine.start();
        const client = createClient({
          url: `redis://127.0.0.1:${engine.port}`,
        });
        client.on("error", () => {});
        await client.connect();
        const warned: string[] = [];
        const storage = await redisStorage({
          client,
          now,
          onWarning: (message) => warned.push(message),
        });
        assertEquals(warned.length, warnings.length);
        for (const [i, text] of warnings.entries()) {
          assertMatch(warned[i]!, text);
        }
        assertEquals(
          await saidByCheck(engine.port),
          warned.map((text) => `mintmark: Redis: ${text}`).join("\n"),
        );
        await storage.clients.put(CLIENT);
        await storage.clients.put(KEYED);
        let time = NOW;
        const server = testServer({
          storage,
          now: () => time,
          keys: createKeyRing({
            store: storage.keys,
            policy: { algs: ["EdDSA"] },
            wrappingKeys: ["PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0"],
          }),
        });
        const claims = { exp: NOW + 200 };
        const form = formOf(await assertion({ claims }));
        assertEquals((await post(server, form)).status, 200);
        // Remembered, so that it is known when Redis does not know it any more.
        assertEquals((await post(server)).status, 200);

        await engine.crash();
        await engine.start();
        assertEquals((await post(server, form)).status, replayed);
        const { signal } = new AbortController();
        assertEquals((await storage.keys.read(signal)).version, version);
        time += 120; // The keys are read again.
        assertEquals((await post(server)).status, 200);
        client.destroy();
      },
    }));
}

/** What the command line says at the start about such a Redis. */
async function saidByCheck(port: number): Promise<string> {
  await using place = await makePlace({
    issuer: "https://as.example.com",
    storage: `redis://127.0.0.1:${port}/1`, // beside what is tested
  });
  const { code, error } = await run(["check", "--connect"], place);
  assertEquals(code, 0);
  return error;
}
