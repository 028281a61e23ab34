/** The key sets of URLs that clients register, on a real server. @module */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { resolveHost } from "../../src/adapters/resolve_host.ts";
import { remoteJwksCache } from "../../src/trust/remote_jwks.ts";
import {
  fetchFrom,
  keySet,
  keySetServer,
  kidsOf,
  NOW,
  reasonOf,
} from "./key_set_server.ts";

const PUBLIC = () => Promise.resolve(["8.8.8.8", "2606:4700:4700::1111"]);

Deno.test("remoteJwksCache: a public host gives its keys, to every client with one fetch", async () => {
  await using server = keySetServer(() => keySet(["a"]));
  const cache = remoteJwksCache({
    fetch: fetchFrom(server),
    resolve: PUBLIC,
    jwksHosts: ["*.example.com"],
  });
  const url = "https://keys.example.com/jwks";
  const all = Array.from({ length: 100 }, () => cache.keys(url, { now: NOW }));
  for (const keys of await Promise.all(all)) assertEquals(kidsOf(keys), ["a"]);
  assertEquals(server.asked, ["/jwks"]);
  assertEquals(cache.size, 1);
});

Deno.test("remoteJwksCache: a host inside of a network is not asked, whatever it is called", async () => {
  await using server = keySetServer(() => keySet(["a"]));
  const resolved: string[] = [];
  const cache = remoteJwksCache({
    fetch: fetchFrom(server),
    resolve: (host) => (resolved.push(host), PUBLIC()),
  });
  const cases: readonly [url: string, reason: string][] = [
    [server.url, "key_set_url_insecure"],
    ["http://localhost/jwks", "key_set_url_insecure"],
    ["https://localhost/jwks", "key_set_name_private"],
    ["https://2130706433/jwks", "key_set_address_private"],
    ["https://[::ffff:7f00:1]/jwks", "key_set_address_private"],
    ["https://db.internal/jwks", "key_set_name_private"],
    ["jwks", "key_set_url_malformed"],
  ];
  for (const [url, reason] of cases) {
    assertEquals(await reasonOf(cache.keys(url, { now: NOW })), reason, url);
  }
  assertEquals(server.asked, []);
  assertEquals(resolved, []);
});

const RESOLVED: readonly [addresses: unknown, reason: string][] = [
  [["127.0.0.1"], "key_set_address_private"],
  [["8.8.8.8", "10.0.0.1"], "key_set_address_private"],
  [["8.8.8.8", "fe80::1%eth0"], "key_set_address_private"],
  [["::ffff:8.8.8.8"], "key_set_address_private"],
  [["64:ff9b::808:808"], "key_set_address_private"],
  [["not an address"], "key_set_address_private"],
  [[undefined], "key_set_address_private"],
  [[], "key_set_host_unresolved"],
  ["8.8.8.8", "key_set_host_unresolved"],
  [undefined, "key_set_host_unresolved"],
];

Deno.test("remoteJwksCache: a host is not asked unless every address of its name is public", async () => {
  await using server = keySetServer(() => keySet(["a"]));
  for (const [addresses, reason] of RESOLVED) {
    const cache = remoteJwksCache({
      fetch: fetchFrom(server),
      resolve: () => Promise.resolve(addresses as string[]),
    });
    const work = cache.keys("https://keys.example.com/jwks", { now: NOW });
    assertEquals(await reasonOf(work), reason, String(addresses));
  }
  assertEquals(server.asked, []);
});

Deno.test("remoteJwksCache: an address in a URL is not looked up", async () => {
  await using server = keySetServer(() => keySet(["a"]));
  const cache = remoteJwksCache({
    fetch: fetchFrom(server),
    resolve: () => Promise.reject(new Error("it is no name")),
  });
  await cache.keys("https://8.8.8.8/jwks", { now: NOW });
  await cache.keys("https://[2606:4700:4700::1111]/jwks", { now: NOW });
});

Deno.test("remoteJwksCache: a name that the system resolves to a private address is not asked", async () => {
  await using server = keySetServer(() => keySet(["a"]));
  assert((await resolveHost("localhost")).includes("127.0.0.1"));
  // The system's own answer for a name that nothing but it can judge.
  const cache = remoteJwksCache({
    fetch: fetchFrom(server),
    resolve: (host) =>
      resolveHost(host.replace(/^rebound\.example\.com$/, "localhost")),
  });
  const moment = { now: NOW };
  assertEquals(
    await reasonOf(cache.keys("https://rebound.example.com/jwks", moment)),
    "key_set_address_private",
  );
  assertEquals(
    await reasonOf(cache.keys("https://nothing.example.invalid/jwks", moment)),
    "key_set_name_private",
  );
  assertEquals(server.asked, []);
});

