/** Every failed authentication is answered at one moment. @module */

import { assertEquals } from "@std/assert";
import {
  type FailedEvent,
  memoryStorage,
  type SecretHasher,
  type Signer,
} from "@mintmark/oauth";
import {
  countingHasher,
  rawBasic,
  type TestServer,
  testServer,
  tokenRequest,
} from "../fixtures.ts";
import { byBasic, byPost, CLIENTS } from "./clients.ts";
import { type FakeClock, withFakeClock } from "./fake_clock.ts";

const FORM = { grant_type: "client_credentials" };

/** Each way to fail: parameters, and headers. */
const FAILURES: Readonly<
  Record<string, Parameters<typeof tokenRequest>>
> = {
  "unknown client": [{ ...FORM, ...byPost("nobody") }],
  "wrong secret": [{ ...FORM, ...byPost("test-client", "foobaz") }],
  "wrong secret, Basic": [FORM, byBasic("test-client", "foobaz")],
  "wrong secret in two readings": [FORM, {
    authorization: rawBasic("test-client:foo+baz"),
  }],
  "disabled client": [{ ...FORM, ...byPost("disabled") }],
  "method not registered": [{ ...FORM, ...byPost("basic only") }],
  "expired secret": [{ ...FORM, ...byPost("expired") }],
  "no secret": [{ ...FORM, ...byPost("no secret") }],
  "client_id alone": [{ ...FORM, client_id: "test-client" }],
  "malformed Basic": [FORM, { authorization: "Basic !" }],
  "unknown scheme": [FORM, { authorization: "Bearer x" }],
  "client_assertion": [{
    ...FORM,
    client_assertion: "a.b.c",
    client_assertion_type: "x",
  }],
};

const GOOD = { ...FORM, ...byPost("test-client") };

/** Signs without leaving the thread, so that only the clock decides. */
const SIGNER: Signer = {
  alg: "ES256",
  kid: "1",
  publicJwk: { kty: "EC" },
  sign: () => Promise.resolve(new Uint8Array(64)),
};

/** A server whose store and hasher take their time. */
function slowServer(
  milliseconds: { readonly store: number; readonly hasher: number },
  options: Parameters<typeof testServer>[0] = {},
): TestServer {
  const { clients } = memoryStorage({ clients: CLIENTS.slice(0, -1) });
  const fast = countingHasher();
  const later = <T>(value: T, milliseconds: number) =>
    new Promise<T>((resolve) => setTimeout(() => resolve(value), milliseconds));
  const hasher: SecretHasher = {
    ...fast,
    verify: async (secret, hash, signal) =>
      await later(
        await fast.verify(secret, hash, signal),
        milliseconds.hasher,
      ),
  };
  return testServer({
    storage: {
      clients: {
        get: async (id, signal) =>
          await later(await clients.get(id, signal), milliseconds.store),
      },
    },
    hashers: [hasher],
    signer: SIGNER,
    failureMilliseconds: 500,
    ...options,
  });
}

/** Sends a request and records its answer with the time that it took. */
function sending(
  clock: FakeClock,
  server: TestServer,
  request: Parameters<typeof tokenRequest>,
) {
  const start = clock.now;
  const outcome: { after?: number; status?: number; body?: string } = {};
  server.handleTokenRequest(tokenRequest(...request)).then(async (response) => {
    outcome.after = clock.now - start;
    outcome.status = response.status;
    outcome.body = await response.text();
  });
  return outcome;
}

Deno.test("every failed authentication is answered at the same moment, though the checks differ in time", async () => {
  for (
    const milliseconds of [{ store: 0, hasher: 0 }, { store: 3, hasher: 80 }]
  ) {
    await withFakeClock(async (clock) => {
      const server = slowServer(milliseconds);
      const outcomes = Object.entries(FAILURES).map(([name, request]) =>
        [name, sending(clock, server, request)] as const
      );
      await clock.advance(499);
      for (const [name, { after }] of outcomes) {
        assertEquals(after, undefined, `${name}: not before`);
      }
      await clock.advance(1_501);
      for (const [name, { after, status }] of outcomes) {
        assertEquals([after, status], [500, 401], name);
      }
      assertEquals(clock.timers, 0);
    });
  }
});

Deno.test("a failure whose check takes longer is answered at the next multiple", async () => {
  await withFakeClock(async (clock) => {
    const server = slowServer({ store: 1, hasher: 700 });
    const wrong = sending(clock, server, FAILURES["wrong secret"]!);
    const unknown = sending(clock, server, FAILURES["unknown client"]!);
    await clock.advance(2_000);
    assertEquals([wrong.after, wrong.status], [1_000, 401]);
    assertEquals([unknown.after, unknown.status], [500, 401]);
    assertEquals(wrong.body, unknown.body);
  });
});

Deno.test("a success is never delayed, and leaves no timer", async () => {
  await withFakeClock(async (clock) => {
    const server = slowServer({ store: 3, hasher: 80 });
    const first = sending(clock, server, [GOOD]);
    await clock.advance(90);
    assertEquals([first.after, first.status], [83, 200]);
    assertEquals(clock.timers, 0);
    const second = sending(clock, server, [GOOD]);
    await clock.advance(10);
    assertEquals([second.after, second.status], [3, 200]);
    assertEquals(clock.timers, 0);
  });
});

Deno.test("beyond maxWaitingFailures every failure gets the same 503 instead, and what was verified before goes on", async () => {
  await withFakeClock(async (clock) => {
    const server = slowServer({ store: 0, hasher: 0 }, {
      maxWaitingFailures: 1,
    });
    const verified = sending(clock, server, [GOOD]);
    await clock.advance(1);
    assertEquals(verified.status, 200);
    const waiting = sending(clock, server, FAILURES["unknown client"]!);
    await clock.advance(1);
    for (const [name, request] of Object.entries(FAILURES)) {
      const refused = sending(clock, server, request);
      await clock.advance(1);
      assertEquals(refused, {
        after: 0,
        status: 503,
        body:
          '{"error":"temporarily_unavailable","error_description":"The server is busy: try again later."}',
      }, name);
      const { reason } = server.events.at(-1) as FailedEvent;
      assertEquals(reason, "too_many_waiting_failures", name);
    }
    const good = sending(clock, server, [GOOD]);
    await clock.advance(1);
    assertEquals(good.status, 200);
    await clock.advance(500);
    assertEquals([waiting.after, waiting.status], [500, 401]);
    assertEquals(clock.timers, 0);
  });
});

Deno.test("a store or hasher that fails is told at once, and leaves no timer", async () => {
  await withFakeClock(async (clock) => {
    const failing = () => Promise.reject(new Error("down"));
    const servers = [
      slowServer({ store: 0, hasher: 0 }, {
        storage: { clients: { get: failing } },
      }),
      slowServer({ store: 0, hasher: 0 }, {
        hashers: [{ ...countingHasher(), verify: failing }],
      }),
    ];
    for (const server of servers) {
      const outcome = sending(clock, server, [GOOD]);
      await clock.advance(1);
      assertEquals([outcome.after, outcome.status], [0, 503]);
      assertEquals(clock.timers, 0);
    }
  });
});
