/** The verified-secret cache. @module */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { VerifiedCache } from "../../src/secrets/verified_cache.ts";
import { sha256 } from "../../src/encoding/sha256.ts";
import { NOW } from "../fixtures.ts";
import { keptBy, textsIn } from "./kept_values.ts";

const HASH = "$test$foobar";

/** A cache in which `client` has proven `secret` against {@linkcode HASH}. */
function cacheWith(client: string, secret: string): VerifiedCache {
  const cache = new VerifiedCache({ maxClients: 10 });
  cache.add(client, cache.digest(client, secret), HASH, NOW);
  return cache;
}

/** Whether a client is remembered, which does not touch any other. */
function knows(cache: VerifiedCache, client: string): boolean {
  return cache.find(client, cache.digest(client, "s"), [HASH], NOW) === HASH;
}

Deno.test("VerifiedCache finds what was verified for this client, secret and hash alone", () => {
  const rows: readonly [string, string, readonly string[], string?][] = [
    ["a", "foobar", [HASH], HASH],
    ["a", "foobar", ["$test$other", HASH], HASH],
    ["a", "foobaz", [HASH]],
    ["a", "", [HASH]],
    ["b", "foobar", [HASH]],
    ["A", "foobar", [HASH]],
    ["a", "foobar", ["$test$other"]],
    ["a", "foobar", []],
  ];
  for (const [client, secret, active, expected] of rows) {
    const cache = cacheWith("a", "foobar");
    const digest = cache.digest(client, secret);
    assertEquals(
      cache.find(client, digest, active, NOW),
      expected,
      `${client} with ${JSON.stringify(secret)} and ${active}`,
    );
  }
});

Deno.test("VerifiedCache does not take the digest of one client for that of another", () => {
  const cache = cacheWith("a", "foobar");
  cache.add("b", cache.digest("b", "other"), HASH, NOW);
  const digest = cache.digest("a", "foobar");
  assertEquals(cache.find("b", digest, [HASH], NOW), undefined);
});

Deno.test("VerifiedCache.digest has 128 bits and differs per client, secret and cache", () => {
  const cache = new VerifiedCache({ maxClients: 1 });
  const other = new VerifiedCache({ maxClients: 1 });
  const digest = cache.digest("ab", "c");
  assertEquals(digest.length, 4);
  assertEquals(cache.digest("ab", "c"), digest);
  assertNotEquals(cache.digest("a", "bc"), digest);
  assertNotEquals(cache.digest("abc", ""), digest);
  assertNotEquals(cache.digest("ab", "d"), digest);
  assertNotEquals(cache.digest("1:a", "b"), cache.digest("1", ":ab"));
  assertNotEquals(other.digest("ab", "c"), digest);
});

Deno.test("VerifiedCache stays within its bound after a million distinct client ids", () => {
  const CLIENTS = 1_000_000;
  const MAXIMUM = 1_000;
  const cache = new VerifiedCache({ maxClients: MAXIMUM });
  const digest = cache.digest("any", "s");
  let largest = 0;
  for (let i = 0; i < CLIENTS; i++) {
    cache.add(`client-${i}`, digest, HASH, NOW);
    largest = Math.max(largest, cache.size);
  }
  assertEquals([largest, cache.size], [MAXIMUM, MAXIMUM]);
  const find = (i: number) =>
    cache.find(`client-${i}`, digest, [HASH], NOW) === HASH;
  assert(find(CLIENTS - 1) && find(CLIENTS - MAXIMUM), "the last ones stay");
  assert(!find(CLIENTS - MAXIMUM - 1), "the ones before are gone");
});

Deno.test("VerifiedCache lets the least recently used client go first", () => {
  type Step = readonly ["add" | "find" | "prune", number];
  const step = fc.tuple(
    fc.constantFrom<Step[0]>("add", "add", "find", "find", "prune"),
    fc.integer({ min: 0, max: 7 }),
  );
  fc.assert(fc.property(
    fc.array(step, { maxLength: 60 }),
    fc.integer({ min: 1, max: 5 }),
    (steps: readonly Step[], maxClients: number) => {
      const cache = new VerifiedCache({ maxClients });
      let model: number[] = [];
      for (const [action, i] of steps) {
        const client = `client-${i}`;
        const digest = cache.digest(client, "s");
        const known = model.includes(i);
        model = model.filter((other) => other !== i);
        if (action === "add") {
          cache.add(client, digest, HASH, NOW);
          model = [...model, i].slice(-maxClients);
        } else {
          const active = action === "find" ? [HASH] : [];
          const isFound = known && action === "find";
          assertEquals(
            cache.find(client, digest, active, NOW),
            isFound ? HASH : undefined,
          );
          if (isFound) model.push(i);
        }
        assertEquals(cache.size, model.length);
      }
      assertEquals(model.filter((i) => knows(cache, `client-${i}`)), model);
    },
  ));
});

Deno.test("VerifiedCache counts a client that presents a wrong secret as used", () => {
  const cache = new VerifiedCache({ maxClients: 2 });
  for (const client of ["a", "b"]) {
    cache.add(client, cache.digest(client, "s"), HASH, NOW);
  }
  cache.find("a", cache.digest("a", "wrong"), [HASH], NOW);
  cache.add("c", cache.digest("c", "s"), HASH, NOW);
  assertEquals(["a", "b", "c"].map((client) => knows(cache, client)), [
    true,
    false,
    true,
  ]);
});