Deno.test("remoteJwksCache: a look-up that fails, or never ends, is a failure with a reason", async () => {
  const broken = remoteJwksCache({
    resolve: () => Promise.reject(new Error("ENOTFOUND")),
  });
  const url = "https://keys.example.com/jwks";
  assertEquals(
    await reasonOf(broken.keys(url, { now: NOW })),
    "key_set_host_unresolved",
  );
  const hanging = remoteJwksCache({
    fetchMilliseconds: 20,
    resolve: () => new Promise(() => {}),
  });
  assertEquals(
    await reasonOf(hanging.keys(url, { now: NOW })),
    "key_set_timeout",
  );
});

Deno.test("remoteJwksCache: who is resolved after the time is over is not asked any more", async () => {
  let fetches = 0;
  const resolved = Promise.withResolvers<string[]>();
  const cache = remoteJwksCache({
    fetchMilliseconds: 20,
    fetch: () => (fetches++, Promise.resolve(keySet(["a"]))),
    resolve: () => resolved.promise,
  });
  const work = cache.keys("https://keys.example.com/jwks", { now: NOW });
  assertEquals(await reasonOf(work), "key_set_timeout");
  resolved.resolve(["8.8.8.8"]);
  await new Promise((resume) => setTimeout(resume));
  assertEquals(fetches, 0);
});

Deno.test("remoteJwksCache: jwksHosts narrows the hosts that are asked", async () => {
  await using server = keySetServer(() => keySet(["a"]));
  const cache = remoteJwksCache({
    fetch: fetchFrom(server),
    jwksHosts: ["keys.example.com"],
  });
  const moment = { now: NOW };
  await cache.keys("https://keys.example.com/jwks", moment);
  assertEquals(
    await reasonOf(cache.keys("https://other.example.com/jwks", moment)),
    "key_set_host_not_listed",
  );
});

Deno.test("remoteJwksCache: a flood of URLs is bounded in memory and in fetches", async () => {
  await using server = keySetServer(() => keySet(["a"]));
  const cache = remoteJwksCache({
    fetch: fetchFrom(server),
    maxKeySets: 20,
    maxFetchesPerMinute: 50,
  });
  const all = await Promise.allSettled(
    Array.from(
      { length: 500 },
      (_, i) =>
        cache.keys(`https://k${i}.example.com/${i}`, { now: NOW + i / 100 }),
    ),
  );
  assertEquals(all.filter(({ status }) => status === "fulfilled").length, 50);
  assertEquals(server.asked.length, 50);
  assertEquals(cache.size, 20);
});

Deno.test("remoteJwksCache: many URLs of one host share its budget, and leave the others theirs", async () => {
  await using server = keySetServer(() => keySet(["a"]));
  const cache = remoteJwksCache({
    fetch: fetchFrom(server),
    maxHostFetchesPerMinute: 10,
  });
  const reasons = [];
  for (let i = 0; i < 20; i++) {
    const work = cache.keys(`https://a.example.com/${i}`, { now: NOW });
    if (i < 10) await work;
    else reasons.push(await reasonOf(work));
  }
  assertEquals(new Set(reasons), new Set(["key_set_host_budget"]));
  await cache.keys("https://b.example.com/", { now: NOW });
});

Deno.test("remoteJwksCache: hosts that are slow delay and refuse nobody but their own clients", async () => {
  const hanging = Promise.withResolvers<void>();
  await using server = keySetServer(async (request) => {
    if (request.url.includes("slow")) await hanging.promise;
    return keySet(["a"]);
  });
  const cache = remoteJwksCache({ fetch: fetchFrom(server) });
  const moment = { now: NOW };
  const slow = Array.from(
    { length: 50 },
    (_, i) => cache.keys(`https://slow.example.com/slow/${i}`, moment),
  );
  const waiting = Promise.allSettled(slow);
  for (let i = 0; i < 20; i++) {
    const keys = await cache.keys(`https://fast${i}.example.com/`, moment);
    assertEquals(kidsOf(keys), ["a"]);
  }
  hanging.resolve();
  const ended = await waiting;
  // Four are under way, and the rest is told so at once.
  assertEquals(ended.filter(({ status }) => status === "fulfilled").length, 4);
  await cache.keys("https://slow.example.com/slow/49", moment);
});

Deno.test("remoteJwksCache: a wrong option is refused by its name", () => {
  const wrong: Record<string, unknown> = {
    jwksHosts: "keys.example.com",
    maxKeySets: 0,
    maxHostFetchesInFlight: 0,
    maxHostFetchesPerMinute: 1.5,
    maxFetchesInFlight: "many",
    maxFetchesPerMinute: null,
  };
  for (const [name, value] of Object.entries(wrong)) {
    const error = assertThrows(
      () => remoteJwksCache({ [name]: value }),
      TypeError,
    );
    assert(error.message.startsWith(name), error.message);
  }
});
