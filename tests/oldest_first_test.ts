import { assert, assertEquals } from "@std/assert";
import { OldestFirst } from "../src/oldest_first.ts";

/** A memory of at most so many keys, of which the one used last goes last. */
function memoryOf(most: number) {
  const keys = new Map<string, number>();
  const oldest = new OldestFirst(() => keys.keys());
  return {
    keys,
    use(key: string) {
      keys.delete(key);
      keys.set(key, 1);
      oldest.changed(keys.size);
      if (keys.size > most) keys.delete(oldest.find());
    },
    restart: () => oldest.restart(),
  };
}

Deno.test("OldestFirst: the entry that was set first goes first, however often others are set anew", () => {
  for (const uses of [0, 1, 63, 64, 65, 1_000]) {
    const { keys, use } = memoryOf(3);
    for (const key of ["a", "b", "c", "d"]) use(key);
    assertEquals([...keys.keys()], ["b", "c", "d"]);
    for (let i = 0; i < uses; i++) use(i % 2 === 0 ? "b" : "d");
    use("e");
    assertEquals(keys.has("c"), uses === 0, `after ${uses} uses`);
    assertEquals(keys.has("b"), uses > 0, `after ${uses} uses`);
    assertEquals(keys.size, 3);
  }
});

Deno.test("OldestFirst: after a restart the oldest entry is found as before", () => {
  const { keys, use, restart } = memoryOf(2);
  for (const key of ["a", "b", "c"]) use(key);
  keys.clear();
  restart();
  for (const key of ["d", "e", "f"]) use(key);
  assertEquals([...keys.keys()], ["e", "f"]);
});

/** The heap in use after a collection, before and after a number of uses. */
const PROGRAM = `
const { RecentEntries } = await import(RECENT_ENTRIES);
const { VerifiedCache } = await import(VERIFIED_CACHE);
const { RecentSuccesses } = await import(RECENT_SUCCESSES);
const { memoryCounters } = await import(MEMORY_COUNTERS);
const entries = new RecentEntries({ maxEntries: 10, maxAgeSeconds: 60 });
const cache = new VerifiedCache({ maxClients: 10 });
const successes = new RecentSuccesses();
let now = 0;
const counters = memoryCounters({ now: () => now, maxKeys: 100_000 });
const digest = new Uint8Array(32);
entries.keep("a", 1, 0);
cache.add("a", digest, "hash", 0);
async function use(times) {
  for (let i = 0; i < times; i++) {
    entries.find("a", 0);
    cache.find("a", digest, ["hash"], 0);
    successes.note("a", { remoteAddress: "192.0.2.1" }, i * 10_000);
    now = i * 1_000;
    await counters.add("a", 1);
  }
  gc();
  return Deno.memoryUsage().heapUsed;
}
const before = await use(5_000);
console.log(await use(50_000) - before);
`;

Deno.test("what remembers clients does not grow while the same one comes again and again", async () => {
  const at = (path: string) =>
    JSON.stringify(new URL(`../src/${path}`, import.meta.url).href);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["eval", "--no-check", "--v8-flags=--expose-gc"],
      PROGRAM.replace("RECENT_ENTRIES", at("recent_entries.ts"))
        .replace("VERIFIED_CACHE", at("secrets/verified_cache.ts"))
        .replace(
          "RECENT_SUCCESSES",
          at("client_authentication/recent_successes.ts"),
        )
        .replace("MEMORY_COUNTERS", at("memory_counters.ts")),
    ],
  }).output();
  const text = new TextDecoder();
  assert(success, text.decode(stderr));
  const grown = Number(text.decode(stdout));
  assert(grown < 1_000_000, `${grown} bytes more`);
});
