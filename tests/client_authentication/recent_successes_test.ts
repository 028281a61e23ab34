/** From where clients succeeded lately. @module */

import { assert, assertEquals } from "@std/assert";
import { RecentSuccesses } from "../../src/client_authentication/recent_successes.ts";
import { NOW } from "../fixtures.ts";
import { runs } from "../scale.ts";

const DAY = 86_400;

/** A connection from an address. */
const at = (remoteAddress: string) => ({ remoteAddress });

/** Distinct IPv4 addresses. */
const address = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;

Deno.test("RecentSuccesses: a day counts from the last success, whenever the ones before were", () => {
  for (const before of [[], [0], [0, 3_599], [0, 10, 20_000], [0, DAY - 1]]) {
    const successes = new RecentSuccesses();
    const last = 50_000 + DAY;
    for (const seconds of [...before, last]) {
      successes.note("a", at("10.0.0.1"), NOW + seconds);
    }
    const has = (at: number) => successes.has("a", "10.0.0.1", NOW + at);
    assertEquals([has(last), has(last + DAY - 1), has(last + DAY)], [
      true,
      true,
      false,
    ]);
  }
});

Deno.test("RecentSuccesses tells clients and places apart, however they are written", () => {
  const successes = new RecentSuccesses();
  successes.note("a", at("2001:db8:0:1::1"), NOW);
  const rows: readonly [string, string, boolean][] = [
    ["a", "2001:db8:0:1::1", true],
    ["a", "2001:0DB8::1:ffff:0:0:9", true],
    ["a", "2001:db8:0:2::1", false],
    ["b", "2001:db8:0:1::1", false],
    ["a ", "2001:db8:0:1::1", false],
  ];
  for (const [client_id, place, known] of rows) {
    assertEquals(successes.has(client_id, place, NOW), known, place);
  }
});

Deno.test("RecentSuccesses: a client that comes from ever new addresses pushes out its own, and nobody else's", () => {
  const successes = new RecentSuccesses();
  for (let i = 0; i < 100; i++) {
    successes.note(`other ${i}`, at("10.0.0.1"), NOW);
  }
  const flood = runs(3_000, 100_000);
  for (let i = 0; i < flood; i++) {
    successes.note("roams", at(address(i)), NOW + i);
  }
  assertEquals(successes.size, 1_100);
  for (let i = 0; i < 100; i++) {
    assert(successes.has(`other ${i}`, "10.0.0.1", NOW));
  }
  const after = NOW + flood;
  assert(successes.has("roams", address(flood - 1), after));
  assert(successes.has("roams", address(flood - 1_000), after));
  assert(!successes.has("roams", address(flood - 1_001), after));
});

Deno.test("RecentSuccesses stays within its bound; the client that has not come for longest goes first", () => {
  const successes = new RecentSuccesses();
  const clients = 100_500;
  for (let i = 0; i < clients; i++) {
    successes.note(`client ${i}`, at("10.0.0.1"), NOW + i);
    // One that kept coming stays.
    const comes = i % 1_000 === 0 && i < 90_000;
    if (comes) successes.note("steady", at("10.0.0.1"), NOW + i);
    assert(successes.size <= 100_000);
  }
  assertEquals(successes.size, 100_000);
  const has = (client_id: string) => successes.has(client_id, "10.0.0.1", NOW);
  assert(has("steady"));
  assert(has(`client ${clients - 1}`));
  assert(!has("client 0"));
});

Deno.test("RecentSuccesses counts right where clients with several addresses go", () => {
  const successes = new RecentSuccesses();
  for (let i = 0; i < 60_000; i++) {
    for (let place = 0; place < 3; place++) {
      // So few a second that all are looked at.
      successes.note(`client ${i}`, at(address(place)), NOW + (i >> 7));
    }
  }
  assert(successes.size > 99_990 && successes.size <= 100_000);
  assert(successes.has("client 27000", address(2), NOW));
  assert(!successes.has("client 26000", address(2), NOW));
});

Deno.test("RecentSuccesses: of a client that comes often, so many a second are asked from where", () => {
  const successes = new RecentSuccesses();
  let asked = 0;
  const asking = (i: number) => ({
    get remoteAddress() {
      asked++;
      return address(i);
    },
  });
  const comeAt = (now: number, first: number, count: number) => {
    asked = 0;
    for (let i = 0; i < count; i++) successes.note("a", asking(first + i), now);
    return asked;
  };
  assertEquals(comeAt(NOW, 0, 1_000), 50);
  assert(successes.has("a", address(49), NOW));
  assert(!successes.has("a", address(50), NOW));
  // Others are not kept out, nor is anybody a second later.
  successes.note("b", asking(7), NOW);
  assert(successes.has("b", address(7), NOW));
  assertEquals(comeAt(NOW + 1, 2_000, 60), 50);
  assertEquals(comeAt(NOW + 2, 3_000, 49), 49);
});

Deno.test("RecentSuccesses: what has no address is not remembered", () => {
  const successes = new RecentSuccesses();
  successes.note("a", {}, NOW);
  successes.note("b", { remoteAddress: undefined }, NOW);
  assertEquals(successes.size, 0);
});

Deno.test("RecentSuccesses: of all clients together, so many a second are asked from where, and whoever was quiet", () => {
  const successes = new RecentSuccesses();
  const allComeFrom = (address: string, now: number) => {
    for (let i = 0; i < 1_000; i++) {
      successes.note(`client ${i}`, at(address), now);
    }
  };
  allComeFrom("10.0.0.1", NOW);
  assertEquals(successes.size, 1_000);
  allComeFrom("10.0.0.2", NOW + 1);
  assertEquals(successes.size, 1_500);
  allComeFrom("10.0.0.3", NOW + 61);
  assertEquals(successes.size, 2_500);
});
