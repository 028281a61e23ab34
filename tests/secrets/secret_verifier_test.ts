/** Verifying secrets: hashers and memory. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { OAuthError, type SecretHasher } from "@mintmark/oauth";
import { countingHasher, NOW } from "../fixtures.ts";
import { keptBy, textsIn } from "./kept_values.ts";
import { contextOf, presented, STORED, verifierOf } from "./verifier_setup.ts";

Deno.test("SecretVerifier.recall knows only what verify has found right", async () => {
  const hasher = countingHasher();
  const verifier = verifierOf(hasher);
  assertEquals(verifier.recall(presented("foobar"), NOW), undefined);
  assertEquals(
    await verifier.verify(presented("foobar"), contextOf()),
    STORED,
  );
  assertEquals(verifier.recall(presented("foobar"), NOW), STORED);
  assertEquals(verifier.recall(presented("foobaz"), NOW), undefined);
  assertEquals(hasher.count, 1);
  assertEquals(verifier.remembered, 1);
});

Deno.test("SecretVerifier never remembers a wrong secret", async () => {
  const hasher = countingHasher();
  const verifier = verifierOf(hasher);
  for (const attempt of [1, 2, 3]) {
    const result = await verifier.verify(presented("foobaz"), contextOf());
    assertEquals(result, undefined);
    assertEquals(hasher.count, attempt);
    assertEquals(verifier.recall(presented("foobaz"), NOW), undefined);
  }
  assertEquals(verifier.remembered, 0);
});

Deno.test("SecretVerifier tries each active secret in order and stops at the first that matches", async () => {
  const hasher = countingHasher();
  const verifier = verifierOf(hasher);
  const active = ["one", "two", "three"].map((name) => ({
    hash: `$test$${name}`,
    name,
  }));
  const found = await verifier.verify(presented("two", active), contextOf());
  assertEquals(found?.name, "two");
  assertEquals(hasher.count, 2);
  assertEquals(verifier.recall(presented("two", active), NOW)?.name, "two");
});

Deno.test("SecretVerifier asks no hasher about an empty secret or without active ones", async () => {
  const hasher = countingHasher();
  const verifier = verifierOf(hasher);
  const empty = presented("", [{ hash: "$test$" }]);
  const none = presented("foobar", []);
  for (const nothing of [empty, none]) {
    assertEquals(await verifier.verify(nothing, contextOf()), undefined);
    assertEquals(verifier.recall(nothing, NOW), undefined);
  }
  assertEquals(hasher.count, 0);
});

Deno.test("SecretVerifier takes the first hasher whose prefix fits", async () => {
  const first = countingHasher();
  const second = countingHasher();
  const other: SecretHasher = { ...countingHasher(), prefixes: ["$other$"] };
  const verifier = verifierOf(other, first, second);
  assert(await verifier.verify(presented("foobar"), contextOf()));
  assertEquals([first.count, second.count], [1, 0]);
});

Deno.test("SecretVerifier turns what a hasher throws into temporarily_unavailable with its cause", async () => {
  const broken = new Error("broken");
  const rows: readonly [string, Partial<SecretHasher>][] = [
    ["rejects", { verify: () => Promise.reject(broken) }],
    ["throws", {
      verify: () => {
        throw broken;
      },
    }],
  ];
  for (const [name, failing] of rows) {
    const verifier = verifierOf({ ...countingHasher(), ...failing });
    const error = await assertRejects(
      () => verifier.verify(presented("foobar"), contextOf()),
      OAuthError,
    );
    assertEquals(error.error, "temporarily_unavailable", name);
    assertEquals(error.reason, "hasher_failed", name);
    assertEquals(error.cause, broken, name);
    assertEquals(error.retryAfterSeconds, 1, name);
    assertEquals(verifier.remembered, 0, name);
  }
});

Deno.test("SecretVerifier passes on that the queue of a hasher is full", async () => {
  const full = new OAuthError("temporarily_unavailable", {
    description: "The server is busy: try again later.",
    reason: "hashing_queue_full",
    retryAfterSeconds: 1,
  });
  const verifier = verifierOf({
    ...countingHasher(),
    verify: () => Promise.reject(full),
  });
  const thrown = await assertRejects(() =>
    verifier.verify(presented("foobar"), contextOf())
  );
  assertEquals(thrown, full);
});

Deno.test("SecretVerifier keeps neither the secret nor its bytes, in memory or in flight", async () => {
  const secret = "correct horse battery staple";
  const verifier = verifierOf({
    ...countingHasher(),
    verify: () => Promise.resolve(true),
  });
  const kept = await keptBy(async () => {
    await verifier.verify(presented(secret), contextOf());
    assertEquals(verifier.recall(presented(secret), NOW), STORED);
  });
  const bytes = `${new TextEncoder().encode(secret)}`;
  const texts = [kept, verifier, Deno.inspect(verifier)]
    .flatMap((value) => textsIn(value));
  assert(texts.some((text) => text.includes(STORED.hash)), "maps were seen");
  assert(!texts.some((text) => text.includes(secret)));
  assert(!texts.some((text) => text.includes(bytes)));
});

Deno.test("SecretVerifier.close closes every hasher", () => {
  const closed: number[] = [];
  const hashers = [0, 1].map((i): SecretHasher => ({
    ...countingHasher(),
    close: () => void closed.push(i),
  }));
  verifierOf(...hashers).close();
  assertEquals(closed, [0, 1]);
});
