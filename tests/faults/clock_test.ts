/** Instances whose clocks differ, and clocks that jump. @module */

import { assertEquals } from "@std/assert";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import {
  assertion,
  formOf,
  KEYED,
} from "../client_authentication/assertions.ts";
import { CLIENT, NOW, post, testServer } from "../fixtures.ts";

/** With so many claims, what has expired is looked for. */
const CLAIMS = 64;

const SIGNAL = new AbortController().signal;

/** Two instances over one file, each with a clock of its own. */
async function instances() {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-clock-" });
  const file = `${directory}/mintmark.db`;
  const open = async () => {
    const clock = { now: NOW };
    const now = () => clock.now;
    const storage = await sqliteStorage({ file, now });
    return { clock, storage, server: testServer({ storage, now }) };
  };
  const [one, other] = [await open(), await open()];
  await one.storage.clients.put(CLIENT);
  await one.storage.clients.put(KEYED);
  return {
    one,
    other,
    async [Symbol.asyncDispose]() {
      await one.storage.close();
      await other.storage.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

const DIFFERENCES: readonly [string, number, number][] = [
  ["a minute ahead", 60, 401],
  ["a minute behind", -60, 401],
  ["two minutes ahead", 119, 401],
  // Beyond what clocks may differ by: the claim is thrown away too early.
  ["ten minutes ahead", 600, 200],
];

for (const [how, seconds, status] of DIFFERENCES) {
  Deno.test(`an instance whose clock is ${how} and that cleans up: an assertion that was used gets ${status}`, async () => {
    await using both = await instances();
    const { one, other } = both;
    const form = formOf(await assertion({ claims: { exp: NOW } }));
    assertEquals((await post(one.server, form)).status, 200);
    other.clock.now += seconds;
    for (let i = 0; i < CLAIMS; i++) {
      const until = other.clock.now + 60;
      await other.storage.replays.claim(`${seconds} ${i}`, until, SIGNAL);
    }
    assertEquals((await post(one.server, form)).status, status);
  });
}

Deno.test("a clock that is put back refuses what is from its future, and goes on with all else", async () => {
  await using both = await instances();
  const { one, other } = both;
  const form = formOf(await assertion());
  assertEquals((await post(one.server, form)).status, 200);
  for (const { clock, server } of [one, other]) {
    clock.now -= 3_600;
    assertEquals((await post(server)).status, 200);
    assertEquals((await post(server, form)).status, 401);
    const { now } = clock;
    const claims = { iat: now, exp: now + 60 };
    const right = formOf(await assertion({ claims }));
    assertEquals((await post(server, right)).status, 200);
    clock.now += 3_600;
    assertEquals((await post(server, form)).status, 401);
  }
});
