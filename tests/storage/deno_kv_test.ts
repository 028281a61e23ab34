/** Storage in Deno KV, held to the contract. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { type DenoKv, denoKvStorage } from "../../src/storage/deno_kv.ts";
import { TestClock, testContract } from "./contract_runs.ts";

const SIGNAL = new AbortController().signal;
const NOW = 1_800_000_000;
const now = () => NOW;

const directory = Deno.makeTempDirSync({ prefix: "mintmark-kv-" });
globalThis.addEventListener("unload", () => {
  Deno.removeSync(directory, { recursive: true });
});
const clock = new TestClock();

/** Opens one more handle, as another process would. */
async function open(file: string, now: () => number) {
  const kv = await Deno.openKv(`${directory}/${file}`);
  const storage = await denoKvStorage({ kv, now });
  let isOpen = true;
  const close = async () => {
    await storage.close();
    if (isOpen) kv.close();
    isOpen = false;
  };
  return { ...storage, close };
}

testContract("denoKvStorage", () => open("contract.db", clock.now), { clock });

/** A store of its own, and what each value is set to expire in. */
async function watched() {
  const kv = await Deno.openKv(":memory:");
  const expireIn = new Map<string, number | undefined>();
  const watching: DenoKv = {
    get: (key) => kv.get(key),
    list: (selector, options) => kv.list(selector, options),
    atomic() {
      const atomic = kv.atomic();
      const set = atomic.set.bind(atomic);
      atomic.set = (key, value, options) => {
        expireIn.set(key.join(" "), options?.expireIn);
        return set(key, value, options);
      };
      return atomic;
    },
  };
  return { kv, watching, expireIn, [Symbol.dispose]: () => kv.close() };
}

Deno.test("denoKvStorage: what expires is taken away by Deno KV, a minute late", async () => {
  using store = await watched();
  const storage = await denoKvStorage({ kv: store.watching, now });
  await storage.replays.claim("a", NOW + 100, SIGNAL);
  await storage.replays.claim("b", NOW - 1_000, SIGNAL);
  await storage.counters.add("a", 60);
  await storage.clients.put({ client_id: "a" });
  assertEquals([...store.expireIn], [
    ["mintmark schema_version", undefined],
    ["mintmark replay a", 160_000],
    ["mintmark replay b", 1],
    ["mintmark counter 60 a", 180_000],
    ["mintmark client a", undefined],
  ]);
});

Deno.test("denoKvStorage keeps apart what has another prefix", async () => {
  using store = await watched();
  const { kv } = store;
  const [first, second] = [
    await denoKvStorage({ kv, prefix: "a" }),
    await denoKvStorage({ kv, prefix: "b" }),
  ];
  await first.clients.put({ client_id: "orders" });
  assert(await first.replays.claim("jti", NOW, SIGNAL));
  assertEquals(await second.clients.list("", 10), []);
  assertEquals(await second.clients.get("orders", SIGNAL), undefined);
  assert(await second.replays.claim("jti", NOW, SIGNAL));
});

Deno.test("denoKvStorage takes the usage of its secrets away with a client", async () => {
  using store = await watched();
  const storage = await denoKvStorage({ kv: store.kv });
  for (const client_id of ["orders", "others"]) {
    await storage.clients.put({ client_id });
    for (const name of ["", "spring\0"]) {
      await storage.usage.note(client_id, name, 3_600);
    }
  }
  assert(await storage.clients.delete("orders"));
  assertEquals(await storage.usage.list("orders"), []);
  assertEquals((await storage.usage.list("others")).length, 2);
});

Deno.test("denoKvStorage tries again for a lock only: every other failure is told at once", async () => {
  using store = await watched();
  const failures = ["database is locked", "Value too large"];
  const failing: DenoKv = {
    ...store.watching,
    atomic() {
      const message = failures.shift();
      const atomic = store.watching.atomic();
      if (message === undefined) return atomic;
      atomic.commit = () => Promise.reject(new TypeError(message));
      return atomic;
    },
  };
  const open = () => denoKvStorage({ kv: failing });
  await assertRejects(open, TypeError, "Value too large");
  assertEquals(failures, []);
  await open();
});

Deno.test("denoKvStorage is closed, and the store that it was given is not", async () => {
  using store = await watched();
  const storage = await denoKvStorage({ kv: store.kv });
  await storage.close();
  const put = () => storage.clients.put({ client_id: "orders" });
  await assertRejects(put, Error, "the storage is closed");
  assertEquals((await store.kv.get(["mintmark", "schema_version"])).value, 1);
});

Deno.test("denoKvStorage refuses data of a later release, and leaves it", async () => {
  using store = await watched();
  await store.kv.set(["mintmark", "schema_version"], 999);
  const open = () => denoKvStorage({ kv: store.kv });
  const error = await assertRejects(open, Error);
  assertEquals(
    error.message,
    "the data in Deno KV has version 999, of a later release; this one knows 1",
  );
});

Deno.test("denoKvStorage refuses wrong options by name", async () => {
  using store = await watched();
  const open = (options: Readonly<Record<string, unknown>>) => () =>
    denoKvStorage({ kv: store.kv, ...options });
  for (const kv of [undefined, null, {}, "mintmark.db"]) {
    await assertRejects(open({ kv }), TypeError, "kv must be");
  }
  for (const prefix of ["", "x".repeat(65), 7]) {
    await assertRejects(open({ prefix }), TypeError, "prefix must be");
  }
  await assertRejects(open({ now: 1 }), TypeError, "now must be");
});
