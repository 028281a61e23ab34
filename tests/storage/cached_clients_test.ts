/** The memory of clients in front of a store. @module */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  cachedClients,
  type Client,
  type ClientRegistry,
  memoryStorage,
} from "@mintmark/oauth";
import { FakeTimers } from "../fake_timers.ts";
import { testContract } from "./contract_runs.ts";

const SIGNAL = new AbortController().signal;

/** A store whose look-ups are counted, and end when the test says so. */
class SlowStore {
  readonly asked: string[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #waiting: PromiseWithResolvers<Client | undefined>[] = [];

  get(client_id: string, signal: AbortSignal): Promise<Client | undefined> {
    this.asked.push(client_id);
    this.signals.push(signal);
    this.#waiting.push(Promise.withResolvers());
    return this.#waiting.at(-1)!.promise;
  }

  answer(index: number, client: Client | undefined): void {
    this.#waiting[index]!.resolve(client);
  }

  fail(index: number, error: Error): void {
    this.#waiting[index]!.reject(error);
  }
}

/** A memory in front of a store that counts, and the clock of it. */
function counted(options: Readonly<Record<string, number>> = {}) {
  const { clients } = memoryStorage();
  const asked: string[] = [];
  const clock = { now: 1_800_000_000 };
  const store: ClientRegistry = {
    ...clients,
    get: (client_id, signal) => {
      asked.push(client_id);
      return clients.get(client_id, signal);
    },
  };
  const cached = cachedClients(store, { ...options, now: () => clock.now });
  return { cached, clients, asked, clock };
}

testContract("cachedClients", () => {
  const { clients, ...rest } = STORAGE;
  return Promise.resolve({ ...rest, clients: cachedClients(clients) });
}, { roles: ["clients"] });

const STORAGE = memoryStorage();

Deno.test("cachedClients asks once, until the age is reached", async () => {
  const { cached, clients, asked, clock } = counted({ maxAgeSeconds: 30 });
  await clients.put({ client_id: "a" });
  for (const later of [0, 10, 19.9]) {
    clock.now += later;
    assertEquals(await cached.get("a", SIGNAL), { client_id: "a" });
  }
  assertEquals(asked, ["a"]);
  clock.now += 0.1;
  await clients.put({ client_id: "a", disabled: true });
  assertEquals((await cached.get("a", SIGNAL))?.disabled, true);
  assertEquals(asked, ["a", "a"]);
  clock.now -= 1_000;
  await cached.get("a", SIGNAL);
  assertEquals(asked.length, 3, "a clock that went back proves nothing");
});

Deno.test("cachedClients remembers that there is no client, for a moment only", async () => {
  const { cached, clients, asked, clock } = counted({ unknownSeconds: 5 });
  assertEquals(await cached.get("a", SIGNAL), undefined);
  await clients.put({ client_id: "a" });
  clock.now += 4.9;
  assertEquals(await cached.get("a", SIGNAL), undefined);
  assertEquals(asked, ["a"]);
  clock.now += 0.1;
  assertEquals(await cached.get("a", SIGNAL), { client_id: "a" });
});

Deno.test("cachedClients never remembers for longer that there is no client than that there is one", async () => {
  const { cached, asked, clock } = counted({
    unknownSeconds: 60,
    maxAgeSeconds: 1,
  });
  await cached.get("a", SIGNAL);
  clock.now += 1;
  await cached.get("a", SIGNAL);
  assertEquals(asked.length, 2);
});

Deno.test("cachedClients is bounded, and ids that nobody has push no client out", async () => {
  const { cached, clients, asked } = counted({ maxClients: 2 });
  for (const client_id of ["a", "b", "c"]) await clients.put({ client_id });
  for (const id of ["a", "b", "x", "y", "z", "a", "c", "a", "c"]) {
    await cached.get(id, SIGNAL);
  }
  assertEquals(asked, ["a", "b", "x", "y", "z", "c"]);
  await cached.get("b", SIGNAL);
  await cached.get("x", SIGNAL);
  await cached.get("z", SIGNAL);
  assertEquals(asked.slice(6), ["b", "x"]);
});

Deno.test("cachedClients.forget forgets one client, or all", async () => {
  const { cached, asked } = counted();
  const ask = async () => {
    for (const id of ["a", "b"]) await cached.get(id, SIGNAL);
    return asked.splice(0);
  };
  assertEquals(await ask(), ["a", "b"]);
  cached.forget("a");
  assertEquals(await ask(), ["a"]);
  cached.forget();
  assertEquals(await ask(), ["a", "b"]);
});

Deno.test("cachedClients with an age of 0 asks each time", async () => {
  const { cached, asked } = counted({ maxAgeSeconds: 0 });
  for (const id of ["a", "a"]) await cached.get(id, SIGNAL);
  assertEquals(asked, ["a", "a"]);
});

Deno.test("cachedClients: all who ask at once share one look-up, and its failure", async () => {
  const store = new SlowStore();
  const cached = cachedClients(store);
  const gets = [1, 2, 3].map(() => cached.get("a", SIGNAL));
  store.answer(0, { client_id: "a" });
  for (const get of gets) assertEquals(await get, { client_id: "a" });
  const failing = [1, 2].map(() => cached.get("b", SIGNAL));
  store.fail(1, new Error("down"));
  for (const get of failing) await assertRejects(() => get, Error, "down");
  const again = cached.get("b", SIGNAL);
  store.answer(2, undefined);
  assertEquals(await again, undefined);
  assertEquals(store.asked, ["a", "b", "b"]);
});

Deno.test("cachedClients: what was looked up before a change is not remembered", async () => {
  const store = new SlowStore();
  const cached = cachedClients(store);
  const before = cached.get("a", SIGNAL);
  cached.forget("a");
  const after = cached.get("a", SIGNAL);
  store.answer(1, { client_id: "a", disabled: true });
  assertEquals((await after)?.disabled, true);
  store.answer(0, { client_id: "a" });
  await before;
  assertEquals((await cached.get("a", SIGNAL))?.disabled, true);
});

Deno.test("cachedClients forgets also where a change failed: it may have been made", async () => {
  const { cached, clients, asked } = counted();
  const failing = cachedClients({
    ...cached,
    put: () => Promise.reject(new Error("lost")),
    delete: () => Promise.reject(new Error("lost")),
  });
  await clients.put({ client_id: "a" });
  await failing.get("a", SIGNAL);
  cached.forget();
  await assertRejects(() => failing.put({ client_id: "a" }), Error, "lost");
  await failing.get("a", SIGNAL);
  cached.forget();
  await assertRejects(() => failing.delete("a"), Error, "lost");
  await failing.get("a", SIGNAL);
  assertEquals(asked.length, 3);
});

Deno.test("cachedClients: a look-up whose request has ended keeps nobody waiting", async () => {
  using timers = new FakeTimers();
  const store = new SlowStore();
  const cached = cachedClients(store);
  // On Workers the promise of a request that was cut off never settles.
  const cutOff = cached.get("a", SIGNAL);
  const joined = [1, 2].map(() => cached.get("a", SIGNAL));
  await timers.advance(250);
  assertEquals(store.asked, ["a", "a"]);
  store.answer(1, { client_id: "a" });
  for (const get of joined) assertEquals(await get, { client_id: "a" });
  assertEquals(await cached.get("a", SIGNAL), { client_id: "a" });
  store.answer(0, undefined);
  await cutOff;
});

Deno.test("cachedClients stops a look-up when its caller has given up", async () => {
  const store = new SlowStore();
  const cached = cachedClients(store);
  const controller = new AbortController();
  const get = cached.get("a", controller.signal);
  controller.abort(new Error("too late"));
  await assertRejects(() => get, Error, "too late");
  assert(store.signals[0]!.aborted);
  await assertRejects(() => cached.get("a", controller.signal), Error, "late");
  assertEquals(store.asked.length, 1);
});

Deno.test("cachedClients gives out what nobody can change", async () => {
  const store = new SlowStore();
  const cached = cachedClients(store);
  const get = cached.get("a", SIGNAL);
  store.answer(0, { client_id: "a", grant_types: ["x"] });
  assert(Object.isFrozen((await get)?.grant_types));
});

Deno.test("cachedClients refuses wrong options by name", () => {
  const { clients } = memoryStorage();
  for (const [name, value] of [["maxAgeSeconds", -1], ["maxClients", 0]]) {
    assertThrows(
      () => cachedClients(clients, { [name!]: value }),
      TypeError,
      `${name} must be a number of at least`,
    );
  }
});
