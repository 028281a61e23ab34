/** The failure budget. @module */

import { assert, assertEquals } from "@std/assert";
import {
  type AuthorizationServerOptions,
  type CounterStore,
  memoryStorage,
  type RefusedEvent,
} from "@mintmark/oauth";
import { memoryCounters } from "../../src/memory_counters.ts";
import { CLIENT, NOW, type TestServer } from "../fixtures.ts";
import { runs } from "../scale.ts";
import { ask, budgetServer, CLIENTS, LIMITS } from "./budget_server.ts";

const reasonOf = ({ events }: TestServer) =>
  (events.at(-1) as RefusedEvent).reason;

Deno.test("RFC 6585 §4: past the budget the answer is 429 with Retry-After, nothing is hashed, and the reason is in the event", async () => {
  const { server } = budgetServer();
  for (let i = 0; i < 3; i++) await ask(server, "203.0.113.1", "a");
  const hashed = server.hasher.count;
  const { status, headers, body } = await ask(server, "203.0.113.1", "a");
  assertEquals(status, 429);
  assertEquals(body, {
    error: "temporarily_unavailable",
    error_description: "Too many failed authentications: try again later.",
  });
  const seconds = Number(headers.get("retry-after"));
  assert(seconds >= 1 && seconds <= 100, `${seconds}`);
  assertEquals(server.hasher.count, hashed);
  const event = server.events.at(-1) as RefusedEvent;
  assertEquals(event.type, "refused");
  assertEquals(event.reason, "pair_past_failure_budget");
  assertEquals(event.evidence, { count: 3, limit: 3 });
});

Deno.test("failure budget: a refusal tells nothing of whether the client exists", async () => {
  const shown = async (client_id: string) => {
    const { server } = budgetServer();
    for (let i = 0; i < 3; i++) await ask(server, "203.0.113.1", client_id);
    const { status, headers, body } = await ask(
      server,
      "203.0.113.1",
      client_id,
    );
    return JSON.stringify([status, body, [...headers]]);
  };
  assertEquals(await shown("a"), await shown("nobody"));
});

Deno.test("failure budget: it comes back by waiting, also while requests go on", async () => {
  const { server, clock } = budgetServer();
  for (let i = 0; i < 3; i++) await ask(server, "203.0.113.1", "a");
  let waited = 0;
  while ((await ask(server, "203.0.113.1", "a", "right")).status === 429) {
    clock.now += 5;
    waited += 5;
    assert(waited <= 200, "never");
  }
  assert(waited >= 100, `${waited}`);
});

Deno.test("failure budget: without an address only the client counts", async () => {
  const { server } = budgetServer();
  for (let i = 0; i < 10; i++) {
    assertEquals((await ask(server, undefined, "a")).status, 401);
  }
  assertEquals((await ask(server, undefined, "a")).status, 429);
  assertEquals(reasonOf(server), "client_past_failure_budget");
  assertEquals((await ask(server, undefined, "b")).status, 401);
});

Deno.test("failure budget: a client is let through from where it succeeded for a day, and no longer", async () => {
  const { server, clock } = budgetServer({ ...LIMITS, windowSeconds: 86_400 });
  await ask(server, "10.1.0.1", "a", "right");
  for (let i = 0; i < 10; i++) await ask(server, `203.0.113.${i}`, "a");
  clock.now += 86_399;
  for (let i = 0; i < 10; i++) await ask(server, `198.51.100.${i}`, "a");
  assertEquals((await ask(server, "10.1.0.1", "a")).status, 401);
  clock.now += 1;
  assertEquals((await ask(server, "10.1.0.1", "a")).status, 429);
});

Deno.test("failure budget: what fails from where the client succeeded counts against the client once that is a day ago", async () => {
  for (const [seconds, status] of [[0, 401], [86_400, 429]] as const) {
    const { server, clock } = budgetServer({ perPair: 100, perClient: 5 });
    await ask(server, "10.1.0.1", "a", "right");
    clock.now += seconds;
    for (let i = 0; i < 5; i++) await ask(server, "10.1.0.1", "a");
    const answer = await ask(server, "203.0.113.1", "a");
    assertEquals(answer.status, status, `after ${seconds} s`);
  }
});

