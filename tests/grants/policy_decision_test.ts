import { assertEquals, assertObjectMatch } from "@std/assert";
import fc from "fast-check";
import type { PolicyDecision } from "@mintmark/oauth";
import { claimsOf, CLIENT, GOOD, post, testServer } from "../fixtures.ts";

type Options = NonNullable<Parameters<typeof testServer>[0]>;

const REQUESTED = "orders.read orders.write";

async function decide(decision: unknown, options: Options = {}) {
  const server = testServer({
    policy: () => decision as PolicyDecision,
    defaultAudience: "https://api.example.com/",
    ...options,
  });
  const answer = await post(server, { ...GOOD, scope: REQUESTED });
  return { ...answer, events: server.events };
}

/** Decisions that widen, with the reason that the event gives. */
const WIDENING: readonly (readonly [string, unknown])[] = [
  ["one more scope", { scope: `${REQUESTED} orders.refund` }],
  ["another scope", { scope: "admin" }],
  ["a scope that is registered, but was not asked for", { scope: "reports" }],
  ["a scope with a character that is not allowed", { scope: 'orders.read"' }],
];

for (const [name, decision] of WIDENING) {
  Deno.test(`a policy that widens is our failure, and grants nothing: ${name}`, async () => {
    const client = { ...CLIENT, scope: `${REQUESTED} reports` };
    const { status, body, events } = await decide(decision, {
      clients: [client],
    });
    assertEquals(status, 500);
    assertEquals(body, {
      error: "server_error",
      error_description: "The server could not decide about the request.",
    });
    assertObjectMatch(events.at(-1)!, {
      type: "failed",
      reason: "policy_widened_scope",
    });
  });
}

Deno.test("narrowing goes by the configured matching: orders may become orders.read", async () => {
  const options: Options = {
    clients: [{ ...CLIENT, scope: "orders" }],
    scopeMatching: "hierarchic",
  };
  const { status, body } = await decide({ scope: "orders.read" }, options);
  assertEquals([status, body.scope], [200, "orders.read"]);
  const wider = await decide({ scope: "orders" }, options);
  assertEquals(wider.status, 500);
});

const MALFORMED: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["a number", 0],
  ["a text", "outside_batch_window"],
  ["a list", []],
  ["a function", () => undefined],
  ["a scope that is a list", { scope: ["orders.read"] }],
  ["a scope that is null", { scope: null }],
  ["a lifetime of zero", { accessTokenSeconds: 0 }],
  ["a negative lifetime", { accessTokenSeconds: -1 }],
  ["a broken second", { accessTokenSeconds: 0.5 }],
  ["a lifetime that is no number", { accessTokenSeconds: NaN }],
  ["a lifetime without end", { accessTokenSeconds: Infinity }],
  ["a lifetime that is a text", { accessTokenSeconds: "60" }],
  ["a lifetime that is null", { accessTokenSeconds: null }],
  ["claims that are a text", { claims: "admin" }],
  ["claims that are a list", { claims: ["admin"] }],
  ["a misspelt denial", { denied: "outside_batch_window" }],
  ["a lifetime by its name on the wire", { access_token_seconds: 60 }],
  ["a denial with a code outside the closed union", {
    deny: "no",
    error: "access_denied",
  }],
];

for (const [name, decision] of MALFORMED) {
  Deno.test(`a malformed decision is our failure, and grants nothing: ${name}`, async () => {
    const { status, body, events } = await decide(decision);
    assertEquals([status, body.error], [500, "server_error"]);
    assertObjectMatch(events.at(-1)!, { type: "failed" });
  });
}

Deno.test("a denial counts, whatever else the decision says", async () => {
  for (
    const decision of [
      { deny: "no", scope: REQUESTED },
      { deny: "", accessTokenSeconds: 60 },
      { deny: undefined },
    ]
  ) assertEquals((await decide(decision)).status, 400);
});

Deno.test("no decision overrides a claim of the server, and no decision widens scope or lifetime", async () => {
  const plain = claimsOf((await decide(undefined)).body.access_token);
  const name = fc.constantFrom(
    ...Object.keys(plain),
    "nbf",
    "cnf",
    "__proto__",
  );
  const decision = fc.record({
    scope: fc.constantFrom(REQUESTED, "orders.read", "admin", ""),
    accessTokenSeconds: fc.integer({ min: -10, max: 100_000 }),
    claims: fc.dictionary(fc.oneof(name, fc.string()), fc.jsonValue()),
  }, { requiredKeys: [] });
  await fc.assert(fc.asyncProperty(decision, async (decision) => {
    const { status, body } = await decide(decision);
    if (status !== 200) return assertEquals(status, 500);
    const claims = claimsOf(body.access_token);
    for (const member of ["iss", "sub", "aud", "client_id", "iat"]) {
      assertEquals(claims[member], plain[member]);
    }
    assertEquals(typeof claims.jti, "string");
    assertEquals(claims.exp - claims.iat, body.expires_in);
    assertEquals(body.expires_in <= 3_600, true);
    assertEquals("nbf" in claims || "cnf" in claims, false);
    assertEquals(claims.scope ?? "", body.scope);
    for (const scope of body.scope.split(" ").filter(Boolean)) {
      assertEquals(REQUESTED.split(" ").includes(scope), true);
    }
  }));
});
