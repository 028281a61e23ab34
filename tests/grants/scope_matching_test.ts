import { assertEquals } from "@std/assert";
import { CLIENT, GOOD, post, testServer } from "../fixtures.ts";

type Options = NonNullable<Parameters<typeof testServer>[0]>;

/** A server with one client that is registered for these scopes. */
function serverOf(scope: string, options: Options = {}) {
  return testServer({
    clients: [{ ...CLIENT, scope }],
    defaultAudience: "https://api.example.com/",
    ...options,
  });
}

/** Registered, requested, and whether exact, hierarchic, wildcard grant it. */
const MATCHING: readonly (readonly [string, string, string])[] = [
  ["orders", "orders", "ehw"],
  ["orders", "orders.read", "h"],
  ["orders", "orders.read.all", "h"],
  ["orders", "ordersread", ""],
  ["orders", "orders_read", ""],
  ["orders.read", "orders", ""],
  ["orders.*", "orders.read", "w"],
  ["orders.*", "orders.read.all", "w"],
  ["orders.*", "orders", ""],
  ["orders.*", "orders.", ""],
  ["orders.*", "invoices.read", ""],
  ["*.read", "orders.read", "w"],
  ["*.read", "orders.write", ""],
  ["*.read", "orders.all.read", ""],
  ["orders.*.read", "orders.all.read", "w"],
  ["orders.*.read", "orders.read", ""],
  ["orders.*.read", "orders..read", ""],
  ["*", "anything.at.all", "w"],
  ["or*", "orders", ""],
];

const STRATEGIES = ["exact", "hierarchic", "wildcard"] as const;

for (const scopeMatching of STRATEGIES) {
  for (const [registered, requested, expected] of MATCHING) {
    const isGranted = expected.includes(scopeMatching[0]!);
    Deno.test(
      `scopeMatching ${scopeMatching}: ${registered} ${
        isGranted ? "covers" : "does not cover"
      } ${requested}`,
      async () => {
        const server = serverOf(registered, { scopeMatching });
        const { body } = await post(server, { ...GOOD, scope: requested });
        assertEquals(body.scope, isGranted ? requested : undefined);
        assertEquals(body.error, isGranted ? undefined : "invalid_scope");
      },
    );
  }
}

Deno.test("scopes are matched exactly where nothing else is configured", async () => {
  const answers = await Promise.all(
    ["orders.read", "orders"].map((scope) =>
      post(serverOf("orders"), { ...GOOD, scope })
    ),
  );
  assertEquals(answers.map(({ status }) => status), [400, 200]);
});

Deno.test("scopeMatching may be a function: of what is registered and one requested scope", async () => {
  const calls: unknown[] = [];
  const server = serverOf("tenant:1 a", {
    scopeMatching(registered, requested) {
      calls.push([registered, requested]);
      return requested.startsWith("tenant:");
    },
  });
  const granted = await post(server, { ...GOOD, scope: "tenant:2" });
  assertEquals(granted.body.scope, "tenant:2");
  const refused = await post(server, { ...GOOD, scope: "tenant:2 a" });
  assertEquals(
    refused.body.error_description,
    "The client may not have the scope 'a'.",
  );
  assertEquals(
    new Set(calls.map((call) => JSON.stringify(call))),
    new Set([
      '[["tenant:1","a"],"tenant:2"]',
      '[["tenant:1","a"],"a"]',
    ]),
  );
});

Deno.test("a scope matcher that throws is our failure, and grants nothing", async () => {
  const server = serverOf("a", {
    scopeMatching: () => {
      throw new Error("no table");
    },
  });
  const { status, body } = await post(server, { ...GOOD, scope: "a" });
  assertEquals([status, body.error], [500, "server_error"]);
});
