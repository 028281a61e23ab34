/** What is plugged in fails in every way: what the client and the operator hear. @module */

import { assert, assertEquals } from "@std/assert";
import type { FailedEvent } from "@mintmark/oauth";
import { DeadlineError } from "../../src/deadline.ts";
import { CLIENT, post, testServer, tokenRequest } from "../fixtures.ts";
import { type Guard, INSTANT, type Seam, SEAMS } from "./seams.ts";

/** What no answer may repeat. */
const MARK = "postgres://admin:hunter2@10.0.0.7/clients";

const ERROR = new Error(MARK);

/** A way to fail, and what the event then carries as its cause. */
interface Failure {
  readonly fail: () => Promise<never>;
  readonly cause: unknown;
}

const NEVER: Failure = {
  fail: () => new Promise(() => {}),
  cause: DeadlineError,
};

/** The ways in which a call into a seam can fail. */
const FAILURES: Readonly<Record<string, Failure>> = {
  "throws": { fail: throwing(ERROR), cause: ERROR },
  "throws no Error": { fail: throwing(MARK), cause: MARK },
  "throws null": { fail: throwing(null), cause: null },
  "rejects": { fail: () => Promise.reject(ERROR), cause: ERROR },
  "rejects with no Error": {
    fail: () => Promise.reject({ MARK }),
    cause: { MARK },
  },
  "rejects with nothing": {
    fail: () => Promise.reject(undefined),
    cause: undefined,
  },
  "never settles": NEVER,
};

function throwing(value: unknown): () => never {
  return () => {
    throw value;
  };
}

/** Calls back for every pair of a seam and a way to fail. */
async function forEachFailure(
  test: (told: string, seam: Seam, failure: Failure) => Promise<void>,
): Promise<void> {
  for (const [name, seam] of Object.entries(SEAMS)) {
    for (const [way, failure] of Object.entries(FAILURES)) {
      await test(`${name} ${way}`, seam, failure);
    }
  }
}

/** A server with a guarded seam; only what never settles is given little time. */
function serverWith(seam: Seam, failure: Failure, guard: Guard = failure.fail) {
  return testServer({
    seamMilliseconds: failure === NEVER ? 5 : 60_000,
    signer: INSTANT,
    ...seam.options(guard),
  });
}

Deno.test("a seam that fails in any way is answered as settled, and the answer repeats nothing of the cause", async () => {
  await forEachFailure(async (told, seam, failure) => {
    const server = serverWith(seam, failure);
    const response = await server.handleTokenRequest(tokenRequest());
    const text = await response.text();
    assertEquals(response.status, seam.status, told);
    assertEquals(JSON.parse(text).error, seam.error, told);
    assertEquals(
      response.headers.get("retry-after"),
      seam.status === 503 ? "1" : null,
      told,
    );
    assertEquals(response.headers.get("cache-control"), "no-store", told);
    const sent = `${text} ${[...response.headers]}`;
    for (const word of [MARK, "hunter2", "Error", "within", "null"]) {
      assert(!sent.includes(word), `${told}: ${sent}`);
    }
  });
});

Deno.test("a seam that fails is one event with the private reason and what was thrown", async () => {
  await forEachFailure(async (told, seam, failure) => {
    const server = serverWith(seam, failure);
    await post(server);
    const decided = server.events.filter(({ type }) => type !== "warning");
    assertEquals(decided.length, 1, told);
    const event = decided[0] as FailedEvent;
    assertEquals(event.type, "failed", told);
    assertEquals([event.error, event.reason], [seam.error, seam.reason], told);
    assertEquals(event.client_id, CLIENT.client_id, told);
    assertEquals(event.grant_type, "client_credentials", told);
    if (failure === NEVER) assert(event.cause instanceof DeadlineError, told);
    else assertEquals(event.cause, failure.cause, told);
  });
});

Deno.test("the signal that a seam is given is aborted when its deadline has passed, and by nothing else", async () => {
  await forEachFailure(async (told, seam, failure) => {
    const signals: AbortSignal[] = [];
    const server = serverWith(seam, failure, (signal) => {
      signals.push(signal);
      return failure.fail();
    });
    await post(server);
    const aborted = signals.map((signal) => signal.aborted);
    assertEquals(aborted, [failure === NEVER], told);
  });
});

Deno.test({
  name: "a seam that fails leaves no timer behind",
  sanitizeOps: true,
  fn: async () => {
    await forEachFailure(async (_told, seam, failure) => {
      await post(serverWith(seam, failure));
    });
  },
});

Deno.test("a seam that recovers serves the next request, also where it hung", async () => {
  await forEachFailure(async (told, seam, failure) => {
    let isDown = true;
    const server = serverWith(
      seam,
      failure,
      (_signal, call) => isDown ? failure.fail() : call(),
    );
    assertEquals((await post(server)).status, seam.status, told);
    isDown = false;
    assertEquals((await post(server)).status, 200, told);
  });
});

Deno.test("a seam that fails after its deadline does not end the process", async () => {
  const unhandled: unknown[] = [];
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  addEventListener("unhandledrejection", listener);
  try {
    for (const [name, seam] of Object.entries(SEAMS)) {
      const late: ((error: unknown) => void)[] = [];
      const server = serverWith(
        seam,
        NEVER,
        () => new Promise((_, reject) => late.push(reject)),
      );
      assertEquals((await post(server)).status, seam.status, name);
      assertEquals(late.length, 1, name);
      for (const reject of late) reject(ERROR);
      await new Promise((resolve) => setTimeout(resolve, 0));
      const failed = server.events.filter(({ type }) => type === "failed");
      assertEquals(failed.length, 1, name);
    }
    assertEquals(unhandled, []);
  } finally {
    removeEventListener("unhandledrejection", listener);
  }
});

Deno.test("a key ring that throws is 503 at the token and the JWK Set endpoint, with its cause in the event", async () => {
  for (const cause of [ERROR, MARK, null]) {
    const server = testServer({
      keys: { signer: throwing(cause), published: throwing(cause) },
    });
    const responses = [
      await server.handleTokenRequest(tokenRequest()),
      await server.handleJwksRequest(new Request("https://as.example.com")),
    ];
    for (const response of responses) {
      assertEquals(response.status, 503);
      assertEquals(response.headers.get("retry-after"), "1");
      const text = await response.text();
      assertEquals(JSON.parse(text).error, "temporarily_unavailable");
      assert(!text.includes(MARK), text);
    }
    const events = server.events.filter((event): event is FailedEvent =>
      event.type === "failed"
    );
    assertEquals(events.map(({ reason }) => reason), [
      "signer_failed",
      "key_ring_failed",
    ]);
    assertEquals(events.map((event) => event.cause), [cause, cause]);
  }
});
