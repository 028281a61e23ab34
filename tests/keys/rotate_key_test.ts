// A rotation before its time: two instances over one store.

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { rotateInStore } from "../../src/keys/rotate_key.ts";
import { kidsOf } from "./key_sets.ts";
import { type Instance, instance, ROTATION } from "./ring_setup.ts";

const { refreshSeconds, leadSeconds, retainSeconds } = ROTATION;

async function rotate(
  { ring, now }: Instance,
  { alg = "ES256", withoutSuccessor = false } = {},
) {
  const { signal } = new AbortController();
  const replacement = { alg, withoutSuccessor, signal };
  return await ring.change(
    () => now,
    (parts) => rotateInStore(() => now, replacement, parts),
  );
}

/** Two instances, with a successor that is past its lead. */
async function pair(): Promise<readonly [Instance, Instance]> {
  const one = instance();
  const two = instance(one.store, ROTATION, "two");
  for (const each of [one, two]) {
    await each.refresh();
    each.now += leadSeconds;
    await each.refresh();
  }
  return [one, two];
}

Deno.test("rotateKey: the successor signs here at once, on another instance with its next read, and the old key stays published on both", async () => {
  const [one, two] = await pair();
  const published = ({ ring, now }: Instance) =>
    kidsOf(ring.published(now).keys);

  const { replaced, signing } = await rotate(one);

  assertEquals([replaced.kid, signing.kid], ["key-0001", "key-0002"]);
  assertEquals([one.kid(), two.kid()], ["key-0002", "key-0001"]);
  assertEquals(published(one), ["key-0001", "key-0002", "key-0003"]);
  // What the other one signs meanwhile, and what its readers have.
  assertEquals(published(two), ["key-0001", "key-0002"]);

  two.now += refreshSeconds;
  await two.refresh();
  assertEquals(two.kid(), "key-0002");
  assertEquals(published(two), published(one));
  assertEquals([one.store.writes, two.vault.made], [2, 0]);
});

Deno.test("rotateKey: the old key goes when the last token has expired that anybody can have signed with it", async () => {
  const [one] = await pair();
  const { publishedUntil } = await rotate(one);
  // An instance that cannot read goes on for a horizon, and others may take a
  // lead for it; its last token is retained after that.
  assertEquals(publishedUntil, one.now + leadSeconds + retainSeconds);

  for (const [at, isThere] of [[-1, true], [0, false]] as const) {
    const late = instance(one.store, ROTATION, `late${at}`);
    late.now = publishedUntil + at;
    await late.refresh();
    const kids = kidsOf(late.ring.published(late.now).keys);
    assertEquals(kids.includes("key-0001"), isThere, String(at));
  }
});

Deno.test("rotateKey: while no other key is past its lead it refuses, says from when on it will not, and writes nothing", async () => {
  const [one] = await pair();
  await rotate(one);
  one.now += 40;
  const { writes } = one.store;

  await assertRejects(
    () => rotate(one),
    Error,
    'key "key-0002" has no successor yet that was published for its lead; it has one from 1970-01-01T00:20:00Z on (60 more seconds): withoutSuccessor replaces it nevertheless',
  );
  assertEquals([one.kid(), one.store.writes], ["key-0002", writes]);

  one.now += 60;
  assertEquals((await rotate(one)).signing.kid, "key-0003");
});

Deno.test("rotateKey: withoutSuccessor replaces the key although readers do not know the next one", async () => {
  const one = instance();
  await one.refresh();
  const { signing } = await rotate(one, { withoutSuccessor: true });
  assertEquals([signing.kid, one.kid()], ["key-0002", "key-0002"]);
});

Deno.test("rotateKey: two operators at once make one rotation", async () => {
  const [one, two] = await pair();
  // So that nothing else would refuse the second one.
  const settled = await Promise.allSettled(
    [one, two].map((each) => rotate(each, { withoutSuccessor: true })),
  );

  assertEquals(settled.map(({ status }) => status).sort(), [
    "fulfilled",
    "rejected",
  ]);
  const failed = settled.find((one) => one.status === "rejected");
  assertMatch(String(failed?.reason), /replaced by somebody else meanwhile/);
  const { keys } = await one.store.read(new AbortController().signal);
  assertEquals(keys.filter((key) => key.retired_at !== undefined).length, 1);
});

Deno.test("rotateKey: an instance whose clock is behind does not revoke the successor as if the replaced key still signed", async () => {
  const [one, two] = await pair();
  await rotate(one);
  two.now = one.now - ROTATION.skewSeconds;

  await assertRejects(
    () =>
      two.ring.revoke("key-0002", () => two.now, {
        withoutSuccessor: false,
        signal: new AbortController().signal,
      }),
    Error,
    'key "key-0002" has no successor yet',
  );
});

Deno.test("rotateKey: a key that was replaced does not come back when its successor is revoked", async () => {
  const [one] = await pair();
  await rotate(one);
  one.now += leadSeconds;
  await one.ring.revoke("key-0002", () => one.now, {
    withoutSuccessor: false,
    signal: new AbortController().signal,
  });
  assertEquals(one.kid(), "key-0003");
});

Deno.test("rotateKey: a successor that cannot be opened does not take over", async () => {
  const [one] = await pair();
  const { writes } = one.store;
  one.vault.open = () => Promise.reject(new Error("it is wrapped"));

  await assertRejects(
    () => rotate(one),
    Error,
    'key "key-0002", which would take over, is not usable: it is wrapped',
  );
  assertEquals([one.kid(), one.store.writes], ["key-0001", writes]);
});

for (
  const [alg, message] of [
    ["RS256", 'alg must be one of the policy (ES256), not "RS256"'],
    ["ES256", "no key for ES256 signs yet"],
  ] as const
) {
  Deno.test(`rotateKey: ${message}`, async () => {
    await assertRejects(() => rotate(instance(), { alg }), Error, message);
  });
}
