/** When documents are fetched, and what is used meanwhile. @module */

import { assertEquals, assertRejects } from "@std/assert";
import { DocumentCache } from "../../src/trust/document_cache.ts";
import { KeySetError } from "../../src/trust/key_set_error.ts";
import { NOW, reasonOf } from "./key_set_server.ts";

const OPTIONS = {
  maxEntries: 100,
  maxFreshSeconds: 1000,
  staleSeconds: 500,
  cooldownSeconds: 30,
  retrySeconds: 10,
  joinMilliseconds: 1,
  onFailure: () => {},
};

/** A host whose document is a number that grows, or that fails. */
function host(options: Partial<typeof OPTIONS> = {}) {
  const state = {
    fetches: 0,
    freshSeconds: 100,
    failure: undefined as KeySetError | undefined,
  };
  const cache = new DocumentCache(() => {
    const value = ++state.fetches;
    return state.failure === undefined
      ? Promise.resolve({ value, freshSeconds: state.freshSeconds })
      : Promise.reject(state.failure);
  }, { ...OPTIONS, ...options });
  return { state, cache };
}

const DOWN = new KeySetError("key_set_timeout");
const GONE = new KeySetError("key_set_status", { status: 404 });
const BUSY = new KeySetError("key_set_host_busy");

Deno.test("DocumentCache: fetches when it is asked, and again when what it has is not fresh any more", async () => {
  const { cache, state } = host();
  assertEquals(state.fetches, 0);
  for (
    const [after, value] of [[0, 1], [99, 1], [100, 2], [199, 2], [200, 3]]
  ) {
    assertEquals(await cache.get("a", NOW + after!), value);
  }
});

Deno.test("DocumentCache: what it lacks is reason for another fetch, once in a cool-down", async () => {
  const { cache, state } = host();
  const never = () => false;
  assertEquals(await cache.get("a", NOW), 1);
  for (let i = 0; i < 30; i++) await cache.get("a", NOW + i, never);
  assertEquals(state.fetches, 1);
  assertEquals(await cache.get("a", NOW + 30, never), 2);
  assertEquals(await cache.get("a", NOW + 59, never), 2);
  assertEquals(await cache.get("a", NOW + 60, (value) => value === 3), 3);
  state.failure = DOWN;
  assertEquals(await cache.get("a", NOW + 90, never), 3);
  assertEquals(await cache.get("a", NOW + 91, never), 3);
  assertEquals(state.fetches, 4);
});

Deno.test("DocumentCache: the cool-down does not keep what is old fresh", async () => {
  const { cache, state } = host();
  state.freshSeconds = 5;
  assertEquals(await cache.get("a", NOW), 1);
  assertEquals(await cache.get("a", NOW + 5), 2);
});

Deno.test("RFC 5861 §4: DocumentCache uses what is old while fetching fails, for a bounded time", async () => {
  const { cache, state } = host();
  await cache.get("a", NOW);
  state.failure = DOWN;
  assertEquals(await cache.get("a", NOW + 100), 1);
  assertEquals(await cache.get("a", NOW + 599), 1);
  assertEquals(await reasonOf(cache.get("a", NOW + 600)), "key_set_timeout");
  state.failure = undefined;
  assertEquals(await cache.get("a", NOW + 620), state.fetches);
});

Deno.test("DocumentCache: a host that fails is left alone for a moment, with or without an old document", async () => {
  const { cache, state } = host();
  state.failure = DOWN;
  for (let i = 0; i < 10; i++) await reasonOf(cache.get("a", NOW + i));
  assertEquals(state.fetches, 1);
  state.failure = undefined;
  assertEquals(await cache.get("a", NOW + 10), 2);
  state.failure = DOWN;
  for (let i = 0; i < 10; i++) await cache.get("a", NOW + 110 + i);
  assertEquals(state.fetches, 3);
});

Deno.test("DocumentCache: a document that its host says is gone is not used any more", async () => {
  const { cache, state } = host();
  await cache.get("a", NOW);
  state.failure = GONE;
  assertEquals(await reasonOf(cache.get("a", NOW + 100)), "key_set_status");
  state.failure = DOWN;
  assertEquals(await reasonOf(cache.get("a", NOW + 120)), "key_set_timeout");
});

Deno.test("DocumentCache: where there is no room for a fetch, none counts as failed", async () => {
  const { cache, state } = host();
  state.failure = BUSY;
  assertEquals(await reasonOf(cache.get("a", NOW)), "key_set_host_busy");
  state.failure = undefined;
  assertEquals(await cache.get("a", NOW), 2);
});

Deno.test("DocumentCache: keeps a bounded number of documents and of failures", async () => {
  const { cache, state } = host({ maxEntries: 10 });
  for (let i = 0; i < 1000; i++) await cache.get(String(i), NOW);
  assertEquals(cache.size, 10);
  state.failure = DOWN;
  for (let i = 0; i < 1000; i++) await reasonOf(cache.get(`bad ${i}`, NOW));
  assertEquals(cache.size, 10);
  const before = state.fetches;
  for (let i = 990; i < 1000; i++) await cache.get(String(i), NOW);
  assertEquals(state.fetches, before);
});

Deno.test("DocumentCache: tells of every failure, and whoever is told decides nothing", async () => {
  const told: string[] = [];
  const { cache, state } = host({
    onFailure: (...args: unknown[]) => {
      told.push((args[0] as KeySetError).reason);
      throw new Error("the listener is broken");
    },
  });
  await cache.get("a", NOW);
  state.failure = DOWN;
  assertEquals(await cache.get("a", NOW + 100), 1);
  assertEquals(told, ["key_set_timeout"]);
});

Deno.test("DocumentCache: a failure without a reason has one outside", async () => {
  const cache = new DocumentCache(
    () => Promise.reject(new Error("secret")),
    OPTIONS,
  );
  const error = await assertRejects(() => cache.get("a", NOW), KeySetError);
  assertEquals(error.message, "key_set_unreachable");
});

Deno.test("DocumentCache: requests that came earlier do not take what is new for something from the future", async () => {
  const { cache, state } = host();
  assertEquals(await cache.get("a", NOW), 1);
  assertEquals(await cache.get("a", NOW - 1), 1);
  assertEquals(await cache.get("a", NOW), 1);
  assertEquals(state.fetches, 1);
});

Deno.test("DocumentCache: a clock that went back far makes everything too old", async () => {
  const { cache } = host();
  assertEquals(await cache.get("a", NOW), 1);
  assertEquals(await cache.get("a", NOW - 86_400), 2);
  assertEquals(await cache.get("a", NOW - 86_301), 2);
  assertEquals(await cache.get("a", NOW - 86_300), 3);
});
