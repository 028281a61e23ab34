/** What a counter store that is away costs: no client, and no guess. @module */

import { assert, assertEquals } from "@std/assert";
import {
  type AuthorizationServerEvent,
  type CounterStore,
  memoryStorage,
  type Signer,
} from "@mintmark/oauth";
import { memoryCounters } from "../../src/memory_counters.ts";
import { NOW, SIGNER } from "../fixtures.ts";
import { ask, budgetServer, CLIENTS, LIMITS } from "./budget_server.ts";

const never = () => new Promise<number>(() => {});

/** Ways to be away. */
const AWAY: Readonly<Record<string, CounterStore["count"]>> = {
  "rejects": () => Promise.reject(new Error("down")),
  "throws": () => {
    throw new Error("down");
  },
  "hangs": never,
  "answers with NaN": () => Promise.resolve(NaN),
  "answers with text": () => Promise.resolve("3" as unknown as number),
  "answers with nothing": () => undefined as unknown as Promise<number>,
};

function warnings(events: readonly AuthorizationServerEvent[]): number {
  return events.filter((event) =>
    event.type === "warning" && event.warning === "counter_store_failed"
  ).length;
}

function serverWith(counters: CounterStore, signer: Signer = SIGNER) {
  const { clients } = memoryStorage({ clients: CLIENTS });
  return budgetServer(LIMITS, {
    storage: { clients, counters },
    seamMilliseconds: 250,
    signer,
  });
}

for (const [way, away] of Object.entries(AWAY)) {
  Deno.test(`failure budget: a counter store that ${way} stops no client, and the instance counts for itself`, async () => {
    const { server, clock } = serverWith({ count: away, add: away });
    assertEquals((await ask(server, "203.0.113.9", "a", "right")).status, 200);
    for (const status of [401, 401, 401, 429]) {
      assertEquals((await ask(server, "203.0.113.1", "a")).status, status);
    }
    // A place and a client that nobody has failed from or as are served.
    assertEquals((await ask(server, "203.0.113.2", "b", "right")).status, 200);
    assertEquals(warnings(server.events), 1);
    clock.now += 3_600;
    await ask(server, "203.0.113.3", "c");
    assertEquals(warnings(server.events), 2);
  });
}

Deno.test("failure budget: a store that is back is asked again, and one that is away is not asked by each request", async () => {
  const inner = memoryCounters({ now: () => NOW, maxKeys: 100 });
  let isAway = true;
  let calls = 0;
  const counters: CounterStore = {
    count: (...args) => (calls++, isAway ? never() : inner.count(...args)),
    add: (...args) => (calls++, isAway ? never() : inner.add(...args)),
  };
  const { server, clock } = serverWith(counters);
  await ask(server, "203.0.113.1", "a");
  const once = calls;
  assert(once > 0);
  for (let i = 0; i < 5; i++) await ask(server, `203.0.113.${i}`, "b");
  assertEquals(calls, once);
  isAway = false;
  clock.now += 10;
  await ask(server, "203.0.113.1", "c");
  assert(calls > once);
  assertEquals(warnings(server.events), 1);
  const keys = 3;
  assertEquals(inner.size, keys);

  // A clock that goes back does not keep it away for longer.
  isAway = true;
  await ask(server, "203.0.113.2", "c");
  clock.now -= 5_000;
  isAway = false;
  await ask(server, "203.0.113.3", "c");
  assertEquals(inner.size, 2 * keys - 1);
});

Deno.test("failure budget: a store that hangs aborts nothing that comes after it", async () => {
  const aborted: boolean[] = [];
  const signer: Signer = {
    ...SIGNER,
    sign(data, signal) {
      aborted.push(signal.aborted);
      return SIGNER.sign(data, signal);
    },
  };
  const { server } = serverWith({ count: never, add: never }, signer);
  assertEquals((await ask(server, "203.0.113.1", "a", "right")).status, 200);
  assertEquals(aborted, [false]);
});
