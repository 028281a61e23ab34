import { assertEquals, assertMatch, assertObjectMatch } from "@std/assert";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { generateSigner, type KeyRing, type Signer } from "@mintmark/oauth";
import {
  CLIENT,
  GOOD,
  ISSUER,
  NOW,
  post,
  read,
  SIGNER,
  type TestServer,
  testServer,
} from "../fixtures.ts";

const NEXT = await generateSigner("ES256", { kid: "next" });

/** A ring of two keys; the second signs from a moment on. */
function ringOf(handover: number): KeyRing {
  const published = {
    keys: [SIGNER.publicJwk, NEXT.publicJwk],
    maxAge: 60,
  };
  return {
    signer: (now) => now < handover ? SIGNER : NEXT,
    published: () => published,
  };
}

const AUDIENCE = { defaultAudience: "https://api.example.com/" };

const warningsOf = ({ events }: TestServer) =>
  events.flatMap((event) => event.type === "warning" ? [event.warning] : []);

Deno.test("a ring of two keys: the current one signs, the header names it, both are published", async () => {
  let now = NOW;
  const server = testServer({
    keys: ringOf(NOW + 10),
    now: () => now,
    ...AUDIENCE,
  });
  const jwks = await server.handleJwksRequest(new Request(`${ISSUER}/jwks`));
  const { body: keySet } = await read(jwks);
  assertEquals(
    keySet.keys.map(({ kid }: { kid: string }) => kid),
    [SIGNER.kid, "next"],
  );
  const keys = createLocalJWKSet(keySet);
  for (
    const [time, kid] of [
      [NOW, SIGNER.kid],
      [NOW + 9, SIGNER.kid],
      [NOW + 10, "next"],
    ] as const
  ) {
    now = time;
    const { body } = await post(server);
    assertEquals(decodeProtectedHeader(body.access_token).kid, kid);
    await jwtVerify(body.access_token, keys, {
      currentDate: new Date(time * 1000),
    });
    assertObjectMatch(server.events.at(-1)!, { type: "issued", kid });
  }
});

Deno.test("the first token of a generated signer warns that the key dies with the process, once", async () => {
  const server = testServer({ signer: NEXT, ...AUDIENCE });
  assertEquals(server.events, []);
  for (let i = 0; i < 3; i++) assertEquals((await post(server)).status, 200);
  assertEquals(warningsOf(server), ["ephemeral_signer"]);
  const [warning] = server.events;
  assertObjectMatch(warning!, { type: "warning", time: NOW });
  assertMatch(
    warning?.type === "warning" ? warning.message : "",
    /importSigner/,
  );
});

Deno.test("a signer that is kept is no reason to warn", async () => {
  for (const ephemeral of [undefined, false]) {
    const { ephemeral: _, ...kept } = NEXT;
    const signer = ephemeral === undefined ? kept : { ...kept, ephemeral };
    const server = testServer({ signer, ...AUDIENCE });
    await post(server);
    assertEquals(warningsOf(server), []);
  }
});

Deno.test("a refused request and the documents are no reason to warn", async () => {
  const server = testServer({ signer: NEXT, ...AUDIENCE });
  await post(server, { ...GOOD, client_secret: "wrong" });
  await server.handleJwksRequest(new Request(`${ISSUER}/jwks`));
  assertEquals(warningsOf(server), []);
});

const gone = new Error("the key service is gone");

const FAILING: Readonly<Record<string, Partial<Signer> | KeyRing>> = {
  "a signer that throws": {
    sign: () => {
      throw gone;
    },
  },
  "a signer that rejects": { sign: () => Promise.reject(gone) },
  "a signer that never answers": { sign: () => new Promise(() => {}) },
  "a ring that throws": {
    signer: () => {
      throw gone;
    },
    published: () => ({ keys: [], maxAge: 0 }),
  },
};

for (const [name, failing] of Object.entries(FAILING)) {
  Deno.test(`${name} is 503 with Retry-After, an event with the cause, and no token`, async () => {
    const server = testServer({
      ...("published" in failing
        ? { keys: failing as KeyRing }
        : { signer: { ...NEXT, ...failing } as Signer }),
      seamMilliseconds: 1,
      ...AUDIENCE,
    });
    const { status, body, headers } = await post(server);
    assertEquals([status, headers.get("retry-after")], [503, "1"]);
    assertEquals(body, {
      error: "temporarily_unavailable",
      error_description: "The token could not be signed: try again later.",
    });
    assertObjectMatch(server.events.at(-1)!, {
      type: "failed",
      reason: "signer_failed",
      client_id: "test-client",
      cause: name.includes("never") ? { name: "DeadlineError" } : gone,
    });
  });
}

Deno.test("a signer is told when nobody waits for it any more", async () => {
  let signal: AbortSignal | undefined;
  const server = testServer({
    signer: {
      ...NEXT,
      sign(_data, given) {
        signal = given;
        return new Promise(() => {});
      },
    },
    seamMilliseconds: 1,
  });
  await post(server);
  assertEquals(signal?.aborted, true);
});

/** A server whose grant adds claims to its token. */
function claiming(claims: unknown): TestServer {
  return testServer({
    grants: [{
      grant_type: "client_credentials",
      client: "required",
      entitle: (_request, { client }) => ({
        subject: client.client_id,
        claims: claims as Record<string, unknown>,
      }),
    }],
    clients: [CLIENT],
    ...AUDIENCE,
  });
}

Deno.test("additional claims may have 8,192 characters of JSON; more is our failure", async () => {
  // {"a":"…"} is eight characters more than its text.
  const fits = await post(claiming({ a: "x".repeat(8_192 - 8) }));
  assertEquals(fits.status, 200);
  const server = claiming({ a: "x".repeat(8_192 - 7) });
  const { status, body } = await post(server);
  assertEquals(status, 500);
  assertEquals(body, {
    error: "server_error",
    error_description: "The server could not make the token.",
  });
  assertObjectMatch(server.events.at(-1)!, {
    type: "failed",
    reason: "claims_too_large",
    evidence: { length: 8_193, maximum: 8_192 },
  });
});

for (
  const [name, claims] of [
    [
      "a cycle",
      (() => {
        const cycle: Record<string, unknown> = {};
        return cycle.self = cycle;
      })(),
    ],
    ["a bigint", { amount: 1n }],
    ["a toJSON that throws", {
      a: {
        toJSON() {
          throw gone;
        },
      },
    }],
  ] as const
) {
  Deno.test(`claims that JSON has no form for are our failure: ${name}`, async () => {
    const { status, body } = await post(claiming(claims));
    assertEquals([status, body.error], [500, "server_error"]);
  });
}
