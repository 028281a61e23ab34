/** Stores that answer late, or with garbage. @module */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { DatabaseSync } from "node:sqlite";
import { type Client, createKeyRing, memoryStorage } from "@mintmark/oauth";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import {
  assertion,
  formOf,
  KEYED,
} from "../client_authentication/assertions.ts";
import { CLIENT, GOOD, NOW, post, testServer } from "../fixtures.ts";
import { runs } from "../scale.ts";

const now = () => NOW;

/** How many answers of a store are tried. */
const ANSWERS = runs(30, 5_000);

/** A record one member of which is anything. */
const spoiled = fc.tuple(
  fc.constantFrom(CLIENT, KEYED),
  fc.constantFrom(...Object.keys({ ...CLIENT, ...KEYED }), "disabled"),
  fc.anything(),
).map(([client, name, value]) => ({ ...client, [name]: value }));

Deno.test("whatever a client store answers, nobody gets a token for a wrong credential, and every request an answer", async () => {
  const forms = [
    { ...GOOD, client_secret: "wrong" },
    formOf(await assertion({ claims: { exp: NOW - 60 } })),
    GOOD,
    formOf(await assertion()),
  ];
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.anything(), spoiled), async (answer) => {
      const get = () => Promise.resolve(answer as Client);
      const { replays } = memoryStorage({ now });
      const server = testServer({ storage: { clients: { get }, replays } });
      const answers = await Promise.all(
        forms.map((form) => post(server, form)),
      );
      for (const [i, { status }] of answers.entries()) {
        const isRight = i >= 2;
        assert([200, 400, 401, 500, 503].includes(status), `${status}`);
        assert(isRight || status !== 200, `token for form ${i}`);
      }
    }),
    { numRuns: ANSWERS },
  );
});

Deno.test("whatever a key store answers, a server that has keys goes on with them, and one that has none says 503", async () => {
  const garbage: readonly unknown[] = [
    ...[undefined, null, 0, "", "{", [], {}, { version: 1 }],
    ...[{ version: NaN, keys: [] }, { version: 2, keys: [null] }],
    { version: 2, keys: [{ kid: "x", alg: "EdDSA", created_at: "now" }] },
  ];
  for (const answer of garbage) {
    const { keys } = memoryStorage({ now });
    let isHostile = false;
    let time = NOW;
    const ring = () =>
      createKeyRing({
        store: {
          read: (signal) =>
            isHostile ? Promise.resolve(answer as never) : keys.read(signal),
          replace: (set, signal) => keys.replace(set, signal),
        },
        policy: { algs: ["EdDSA"] },
        wrappingKeys: ["PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0"],
      });
    const server = testServer({ keys: ring(), now: () => time });
    assertEquals((await post(server)).status, 200);
    isHostile = true;
    time += 600;
    assertEquals((await post(server)).status, 200, JSON.stringify(answer));
    const fresh = testServer({ keys: ring(), now: () => time });
    assertEquals((await post(fresh)).status, 503, JSON.stringify(answer));
  }
});

Deno.test("a store that answers after the deadline: 503, nothing is lost on the way, and what it has claimed stays claimed", async () => {
  const memory = memoryStorage({ clients: [CLIENT, KEYED], now });
  const late = Promise.withResolvers<void>();
  let isLate = true;
  const server = testServer({
    seamMilliseconds: 20,
    storage: {
      ...memory,
      replays: {
        async claim(id, expiresAt, signal) {
          if (isLate) await late.promise;
          return await memory.replays!.claim(id, expiresAt, signal);
        },
      },
    },
  });
  const [first, second] = [
    formOf(await assertion()),
    formOf(await assertion()),
  ] as const;
  assertEquals((await post(server, first)).status, 503);
  assertEquals((await post(server)).status, 200);
  isLate = false;
  late.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals((await post(server, first)).status, 401);
  assertEquals((await post(server, second)).status, 200);
});

Deno.test("records of a SQLite file that something else has spoiled give nobody a token, and spoil no other", async () => {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-spoiled-" });
  const file = `${directory}/mintmark.db`;
  const storage = await sqliteStorage({ file, now });
  const other = new DatabaseSync(file);
  const server = testServer({ storage });
  try {
    await storage.clients.put(CLIENT);
    await storage.clients.put(KEYED);
    const write = other.prepare(
      "UPDATE clients SET record = ? WHERE client_id = 'test-client'",
    );
    const records = ["", "{", "null", "[]", '"x"', '{"client_id":"keyed"}'];
    for (const record of records) {
      write.run(record);
      const { status } = await post(server);
      assert(status === 401 || status === 503, `${record}: ${status}`);
      const right = await post(server, formOf(await assertion()));
      assertEquals(right.status, 200, record);
    }
  } finally {
    other.close();
    await storage.close();
    await Deno.remove(directory, { recursive: true });
  }
});
