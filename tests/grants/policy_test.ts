import { assertEquals, assertObjectMatch } from "@std/assert";
import {
  OAuthError,
  type Policy,
  type PolicyDecision,
  type PolicyFacts,
} from "@mintmark/oauth";
import {
  claimsOf,
  CLIENT,
  GOOD,
  ISSUER,
  NOW,
  post,
  testServer,
  tokenRequest,
} from "../fixtures.ts";

type Options = NonNullable<Parameters<typeof testServer>[0]>;

const API = "https://api.example.com/";

function serverOf(policy: Policy, options: Options = {}) {
  return testServer({ policy, defaultAudience: API, ...options });
}

const FORM = { ...GOOD, scope: "orders.read orders.write" };

const BOTH: readonly (readonly [
  string,
  (decision: PolicyDecision) => Policy,
])[] = [
  ["at once", (decision) => () => decision],
  ["later", (decision) => () => Promise.resolve(decision)],
];

for (const [how, toPolicy] of BOTH) {
  Deno.test(`a policy that decides nothing changes nothing (${how})`, async () => {
    for (const decision of [undefined, {}]) {
      const { status, body } = await post(serverOf(toPolicy(decision)), FORM);
      assertEquals([status, body.scope, body.expires_in], [
        200,
        "orders.read orders.write",
        3_600,
      ]);
    }
  });

  Deno.test(`a policy narrows the scope, and answer, token and event say so (${how})`, async () => {
    const server = serverOf(toPolicy({ scope: "orders.write" }));
    const { body } = await post(server, FORM);
    assertEquals(body.scope, "orders.write");
    assertEquals(claimsOf(body.access_token).scope, "orders.write");
    assertObjectMatch(server.events.at(-1)!, { scope: "orders.write" });
  });

  Deno.test(`a policy shortens, and answer and token say so (${how})`, async () => {
    const server = serverOf(toPolicy({ accessTokenSeconds: 61 }));
    const { body } = await post(server, FORM);
    const { iat, exp } = claimsOf(body.access_token);
    assertEquals([body.expires_in, exp - iat], [61, 61]);
  });

  Deno.test(`a policy denies: unauthorized_client, its reason only in the event (${how})`, async () => {
    const server = serverOf(toPolicy({ deny: "outside_batch_window" }));
    const { status, body } = await post(server, FORM);
    assertEquals(status, 400);
    assertEquals(body, {
      error: "unauthorized_client",
      error_description: "The request is not allowed for this client.",
    });
    assertObjectMatch(server.events.at(-1)!, {
      type: "refused",
      reason: "outside_batch_window",
      client_id: "test-client",
    });
  });
}

Deno.test("a policy narrows the scope to nothing", async () => {
  const { body } = await post(serverOf(() => ({ scope: "" })), FORM);
  assertEquals([body.scope, claimsOf(body.access_token).scope], [
    "",
    undefined,
  ]);
});

Deno.test("a denial may name another code and say what to fix", async () => {
  const { status, body } = await post(
    serverOf(() => ({
      deny: "region",
      error: "invalid_target",
      description: 'Ask in the "eu" region.',
    })),
    FORM,
  );
  assertEquals(status, 400);
  assertEquals(body, {
    error: "invalid_target",
    error_description: "Ask in the 'eu' region.",
  });
});

Deno.test("an OAuthError that a policy throws is the answer", async () => {
  for (
    const fail of [
      (error: Error) => {
        throw error;
      },
      (error: Error) => Promise.reject(error),
    ]
  ) {
    const server = serverOf(() =>
      fail(
        new OAuthError("temporarily_unavailable", {
          description: "The quota is used up.",
          reason: "quota",
          retryAfterSeconds: 90,
        }),
      )
    );
    const { status, body, headers } = await post(server, FORM);
    assertEquals([status, headers.get("retry-after")], [503, "90"]);
    assertEquals(body.error_description, "The quota is used up.");
    assertObjectMatch(server.events.at(-1)!, { reason: "quota" });
  }
});