Deno.test("VerifiedCache forgets after maxAgeSeconds, however often the secret is used", () => {
  const cache = new VerifiedCache({ maxClients: 10, maxAgeSeconds: 60 });
  const digest = cache.digest("a", "s");
  cache.add("a", digest, HASH, NOW);
  for (const age of [0, 30, 59]) {
    assertEquals(cache.find("a", digest, [HASH], NOW + age), HASH);
  }
  assertEquals(cache.find("a", digest, [HASH], NOW + 60), undefined);
  assertEquals(cache.size, 0);
  assertEquals(cache.find("a", digest, [HASH], NOW), undefined);
});

Deno.test("VerifiedCache without maxAgeSeconds remembers for ever", () => {
  const cache = cacheWith("a", "foobar");
  const digest = cache.digest("a", "foobar");
  assertEquals(cache.find("a", digest, [HASH], NOW + 1e9), HASH);
});

Deno.test("VerifiedCache forgets a hash that is no longer active, also if it becomes active again", () => {
  const cache = cacheWith("a", "foobar");
  const digest = cache.digest("a", "foobar");
  assertEquals(cache.find("a", digest, ["$test$new"], NOW), undefined);
  assertEquals(cache.size, 0);
  assertEquals(cache.find("a", digest, [HASH], NOW), undefined);
});

Deno.test("VerifiedCache keeps the other secrets of a client when one is retired", () => {
  const cache = new VerifiedCache({ maxClients: 10 });
  const old = cache.digest("a", "old");
  const young = cache.digest("a", "young");
  cache.add("a", old, "$test$old", NOW);
  cache.add("a", young, "$test$young", NOW);
  const both = ["$test$old", "$test$young"];
  assertEquals(cache.find("a", old, both, NOW), "$test$old");
  assertEquals(cache.find("a", young, both, NOW), "$test$young");
  assertEquals(cache.find("a", old, ["$test$young"], NOW), undefined);
  assertEquals(cache.find("a", young, both, NOW), "$test$young");
  assertEquals(cache.find("a", old, both, NOW), undefined);
});

Deno.test("VerifiedCache holds one digest per stored hash", () => {
  const cache = cacheWith("a", "first");
  cache.add("a", cache.digest("a", "second"), HASH, NOW);
  const find = (secret: string) =>
    cache.find("a", cache.digest("a", secret), [HASH], NOW);
  assertEquals([find("first"), find("second")], [undefined, HASH]);
});

Deno.test("VerifiedCache reads every byte of both digests, wherever they differ", () => {
  for (const at of [0, 2, 3, undefined]) {
    const cache = new VerifiedCache({ maxClients: 10 });
    const digest = cache.digest("a", "s");
    const presented = digest.slice();
    if (at !== undefined) presented[at]! ^= 1;
    const stored = countingReads(digest);
    const sent = countingReads(presented);
    cache.add("a", stored.words, HASH, NOW);
    const found = cache.find("a", sent.words, [HASH], NOW);
    assertEquals(found, at === undefined ? HASH : undefined);
    assertEquals([stored.read.size, sent.read.size], [4, 4], `at ${at}`);
  }
});

/** Words that record which of them were read. */
function countingReads(
  words: Uint32Array,
): { readonly words: Uint32Array; readonly read: Set<string> } {
  const read = new Set<string>();
  const proxy = new Proxy(words, {
    get(target, name) {
      if (typeof name === "string" && /^\d+$/.test(name)) read.add(name);
      return Reflect.get(target, name);
    },
  });
  return { words: proxy, read };
}

Deno.test("VerifiedCache draws its random key at the first use, not when it is made", () => {
  const original = crypto.getRandomValues;
  let draws = 0;
  crypto.getRandomValues = ((bytes: Uint8Array<ArrayBuffer>) => {
    draws++;
    return original.call(crypto, bytes);
  }) as typeof original;
  try {
    const cache = new VerifiedCache({ maxClients: 1 });
    assertEquals(draws, 0);
    cache.digest("a", "s");
    cache.digest("b", "s");
    assertEquals(draws, 1);
  } finally {
    crypto.getRandomValues = original;
  }
});

Deno.test("VerifiedCache holds neither a secret nor a digest that could be searched for", async () => {
  const secret = "correct horse battery staple";
  const cache = new VerifiedCache({ maxClients: 10 });
  const kept = await keptBy(() => {
    const digest = cache.digest("a", secret);
    cache.add("a", digest, HASH, NOW);
    assertEquals(cache.find("a", digest, [HASH], NOW), HASH);
  });
  const texts = [kept, cache, JSON.stringify(cache), Deno.inspect(cache)]
    .flatMap((value) => textsIn(value));
  assert(texts.includes(HASH), "the maps were looked into");
  const bytes = new TextEncoder();
  for (const text of [secret, `a${secret}`, `1:a${secret}`]) {
    const unkeyed = String.fromCharCode(...sha256(bytes.encode(text)));
    assert(!texts.some((kept) => kept.includes(text)), text);
    assert(!texts.some((kept) => kept.includes(unkeyed)), `SHA-256 of ${text}`);
  }
});
