import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { AccessTokenError } from "@mintmark/oauth/resource-server";
import { apiRequest, CLAIMS, testVerifier, token } from "./tokens.ts";

const request = apiRequest(`Bearer ${await token()}`);

Deno.test("protect: the handler is given the request, the claims and what the runtime adds", async () => {
  const { protect } = testVerifier();
  const handler = protect((...given: unknown[]) => {
    assertEquals(given, [request, CLAIMS, { env: 1 }, "context"]);
    return new Response("let in");
  });
  const response = await handler(request, { env: 1 }, "context");

  assertEquals(await response.text(), "let in");
});

Deno.test("protect: the handler never hears of a request that is refused", async () => {
  const handler = testVerifier().protect(() => {
    throw new Error("it was called");
  });

  assertEquals((await handler(apiRequest())).status, 401);
});

Deno.test("protect: what the handler throws is the caller's", async () => {
  const handler = testVerifier().protect(() => {
    throw new RangeError("a bug of the handler");
  });

  await assertRejects(() => handler(request), RangeError);
});

const SCOPES: readonly [string, string, boolean][] = [
  ["orders.read", "orders.read", true],
  ["orders.read orders.write", "orders.write orders.read", true],
  ["orders.read", "orders.read orders.write", false],
  ["orders", "orders.read", false],
  ["orders.read2", "orders.read", false],
  ["ORDERS.READ", "orders.read", false],
];

for (const [granted, needed, isEnough] of SCOPES) {
  Deno.test(`protect: ${granted} ${isEnough ? "covers" : "does not cover"} ${needed}`, async () => {
    const handler = testVerifier().protect(() => new Response(), {
      scope: needed,
    });
    const text = await token({ scope: granted });
    const { status } = await handler(apiRequest(`Bearer ${text}`));

    assertEquals(status, isEnough ? 200 : 403);
  });
}

Deno.test("protect: scopes are matched as the option says", async () => {
  const text = await token({ scope: "orders" });
  const scope = "orders.read";
  const { sub } = await testVerifier({ scopeMatching: "hierarchic" })
    .verify(text, { scope });
  const own = testVerifier({ scopeMatching: () => true });

  assertEquals(sub, "test-client");
  assertEquals((await own.verify(text, { scope: "x" })).sub, "test-client");
});

Deno.test("protect: a token without scope grants none", async () => {
  const text = await token({ scope: undefined });
  const handler = testVerifier().protect(() => new Response(), { scope: "a" });

  assertEquals((await handler(apiRequest(`Bearer ${text}`))).status, 403);
});

Deno.test("protect: a scope that is none is a mistake of the program", async () => {
  const { protect, verify } = testVerifier();
  const wrong = { scope: 'a"b' };

  assertThrows(() => protect(() => new Response(), wrong), TypeError, "scope");
  await assertRejects(() => verify(request, wrong), TypeError, "scope");
  assertThrows(
    () => protect(() => new Response(), { scope: 1 as unknown as string }),
    TypeError,
    "scope",
  );
});

Deno.test("protect: every refusal is told once, with its reason and request", async () => {
  const told: [AccessTokenError, Request][] = [];
  const { protect } = testVerifier({
    onRefused: (...refusal) => void told.push(refusal),
  });
  const handler = protect(() => new Response());
  const bare = apiRequest();
  await handler(bare);
  await handler(request);

  assertEquals(told.map(([{ reason }, of]) => [reason, of]), [
    ["no_token", bare],
  ]);
});

for (
  const [what, onRefused] of [
    ["throws", () => {
      throw new Error("broken");
    }],
    ["rejects", () => Promise.reject(new Error("broken"))],
  ] as const
) {
  Deno.test(`protect: a sink that ${what} changes nothing`, async () => {
    const handler = testVerifier({ onRefused }).protect(() => new Response());

    assertEquals((await handler(apiRequest())).status, 401);
  });
}

Deno.test("protect: a verifier needs no this", async () => {
  const { protect, refuse, verify } = testVerifier();

  assertEquals((await protect(() => new Response())(request)).status, 200);
  assertEquals((await verify(request)).sub, "test-client");
  assertEquals(refuse(undefined).status, 500);
});