Deno.test("whatever else a policy throws is our failure, and grants nothing", async () => {
  const cause = new RangeError("no table");
  for (
    const policy of [() => Promise.reject(cause), () => {
      throw cause;
    }]
  ) {
    const server = serverOf(policy);
    const { status, body } = await post(server, FORM);
    assertEquals(status, 500);
    assertEquals(body, {
      error: "server_error",
      error_description: "The server could not decide about the request.",
    });
    assertObjectMatch(server.events.at(-1)!, {
      type: "failed",
      reason: "policy_failed",
      cause,
    });
  }
});

Deno.test("a policy that never answers is our failure at the deadline", async () => {
  let signal: AbortSignal | undefined;
  const server = serverOf((_authorization, { context }) => {
    signal = context.signal;
    return new Promise(() => {});
  }, { seamMilliseconds: 1 });
  assertEquals((await post(server, FORM)).status, 500);
  assertEquals(signal?.aborted, true);
  assertObjectMatch(server.events.at(-1)!, {
    reason: "policy_failed",
    cause: { name: "DeadlineError" },
  });
});

Deno.test("a policy adds claims, and the later of two sources counts", async () => {
  const server = serverOf(() => ({ claims: { tenant: "acme", plan: null } }), {
    grants: [{
      grant_type: "client_credentials",
      client: "required",
      entitle: () => ({ subject: "x", claims: { tenant: "?", region: "eu" } }),
    }],
  });
  const { body } = await post(server);
  const { tenant, plan, region } = claimsOf(body.access_token);
  assertEquals({ tenant, plan, region }, {
    tenant: "acme",
    plan: null,
    region: "eu",
  });
});

Deno.test("a policy is told what would be granted, who asks, and the circumstances, and no credential", async () => {
  const calls: [unknown, PolicyFacts][] = [];
  const server = serverOf((authorization, facts) => {
    calls.push([authorization, facts]);
    return undefined;
  });
  const response = await server.handle(
    tokenRequest({ ...FORM, resource: API, voucher: "2f8b" }),
    { remoteAddress: "192.0.2.7" },
  );
  assertEquals(response.status, 200);
  await response.body?.cancel();
  assertEquals(calls.length, 1);
  const [authorization, { request, client, context }] = calls[0]!;
  assertEquals(authorization, {
    client_id: "test-client",
    subject: "test-client",
    scope: ["orders.read", "orders.write"],
    audience: [API],
    issuedAt: NOW,
    accessTokenSeconds: 3_600,
    claims: {},
  });
  assertEquals(client, { client: CLIENT, method: "client_secret_post" });
  assertEquals([context.now, context.connection.remoteAddress], [
    NOW,
    "192.0.2.7",
  ]);
  assertEquals(request.parameters.get("voucher"), "2f8b");
  assertEquals(request.parameters.has("client_secret"), false);
  assertEquals("credential" in request, false);
});

Deno.test("a policy is not asked about what is refused before", async () => {
  let asked = 0;
  const server = serverOf(() => void asked++ as undefined);
  for (
    const form of [
      { ...GOOD, scope: "admin" },
      { ...GOOD, resource: "https://evil.example.com/" },
      { ...GOOD, client_secret: "wrong" },
    ]
  ) assertEquals((await post(server, form)).status >= 400, true);
  assertEquals(asked, 0);
});

Deno.test("a policy that writes into the authorization changes nothing", async () => {
  const policy: Policy = ({ scope, audience, claims }) => {
    (scope as string[]).push("admin");
    (audience as string[]).push("https://other.example.com/");
    (claims as Record<string, unknown>)["role"] = "admin";
    return undefined;
  };
  const { body } = await post(testServer({ policy }));
  const { scope, aud, role } = claimsOf(body.access_token);
  assertEquals([scope, aud, role], [undefined, ISSUER, undefined]);
});