Deno.test("failure budget: every kind of failure counts alike", async () => {
  const clients = [
    { ...CLIENT, client_id: "disabled", disabled: true },
    { ...CLIENT, client_id: "keys", jwks: { keys: [] } },
    {
      ...CLIENT,
      client_id: "expired",
      client_secrets: [{ hash: "$test$foobar", expires_at: 1 }],
    },
    { ...CLIENT, client_id: "none", client_secrets: [] },
  ];
  for (const { client_id } of clients) {
    const { server } = budgetServer(LIMITS, { clients } as never);
    for (const status of [401, 401, 401, 429]) {
      const answer = await ask(server, "203.0.113.1", client_id, "right");
      assertEquals(answer.status, status, client_id);
    }
  }
});

Deno.test("failure budget: a success writes nothing, and one that is remembered asks nothing", async () => {
  const inner = memoryCounters({ now: () => NOW, maxKeys: 100 });
  const calls = { count: 0, add: 0 };
  const counters: CounterStore = {
    count: (...args) => (calls.count++, inner.count(...args)),
    add: (...args) => (calls.add++, inner.add(...args)),
  };
  const { clients } = memoryStorage({
    clients: CLIENTS,
  });
  const { server } = budgetServer(LIMITS, { storage: { clients, counters } });
  await ask(server, "203.0.113.1", "a", "right");
  assertEquals(calls, { count: 3, add: 0 });
  for (let i = 0; i < 5; i++) await ask(server, "203.0.113.1", "a", "right");
  assertEquals(calls, { count: 3, add: 0 });
  await ask(server, "203.0.113.2", "b");
  assertEquals(calls, { count: 6, add: 3 });
});

Deno.test("failure budget: behind a trusted proxy each sender has an own one, and events name it", async () => {
  const { server } = budgetServer(LIMITS, { trustedProxies: ["10.0.0.1"] });
  const from = (address: string) => ({ "x-forwarded-for": address });
  for (let i = 0; i < 3; i++) {
    await ask(server, "10.0.0.1", "a", "wrong", from("203.0.113.1"));
  }
  const rows: readonly [string, number][] = [
    ["203.0.113.1", 429],
    ["203.0.113.2", 401],
    ["203.0.113.2, 203.0.113.1", 429],
  ];
  for (const [value, status] of rows) {
    const answer = await ask(server, "10.0.0.1", "a", "wrong", from(value));
    assertEquals(answer.status, status, value);
  }
  const event = server.events.at(-1) as RefusedEvent;
  assertEquals(event.remoteAddress, "203.0.113.1");
  // A stranger who writes the header is who the socket says.
  await ask(server, "203.0.113.7", "a", "wrong", from("203.0.113.1"));
  const stranger = server.events.at(-1) as RefusedEvent;
  assertEquals(stranger.remoteAddress, "203.0.113.7");
});

Deno.test("a warning says when every failure came from one private address, once, and only then", async () => {
  const warned = async (
    addresses: readonly string[],
    options: Partial<AuthorizationServerOptions> = {},
  ) => {
    const { server } = budgetServer({ perAddress: 1_000 }, options);
    for (const [i, address] of addresses.entries()) {
      await ask(server, address, `nobody ${i}`);
    }
    return server.events.filter((event) =>
      event.type === "warning" &&
      event.warning === "failures_from_one_private_address"
    ).length;
  };
  const many = (address: string) => new Array<string>(50).fill(address);
  assertEquals(await warned(many("10.0.0.1")), 1);
  assertEquals(await warned(many("fd00::1")), 1);
  assertEquals(await warned(many("10.0.0.1").slice(31)), 0);
  assertEquals(await warned(many("203.0.113.1")), 0);
  assertEquals(await warned(["10.0.0.2", ...many("10.0.0.1")]), 0);
  const trustedProxies = ["10.0.0.1"];
  assertEquals(await warned(many("10.0.0.1"), { trustedProxies }), 0);
});

Deno.test("a flood of unknown clients and addresses leaves counters and caches within their bounds", async () => {
  const counters = memoryCounters({ now: () => NOW, maxKeys: 1_000 });
  const { clients } = memoryStorage();
  const { server } = budgetServer(LIMITS, {
    storage: { clients, counters },
    onEvent: () => {},
  });
  const flood = runs(2_000, 20_000);
  for (let i = 0; i < flood; i++) {
    const address = `2001:db8:${(i >> 16).toString(16)}:${
      (i & 0xffff).toString(16)
    }::1`;
    const { status } = await ask(server, address, `nobody ${i}`);
    assert(status === 401, `${status}`);
    if (i % 1_000 === 0) assert(counters.size <= 1_000);
  }
  assertEquals(counters.size, 1_000);
});
