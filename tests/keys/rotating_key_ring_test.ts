import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { keySetOf, kidsOf, storedKey } from "./key_sets.ts";
import { instance, ROTATION, watchedStore } from "./ring_setup.ts";

Deno.test("the first request makes two keys in one write; the older one signs, both are published", async () => {
  const one = instance();
  assertThrows(() => one.ring.signer(one.now), Error, "was not read yet");
  assertEquals(await one.refresh(), true);
  assertEquals([one.store.reads, one.store.writes, one.vault.made], [1, 1, 2]);
  assertEquals(one.kid(), "key-0001");
  const { keys, maxAge } = one.ring.published(one.now);
  assertEquals(kidsOf(keys), ["key-0001", "key-0002"]);
  assertEquals(maxAge, 75);
});

Deno.test("nothing is to be done, and nothing is allocated, until the refresh interval is over", async () => {
  const one = instance();
  await one.refresh();
  const published = one.ring.published(one.now);
  one.now += 9;
  assertEquals(one.ring.refresh(one.now), undefined);
  assertStrictEquals(one.ring.published(one.now), published);
  one.now += 1;
  assertEquals(await one.refresh(), true);
  assertEquals(one.store.reads, 2);
});

Deno.test("one request refreshes; those beside it go on with what was read last", async () => {
  const one = instance();
  await one.refresh();
  one.now += 10;
  const refresh = one.ring.refresh(one.now);
  assert(refresh !== undefined);
  assertEquals(one.ring.refresh(one.now), undefined);
  assertEquals(one.kid(), "key-0001");
  // A request that was cut off: after a while another one tries.
  one.now += 5;
  assert(one.ring.refresh(one.now) !== undefined);
});

Deno.test("after a long idle time every request reads for itself, since a revocation may be older", async () => {
  const one = instance();
  await one.refresh();
  one.now += 20;
  for (let i = 0; i < 3; i++) assert(one.ring.refresh(one.now) !== undefined);
  await one.refresh();
  assertEquals(one.ring.refresh(one.now), undefined);
});

Deno.test("instances that start at once agree: one write wins, the losers adopt it", async () => {
  const store = watchedStore();
  const all = ["a", "b", "c"].map((name) => instance(store, ROTATION, name));
  await Promise.all(all.map((one) => one.refresh()));
  const kids = new Set(all.map((one) => one.kid()));
  assertEquals([...kids], ["a-0001"]);
  assertEquals((await store.read(new AbortController().signal)).version, 1);
});

Deno.test("requests at once on a cold instance make the keys once, and each gets them", async () => {
  const one = instance();
  await Promise.all(Array.from({ length: 20 }, () => one.refresh()));
  assertEquals([one.store.writes, one.vault.made], [1, 2]);
  assertEquals(one.kid(), "key-0001");
});

Deno.test("a read that was overtaken by another request's write is no failure", async () => {
  const one = instance();
  let answer = () => {};
  one.store.read$ = () =>
    new Promise((resolve) => answer = () => resolve({ version: 0, keys: [] }));
  const slow = one.refresh();
  one.store.read$ = undefined;
  await one.refresh();
  answer();
  await slow;
  assertEquals(one.warnings, []);
  assertEquals(one.kid(), "key-0001");
});

Deno.test("a read that began before a revocation does not bring the key back", async () => {
  const one = instance();
  await one.refresh();
  one.now += 200;
  const signal = new AbortController().signal;
  const before = await one.store.read(signal);
  let answer = () => {};
  one.store.read$ = () =>
    new Promise((resolve) => answer = () => resolve(before));
  const slow = one.refresh();
  one.store.read$ = undefined;
  await one.ring.revoke("key-0001", () => one.now, {
    withoutSuccessor: false,
    signal,
  });
  answer();
  await slow;
  assertEquals(one.kid(), "key-0002");
  assertEquals(one.warnings, []);
});

Deno.test("a maker that was cut off does not stop the next request for long", async () => {
  const one = instance();
  one.store.replace$ = () => new Promise(() => {});
  const controller = new AbortController();
  one.refresh(controller.signal);
  await new Promise((resolve) => setTimeout(resolve, 0));
  one.store.replace$ = undefined;
  one.now += 5;
  await one.refresh();
  assertEquals(one.kid(), "key-0003");
});

