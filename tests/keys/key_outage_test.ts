// What a ring does while its store fails, is slow, or answers with rubbish.

import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import type { KeySet } from "@mintmark/oauth";
import { keySetOf, storedKey } from "./key_sets.ts";
import { instance, ROTATION } from "./ring_setup.ts";

const down = () => Promise.reject(new Error("connection refused"));

Deno.test("a store that is down: what was read last serves until the horizon, max-age shrinks, then nothing is answered", async () => {
  const one = instance();
  await one.refresh();
  one.store.read$ = down;
  const { horizonSeconds } = ROTATION;
  for (
    const [age, maxAge] of [[10, 75], [11, 74], [50, 35], [84, 1]] as const
  ) {
    one.now = 1_000 + age;
    await one.refresh();
    assertEquals(one.kid(), "key-0001");
    assertEquals(one.ring.published(one.now).maxAge, maxAge);
  }
  one.now = 1_000 + horizonSeconds;
  await one.refresh();
  for (const ask of ["signer", "published"] as const) {
    const error = assertThrows(
      () => one.ring[ask](one.now),
      Error,
      "the key set was last read 85 seconds ago",
    );
    assertMatch(String(error.cause), /connection refused/);
  }
  one.store.read$ = undefined;
  await one.refresh();
  assertEquals(one.kid(), "key-0001");
});

Deno.test("an outage is told once each time, with how long there is", async () => {
  const one = instance();
  await one.refresh();
  const outage = async (from: number) => {
    one.store.read$ = down;
    for (const at of [from, from + 5, from + 10]) {
      one.now = at;
      await one.refresh();
    }
    one.store.read$ = undefined;
    one.now = from + 15;
    await one.refresh();
  };
  await outage(1_010);
  await outage(1_040);
  const told = (seconds: number) =>
    "key_store_failed  The signing keys could not be refreshed: connection refused. " +
    `The keys that were read last are used for at most ${seconds} more seconds.`;
  assertEquals(one.warnings, [told(75), told(70)]);
});

Deno.test("a store that is down from the start is told, and every request tries", async () => {
  const one = instance();
  one.store.read$ = down;
  await one.refresh();
  await one.refresh();
  assertEquals(one.store.reads, 2);
  assertMatch(
    one.warnings.join(),
    /Requests are answered with 503 until they can be/,
  );
  assertThrows(() => one.kid(), Error, "the key set was not read yet");
});

Deno.test("a failing store is asked once in five seconds, by one request", async () => {
  const one = instance();
  await one.refresh();
  one.store.read$ = down;
  for (let at = 1_010; at < 1_030; at++) {
    one.now = at;
    await one.refresh();
  }
  assertEquals(one.store.reads, 1 + 4);
});

Deno.test("a store that never answers is given up, and tried again", async () => {
  const one = instance();
  await one.refresh();
  one.store.read$ = () => new Promise(() => {});
  one.now = 1_010;
  const controller = new AbortController();
  one.refresh(controller.signal);
  controller.abort();
  assertMatch(one.warnings.join(), /did not answer in time/);
  assertEquals(one.kid(), "key-0001");
  one.store.read$ = undefined;
  one.now = 1_015;
  assertEquals(await one.refresh(), true);
  assertEquals(one.ring.refresh(1_024), undefined);
});

Deno.test("an answer that comes after the deadline still counts, from when it was asked for", async () => {
  const one = instance();
  await one.refresh();
  let answer: (keySet: KeySet) => void = () => {};
  one.store.read$ = () => new Promise((resolve) => answer = resolve);
  one.now = 1_010;
  const controller = new AbortController();
  const refreshed = one.refresh(controller.signal);
  controller.abort();
  one.store.read$ = undefined;
  const keySet = await one.store.read(controller.signal);
  one.now = 1_018;
  answer(keySet);
  await refreshed;
  assertEquals(one.ring.refresh(1_019), undefined);
  assertEquals(one.ring.refresh(1_020) !== undefined, true);
});

Deno.test("keys that nobody waits for any more are not written", async () => {
  const one = instance();
  const controller = new AbortController();
  const { make } = one.vault;
  one.vault.make = function (alg) {
    controller.abort();
    return make.call(this, alg);
  };
  await one.refresh(controller.signal);
  assertEquals(one.store.writes, 0);
});

Deno.test("a write that fails leaves what was read in use, and is tried again", async () => {
  const one = instance();
  await one.refresh();
  one.store.replace$ = down;
  one.now = 2_000;
  await one.refresh();
  assertEquals(one.kid(), "key-0001");
  assertMatch(one.warnings.join(), /connection refused/);
  one.store.replace$ = undefined;
  one.now = 2_010;
  await one.refresh();
  assertEquals((await one.store.read(new AbortController().signal)).version, 2);
});

Deno.test("a store that lets nobody write does not hold a request for ever", async () => {
  const one = instance();
  one.store.replace$ = () => Promise.resolve(false);
  await one.refresh();
  assertEquals(one.store.writes, 5);
  assertMatch(one.warnings.join(), /the key store let no key be written/);
});

Deno.test("a replica that lags behind does not bring an older set back, until what is known does not count any more", async () => {
  const one = instance();
  await one.refresh();
  const old = await one.store.read(new AbortController().signal);
  one.now = 2_000;
  await one.refresh();
  one.store.read$ = () => Promise.resolve(old);
  one.now = 2_010;
  await one.refresh();
  assertMatch(
    one.warnings.join(),
    /the key store answered with version 1 after 2/,
  );
  assertEquals(one.ring.published(one.now).keys.length, 3);
  one.now = 2_000 + ROTATION.horizonSeconds;
  one.store.replace$ = () => Promise.resolve(false);
  await one.refresh();
  assertEquals(one.ring.published(one.now).keys.length, 2);
});

Deno.test("a store in which every key is revoked and that cannot be written leaves nothing to sign with", async () => {
  const one = instance();
  await one.refresh();
  const { keys } = await one.store.read(new AbortController().signal);
  const revoked = keys.map((key) => ({ ...key, revoked_at: 1_005 }));
  one.store.read$ = () => Promise.resolve({ version: 2, keys: revoked });
  one.store.replace$ = down;
  one.now = 1_010;
  await one.refresh();
  assertThrows(() => one.kid(), Error, "no key was published");
  assertThrows(() => one.ring.published(one.now), Error, "no keys yet");
  one.store.replace$ = () => Promise.resolve(true);
  await one.refresh();
  assertEquals(one.kid(), "key-0005");
});

for (
  const [name, answer] of [
    ["nothing", undefined],
    ["no version", { keys: [] }],
    ["a version that is no number", { version: "1", keys: [] }],
    ["no keys", { version: 1 }],
    ["a key without id", { version: 1, keys: [storedKey(0 as never, 0)] }],
    ["a key without date", keySetOf(storedKey("a", NaN))],
    ["a key that is null", { version: 1, keys: [null] }],
    [
      "a key without its public key",
      keySetOf(storedKey("a", 0, { public_jwk: null as never })),
    ],
    ["the same key twice", keySetOf(storedKey("a", 0), storedKey("a", 0))],
    [
      "more keys than any policy needs",
      keySetOf(
        ...Array.from({ length: 1_001 }, (_, i) => storedKey(`${i}`, 0)),
      ),
    ],
  ] as const
) {
  Deno.test(`a store that answers with ${name} has failed`, async () => {
    const one = instance();
    one.store.read$ = () => Promise.resolve(answer as KeySet);
    await one.refresh();
    assertMatch(one.warnings.join(), /something that is no key set/);
    assertThrows(() => one.kid(), Error, "was not read yet");
  });
}
