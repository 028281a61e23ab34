import { assertEquals, assertObjectMatch } from "@std/assert";
import type { Client, Resource } from "@mintmark/oauth";
import {
  type Answered,
  claimsOf,
  CLIENT,
  type FormInit,
  GOOD,
  post,
  type TestServer,
  testServer,
} from "../fixtures.ts";

type Options = NonNullable<Parameters<typeof testServer>[0]>;

const ORDERS = "https://orders.example.com/";
const STOCK = "https://stock.example.com/";

const RESOURCES: readonly Resource[] = [
  { resource: ORDERS, scope: "read write orders.refund" },
  { resource: STOCK, scope: "read count" },
];

const EVERYTHING = "read write count orders.refund unknown";

function serverOf(
  options: Options = {},
  client: Partial<Client> = {},
): TestServer {
  return testServer({
    clients: [{
      ...CLIENT,
      scope: EVERYTHING,
      resources: [ORDERS, STOCK, "https://undescribed.example.com/"],
      ...client,
    }],
    resources: RESOURCES,
    ...options,
  });
}

const ask = (
  server: TestServer,
  ...parameters: readonly (readonly [string, string])[]
): Promise<Answered> =>
  post(server, [...Object.entries(GOOD), ...parameters] as FormInit);

function refusal({ status, body }: Answered) {
  return { status, error: body.error, description: body.error_description };
}

Deno.test("omitted, without any default, is invalid_target: the issuer is no resource", async () => {
  const server = serverOf();
  assertEquals(refusal(await ask(server)), {
    status: 400,
    error: "invalid_target",
    description: "Name a resource.",
  });
  assertObjectMatch(server.events.at(-1)!, { reason: "resource_missing" });
});

for (
  const [name, options, client] of [
    ["defaultAudience", { defaultAudience: ORDERS }, {}],
    ["the client's default_resource", {}, { default_resource: ORDERS }],
    ["the client's before the server's", { defaultAudience: STOCK }, {
      default_resource: ORDERS,
    }],
  ] as const
) {
  Deno.test(`omitted takes ${name}, and its scopes`, async () => {
    const server = serverOf(options, {
      default_scope: "read write",
      ...client,
    });
    const { body } = await ask(server);
    assertEquals(claimsOf(body.access_token).aud, ORDERS);
    assertEquals(body.scope, "read write");
  });
}

for (
  const [name, parameters, client] of [
    ["asked for", [["resource", "https://undescribed.example.com/"]], {}],
    ["asked for as audience", [[
      "audience",
      "https://undescribed.example.com/",
    ]], {}],
    ["the client's default", [], { default_resource: "orders-api" }],
  ] as const
) {
  Deno.test(`a resource that is not described is invalid_target, though the client has it: ${name}`, async () => {
    const server = serverOf({}, client);
    assertEquals(refusal(await ask(server, ...parameters)), {
      status: 400,
      error: "invalid_target",
      description:
        "The resource is not one that this server issues tokens for.",
    });
    assertObjectMatch(server.events.at(-1)!, {
      reason: "resource_not_described",
    });
  });
}

Deno.test("a described resource is still only for clients that list it", async () => {
  const server = serverOf({}, { resources: [STOCK] });
  const { error, description } = refusal(
    await ask(server, ["resource", ORDERS]),
  );
  assertEquals([error, description], [
    "invalid_target",
    "The client may not ask for this resource.",
  ]);
});

Deno.test("descriptions are found in parsed form, and aud has their spelling", async () => {
  const server = serverOf({}, {
    resources: ["HTTPS://Orders.example.com:443"],
  });
  const { body } = await ask(server, [
    "resource",
    "https://orders.example.com",
  ]);
  assertEquals(claimsOf(body.access_token).aud, ORDERS);
});

Deno.test("a name that is no URI may be described, and is found as it is", async () => {
  const server = serverOf(
    { resources: [{ resource: "orders-api", scope: "read" }] },
    { resources: ["orders-api", "Orders-API"] },
  );
  const { body } = await ask(server, ["audience", "orders-api"]);
  assertEquals(claimsOf(body.access_token).aud, "orders-api");
  const other = await ask(server, ["audience", "Orders-API"]);
  assertEquals(other.body.error, "invalid_target");
});

Deno.test("an empty list of descriptions describes nothing and forbids nothing", async () => {
  const server = serverOf({ resources: [] });
  const { body } = await ask(server, ["resource", ORDERS], ["scope", "count"]);
  assertEquals([claimsOf(body.access_token).aud, body.scope], [
    ORDERS,
    "count",
  ]);
});