Deno.test("a key rotates: made when the newest is as old as keys sign, used when that one is past its lead", async () => {
  const one = instance();
  const signs = async (at: number) => {
    one.now = 1_000 + at;
    await one.refresh();
    return one.kid();
  };
  assertEquals(await signs(0), "key-0001");
  assertEquals(await signs(989), "key-0001");
  assertEquals(one.vault.made, 2);
  assertEquals(await signs(1_000), "key-0001");
  assertEquals(one.vault.made, 3);
  assertEquals(await signs(1_089), "key-0001");
  assertEquals(await signs(1_100), "key-0002");
  assertEquals(kidsOf(one.ring.published(one.now).keys).length, 3);
  await signs(1_100 + ROTATION.retainSeconds);
  assertEquals(kidsOf(one.ring.published(one.now).keys), [
    "key-0002",
    "key-0003",
  ]);
  const { keys } = await one.store.read(new AbortController().signal);
  assertEquals(kidsOf(keys), ["key-0002", "key-0003"]);
});

Deno.test("a request that is older than the read signs with what the read says", async () => {
  const one = instance();
  await one.refresh();
  one.now = 2_000;
  await one.refresh();
  one.now = 2_100;
  const cold = instance(one.store);
  cold.now = 2_100;
  await cold.refresh();
  assertEquals(cold.ring.signer(2_099).kid, "key-0002");
});

Deno.test("a revoked key goes at once, its successor signs, and a new one is made in the same write", async () => {
  const one = instance();
  await one.refresh();
  one.now += 100;
  await one.refresh();
  const options = {
    withoutSuccessor: false,
    signal: new AbortController().signal,
  };
  await one.ring.revoke("key-0001", () => one.now, options);
  assertEquals(one.kid(), "key-0002");
  assertEquals(kidsOf(one.ring.published(one.now).keys), [
    "key-0002",
    "key-0003",
  ]);
  assertEquals(one.store.writes, 2);
  await one.ring.revoke("key-0001", () => one.now, options);
  assertEquals(one.store.writes, 2);
});

Deno.test("the key that signs is not revoked while none could take over, unless that is asked for", async () => {
  const one = instance();
  await one.refresh();
  one.now += 40;
  const options = {
    withoutSuccessor: false,
    signal: new AbortController().signal,
  };
  await assertRejects(
    () => one.ring.revoke("key-0001", () => one.now, options),
    Error,
    'key "key-0001" has no successor yet that was published for its lead (60 more seconds): withoutSuccessor revokes it nevertheless',
  );
  assertEquals(one.kid(), "key-0001");
  await one.ring.revoke("key-0001", () => one.now, {
    ...options,
    withoutSuccessor: true,
  });
  assertEquals(one.kid(), "key-0002");
  await assertRejects(
    () => one.ring.revoke("other", () => one.now, options),
    Error,
    'there is no key "other"',
  );
});

Deno.test("an algorithm that was added to the policy signs after the lead and not before", async () => {
  const old = instance();
  await old.refresh();
  const one = instance(
    old.store,
    { ...ROTATION, algs: ["EdDSA", "ES256"] },
    "new",
  );
  one.now = 1_500;
  await one.refresh();
  assertEquals(one.kid(), "key-0001");
  assertThrows(
    () => one.kid("EdDSA"),
    Error,
    "no key for EdDSA was published for its lead yet",
  );
  // The instance that does not know the algorithm publishes its keys as well.
  old.now = 1_500;
  await old.refresh();
  assertEquals(kidsOf(old.ring.published(1_500).keys).length, 4);
  one.now = 1_600;
  await one.refresh();
  assertEquals([one.kid(), one.kid("ES256")], ["new-0001", "key-0001"]);
});

Deno.test("private members that a store has beside the public ones are not published", async () => {
  const one = instance();
  const keys = ["a", "b"].map((kid) =>
    storedKey(kid, 0, { public_jwk: { kty: "EC", x: kid, d: "private" } })
  );
  one.store.read$ = () => Promise.resolve(keySetOf(...keys));
  one.now = 200;
  await one.refresh();
  const [first] = one.ring.published(one.now).keys;
  assertEquals(first, {
    kty: "EC",
    x: "a",
    kid: "a",
    alg: "ES256",
    use: "sig",
  });
});
