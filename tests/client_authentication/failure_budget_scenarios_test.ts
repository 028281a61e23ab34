/** Who is served when somebody guesses, and who is not. @module */

import { assertEquals } from "@std/assert";
import { ask, budgetServer } from "./budget_server.ts";

/** Steps: how often, from where, as whom, with what, and every answer. */
type Step = readonly [
  times: number,
  address: string,
  client_id: string,
  secret: string,
  status: number,
];

const SCENARIOS: Readonly<Record<string, readonly Step[]>> = {
  "one bad pod: its pair is stopped, another client of the same address is served, and so is the pod's client elsewhere":
    [
      [3, "10.1.0.1", "a", "wrong", 401],
      [5, "10.1.0.1", "a", "wrong", 429],
      [1, "10.1.0.1", "a", "right", 429],
      [1, "10.1.0.1", "b", "right", 200],
      [1, "10.1.0.2", "a", "right", 200],
    ],
  "one bad pod behind a proxy that nobody named: who was verified before goes on, who was not waits":
    [
      [1, "10.0.0.1", "a", "right", 200],
      [1, "10.0.0.1", "b", "right", 200],
      [3, "10.0.0.1", "c", "wrong", 401],
      [9, "10.0.0.1", "c", "wrong", 429],
      [3, "10.0.0.1", "a", "right", 200],
      [3, "10.0.0.1", "nobody", "wrong", 401],
      [1, "10.0.0.1", "nobody 2", "wrong", 429],
      [9, "10.0.0.1", "b", "right", 200],
      [1, "10.0.0.1", "c", "right", 429],
    ],
  "a botnet against one client: where it runs it goes on, also with a secret not seen yet; from new places nobody gets in":
    [
      [1, "10.1.0.1", "a", "right", 200],
      ...Array.from({ length: 10 }, (_, i): Step => [
        ...[1, `203.0.113.${i}`, "a", "wrong", 401] as const,
      ]),
      [1, "203.0.113.99", "a", "wrong", 429],
      [1, "203.0.113.99", "a", "second", 429],
      // What was verified before is recognised from anywhere.
      [1, "203.0.113.99", "a", "right", 200],
      [5, "10.1.0.1", "a", "right", 200],
      [1, "10.1.0.1", "a", "second", 200],
      // Its place is let through to hashing: a typo there is a 401.
      [1, "10.1.0.1", "a", "typo", 401],
      [1, "203.0.113.99", "b", "right", 200],
    ],
  "pods that still send a retired secret: they do not keep new pods out": [
    ...[1, 2, 3, 4, 5].map((pod): Step => [
      ...[1, `10.1.0.${pod}`, "a", "second", 200] as const,
    ]),
    ...[1, 2, 3, 4, 5].flatMap((pod): Step[] => [
      [3, `10.1.0.${pod}`, "a", "retired", 401],
      [9, `10.1.0.${pod}`, "a", "retired", 429],
    ]),
    [1, "10.1.0.99", "a", "right", 200],
  ],
  "a typo at home and a botnet elsewhere: home is let through until its own pair is spent":
    [
      [1, "10.1.0.1", "a", "second", 200],
      ...Array.from({ length: 10 }, (_, i): Step => [
        ...[1, `203.0.113.${i}`, "a", "wrong", 401] as const,
      ]),
      [3, "10.1.0.1", "a", "typo", 401],
      [1, "10.1.0.1", "a", "typo", 429],
      [1, "10.1.0.1", "a", "right", 429],
      [1, "10.1.0.1", "a", "second", 200],
    ],
  "a scan over client ids from one address, known or not: stopped for all of them":
    [
      [1, "203.0.113.1", "a", "wrong", 401],
      [1, "203.0.113.1", "nobody 1", "wrong", 401],
      [1, "203.0.113.1", "b", "wrong", 401],
      [1, "203.0.113.1", "nobody 2", "wrong", 401],
      [1, "203.0.113.1", "nobody 3", "wrong", 401],
      [1, "203.0.113.1", "nobody 4", "wrong", 401],
      [1, "203.0.113.1", "nobody 5", "wrong", 429],
      [1, "203.0.113.1", "c", "wrong", 429],
      [1, "203.0.113.1", "c", "right", 429],
      [1, "203.0.113.2", "c", "right", 200],
    ],
  "IPv6: whoever has one address of a /64 has them all": [
    [1, "2001:db8:0:1::1", "a", "wrong", 401],
    [1, "2001:db8:0:1::2", "a", "wrong", 401],
    [1, "2001:db8:0:1:ffff::3", "a", "wrong", 401],
    [1, "2001:db8:0:1::4", "a", "wrong", 429],
    [1, "2001:db8:0:2::1", "a", "wrong", 401],
  ],
  "IPv4 mapped into IPv6 is the same address": [
    [3, "::ffff:203.0.113.1", "a", "wrong", 401],
    [1, "203.0.113.1", "a", "wrong", 429],
  ],
  "RFC 6052 §2.1: IPv4 translated into IPv6 is no single network": [
    [3, "64:ff9b::203.0.113.1", "a", "wrong", 401],
    [1, "203.0.113.1", "a", "wrong", 429],
    [1, "64:ff9b::203.0.113.2", "a", "wrong", 401],
  ],
  "RFC 6052 §2.1: beside the translated addresses is a network as any other": [
    [1, "64:ff9b::1:0:1", "a", "wrong", 401],
    [1, "64:ff9b::1:0:2", "a", "wrong", 401],
    [1, "64:ff9b::1:0:3", "a", "wrong", 401],
    [1, "64:ff9b::1:0:4", "a", "wrong", 429],
  ],
  "an unknown client is counted as a known one": [
    [3, "203.0.113.1", "nobody", "wrong", 401],
    [1, "203.0.113.1", "nobody", "wrong", 429],
    [3, "203.0.113.2", "nobody", "wrong", 401],
    [3, "203.0.113.3", "nobody", "wrong", 401],
    [1, "203.0.113.4", "nobody", "wrong", 401],
    [1, "203.0.113.5", "nobody", "wrong", 429],
  ],
};

for (const [name, steps] of Object.entries(SCENARIOS)) {
  Deno.test(`failure budget: ${name}`, async () => {
    const { server } = budgetServer();
    for (const [times, address, client_id, secret, status] of steps) {
      for (let i = 0; i < times; i++) {
        const answer = await ask(server, address, client_id, secret);
        assertEquals(
          answer.status,
          status,
          `${address} ${client_id} ${secret}`,
        );
      }
    }
  });
}
