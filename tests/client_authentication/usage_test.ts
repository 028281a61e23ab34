/** Which secrets are in use: for whoever rotates them. @module */

import { assertEquals } from "@std/assert";
import {
  memoryStorage,
  type UsageStore,
  type WarningEvent,
} from "@mintmark/oauth";
import { UsageNotes } from "../../src/client_authentication/usage_notes.ts";
import { requestContext } from "../../src/context.ts";
import { Events } from "../../src/events.ts";
import { CLIENT, NOW, post, testServer } from "../fixtures.ts";

const HOUR = 3_600;
const START = NOW - NOW % HOUR;

/** A store that keeps its calls. */
function notingStore() {
  const calls: (readonly [string, string, number])[] = [];
  const usage: UsageStore = {
    note: (...call) => {
      calls.push(call);
      return Promise.resolve();
    },
    list: () => Promise.resolve([]),
  };
  return { calls, usage };
}

const TWO = {
  ...CLIENT,
  client_secrets: [
    { hash: "$test$old", name: "2025" },
    { hash: "$test$new", name: "2026" },
    { hash: "$test$unnamed" },
  ],
};

const as = (client_secret: string) => ({
  grant_type: "client_credentials",
  client_id: CLIENT.client_id,
  client_secret,
});

Deno.test("usage is noted once per secret and hour, however many tokens there are", async () => {
  const { calls, usage } = notingStore();
  const clock = { now: START + 10 };
  const { clients } = memoryStorage({ clients: [TWO] });
  const server = testServer({
    storage: { clients, usage },
    now: () => clock.now,
  });
  for (let i = 0; i < 5; i++) {
    for (const secret of ["old", "new", "unnamed", "wrong"]) {
      await post(server, as(secret));
    }
  }
  const names = ["2025", "2026", ""];
  const inHour = (hour: number) =>
    names.map((name) => [CLIENT.client_id, name, hour]);
  assertEquals(calls, inHour(START));
  clock.now = START + HOUR;
  for (const secret of ["old", "new", "unnamed"]) {
    await post(server, as(secret));
  }
  assertEquals(calls.slice(3), inHour(START + HOUR));
});

Deno.test("usage is not waited for, and a store that fails costs no token but is told of once an hour", async () => {
  const clock = { now: START };
  const { clients } = memoryStorage({ clients: [CLIENT] });
  const stores: readonly UsageStore["note"][] = [
    () => Promise.reject(new Error("down")),
    () => {
      throw new Error("down");
    },
  ];
  for (const note of stores) {
    const server = testServer({
      storage: { clients, usage: { note, list: () => Promise.resolve([]) } },
      now: () => clock.now,
    });
    const told = () =>
      server.events.filter((event) =>
        event.type === "warning" && event.warning === "usage_store_failed"
      ).length;
    assertEquals((await post(server)).status, 200);
    await Promise.resolve();
    assertEquals(told(), 1);
    clock.now += HOUR;
    assertEquals((await post(server)).status, 200);
    await Promise.resolve();
    assertEquals(told(), 2);
  }
  // One that does not answer holds no request up.
  let answer = () => {};
  const note = () => new Promise<void>((resolve) => answer = resolve);
  const hanging = testServer({
    storage: { clients, usage: { note, list: () => Promise.resolve([]) } },
  });
  assertEquals((await post(hanging)).status, 200);
  answer();
});

Deno.test("usage: a store that hangs aborts nothing of the request, which may be going on", async () => {
  const context = requestContext(NOW, {}, 1);
  const told = await new Promise((resolve) => {
    const store: UsageStore = {
      note: () => new Promise(() => {}),
      list: () => Promise.resolve([]),
    };
    const notes = new UsageNotes(store, new Events(resolve, () => NOW));
    notes.note("a", { hash: "$test$a" }, context);
  });
  assertEquals((told as WarningEvent).warning, "usage_store_failed");
  assertEquals(context.signal.aborted, false);
});

Deno.test("a secret is rotated with no failed request, and usage says when the old one is out of use", async () => {
  const clock = { now: START };
  const storage = memoryStorage({
    clients: [{
      ...CLIENT,
      client_secrets: [{ hash: "$test$old", name: "2025" }],
    }],
  });
  const server = testServer({ storage, now: () => clock.now });
  const pods = ["old", "old", "old"];
  const failures: number[] = [];
  const oneHour = async () => {
    for (const secret of pods) {
      const { status } = await post(server, as(secret));
      if (status !== 200) failures.push(status);
    }
    clock.now += HOUR;
  };
  await oneHour();

  // A second secret is added: both work.
  await storage.clients.put({
    ...TWO,
    client_secrets: TWO.client_secrets.slice(0, 2),
  });
  await oneHour();

  // One pod after the other gets the new one.
  for (const pod of pods.keys()) {
    pods[pod] = "new";
    await oneHour();
  }
  const used = await storage.usage.list(CLIENT.client_id);
  assertEquals(used, [
    { secretName: "2025", hour: START + 3 * HOUR },
    { secretName: "2026", hour: START + 4 * HOUR },
  ]);
  const names = server.events.flatMap((event) =>
    event.type === "issued" ? [event.secretName] : []
  );
  assertEquals(names.slice(-3), ["2026", "2026", "2026"]);

  // The old one is retired.
  await storage.clients.put({
    ...TWO,
    client_secrets: TWO.client_secrets.slice(1, 2),
  });
  await oneHour();
  assertEquals(failures, []);
  assertEquals((await post(server, as("old"))).status, 401);
});
