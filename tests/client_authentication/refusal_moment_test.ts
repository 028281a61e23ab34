/** What the time of a refusal past the failure budget tells: nothing. @module */

import { assertEquals } from "@std/assert";
import {
  type AuthorizationServerOptions,
  type CounterStore,
  memoryStorage,
} from "@mintmark/oauth";
import { memoryCounters } from "../../src/memory_counters.ts";
import { NOW, rawBasic, type TestServer, tokenRequest } from "../fixtures.ts";
import { budgetServer, CLIENTS, LIMITS } from "./budget_server.ts";
import { type FakeClock, withFakeClock } from "./fake_clock.ts";

const FORM = { grant_type: "client_credentials" };

/** Ways to claim an id with a secret, which could be guessed. */
const GUESSES: Readonly<
  Record<string, (id: string) => Parameters<typeof tokenRequest>>
> = {
  "post": (id) => [{ ...FORM, client_id: id, client_secret: "wrong" }],
  "Basic": (id) => [FORM, { authorization: rawBasic(`${id}:wrong`) }],
  "Basic in two readings": (id) => [FORM, {
    authorization: rawBasic(`${id}:wr+ong`),
  }],
};

/** Ways in which there is nothing to guess. */
const OTHERS: typeof GUESSES = {
  "client_id alone": (id) => [{ ...FORM, client_id: id }],
  "an assertion": () => [{
    ...FORM,
    client_assertion: "a.b.c",
    client_assertion_type:
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  }],
};

const later = <T>(value: T, milliseconds: number) =>
  new Promise<T>((resolve) => setTimeout(() => resolve(value), milliseconds));

/** A server whose store finds some clients sooner than others. */
function unevenServer(options: Partial<AuthorizationServerOptions> = {}) {
  const { clients, replays } = memoryStorage({ clients: CLIENTS });
  const asked: string[] = [];
  const { server } = budgetServer(LIMITS, {
    failureMilliseconds: 500,
    storage: {
      replays,
      counters: memoryCounters({ now: () => NOW, maxKeys: 100 }),
      clients: {
        async get(id, signal) {
          asked.push(id);
          const client = await clients.get(id, signal);
          return await later(client, client === undefined ? 40 : 7);
        },
      },
    },
    ...options,
  });
  return { server, asked };
}

/** Sends a request, lets time pass, and tells when it was answered. */
async function timed(
  clock: FakeClock,
  server: TestServer,
  request: Parameters<typeof tokenRequest>,
) {
  const start = clock.now;
  const outcome: { after?: number; status?: number } = {};
  const connection = { remoteAddress: "203.0.113.1" };
  server.handle(tokenRequest(...request), connection).then(({ status }) => {
    outcome.after = clock.now - start;
    outcome.status = status;
  });
  await clock.advance(2_000);
  return [outcome.after, outcome.status];
}

/** Fails from one address until its budget is spent. */
async function spend(clock: FakeClock, server: TestServer): Promise<void> {
  for (let i = 0; i < LIMITS.perAddress; i++) {
    const request = GUESSES["post"]!(`spent ${i}`);
    assertEquals(await timed(clock, server, request), [500, 401]);
  }
}

Deno.test("past the failure budget a guess is refused before anybody looks whether the client exists", async () => {
  await withFakeClock(async (clock) => {
    const { server, asked } = unevenServer();
    await spend(clock, server);
    asked.length = 0;
    for (const [name, guess] of Object.entries(GUESSES)) {
      for (const id of ["a", "nobody"]) {
        const outcome = await timed(clock, server, guess(id));
        assertEquals(outcome, [0, 429], `${name} ${id}`);
      }
    }
    assertEquals(asked, []);
    assertEquals(clock.timers, 0);
  });
});

Deno.test("past the failure budget, what cannot be guessed is refused in the time of every failure", async () => {
  await withFakeClock(async (clock) => {
    const { server } = unevenServer();
    await spend(clock, server);
    for (const [name, request] of Object.entries(OTHERS)) {
      for (const id of ["a", "nobody"]) {
        const outcome = await timed(clock, server, request(id));
        assertEquals(outcome, [500, 429], `${name} ${id}`);
      }
    }
    assertEquals(clock.timers, 0);
  });
});

Deno.test("past the failure budget, a secret that is remembered is served, and one that was changed is not", async () => {
  await withFakeClock(async (clock) => {
    const { clients } = memoryStorage({ clients: CLIENTS });
    const { server } = unevenServer({
      storage: {
        clients,
        counters: memoryCounters({ now: () => NOW, maxKeys: 100 }),
      },
      // Signs without leaving the thread, so that only the clock decides.
      signer: {
        alg: "ES256",
        kid: "1",
        publicJwk: { kty: "EC" },
        sign: () => Promise.resolve(new Uint8Array(64)),
      },
    });
    const right = [{
      ...FORM,
      client_id: "a",
      client_secret: "foobar",
    }] as const;
    assertEquals(await timed(clock, server, [...right]), [0, 200]);
    await spend(clock, server);
    assertEquals(await timed(clock, server, [...right]), [0, 200]);
    await clients.put({
      ...CLIENTS[0]!,
      client_secrets: [{ hash: "$test$x" }],
    });
    assertEquals(await timed(clock, server, [...right]), [0, 429]);
  });
});

Deno.test("not even the time that counting takes is seen", async () => {
  for (const milliseconds of [0, 30, 450, 700]) {
    await withFakeClock(async (clock) => {
      const inner = memoryCounters({ now: () => NOW, maxKeys: 100 });
      const counters: CounterStore = {
        count: inner.count,
        add: async (key, window) =>
          await later(await inner.add(key, window), milliseconds),
      };
      const { clients } = memoryStorage({ clients: CLIENTS });
      const { server } = unevenServer({ storage: { clients, counters } });
      for (const id of ["a", "nobody"]) {
        const outcome = await timed(clock, server, GUESSES["post"]!(id));
        assertEquals(outcome, [milliseconds < 500 ? 500 : 1_000, 401]);
      }
      assertEquals(clock.timers, 0);
    });
  }
});
