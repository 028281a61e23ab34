import { assertEquals, assertThrows } from "@std/assert";
import { type KeySet, memoryStorage } from "@mintmark/oauth";

const { signal } = new AbortController();

const keySet = (version: number): KeySet => ({
  version,
  keys: [{ kid: "k", alg: "ES256", created_at: 1, public_jwk: { kty: "EC" } }],
});

Deno.test("memoryStorage.keys is empty in version 0, then what was written last", async () => {
  const { keys } = memoryStorage();
  assertEquals(await keys.read(signal), { version: 0, keys: [] });
  assertEquals(await keys.replace(keySet(1), signal), true);
  assertEquals(await keys.read(signal), keySet(1));
});

Deno.test("memoryStorage.keys writes only the next version: of many writers one is first", async () => {
  const { keys } = memoryStorage();
  for (const version of [0, 2, -1, NaN]) {
    assertEquals(await keys.replace(keySet(version), signal), false);
  }
  const won = await Promise.all(
    [1, 1, 1].map((version) => keys.replace(keySet(version), signal)),
  );
  assertEquals(won, [true, false, false]);
});

Deno.test("memoryStorage.keys copies and freezes", async () => {
  const { keys } = memoryStorage();
  const written = keySet(1);
  await keys.replace(written, signal);
  Object.assign(written.keys[0]!, { kid: "changed" });
  const stored = await keys.read(signal);
  assertEquals(stored, keySet(1));
  assertThrows(() => {
    (stored.keys as unknown[]).push({});
  }, TypeError);
});
