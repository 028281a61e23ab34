import { assertEquals, assertObjectMatch } from "@std/assert";
import type { Client, ResourceMatching } from "@mintmark/oauth";
import {
  claimsOf,
  CLIENT,
  GOOD,
  ISSUER,
  post,
  type TestServer,
  testServer,
} from "../fixtures.ts";

type Options = NonNullable<Parameters<typeof testServer>[0]>;

const API = "https://api.example.com/";
const OTHER = "https://other.example.com/v1";

function serverOf(options: Options, client: Partial<Client> = {}): TestServer {
  return testServer({
    clients: [{ ...CLIENT, resources: [API, OTHER, "orders-api"], ...client }],
    ...options,
  });
}

async function ask(
  server: TestServer,
  ...parameters: readonly (readonly ["resource" | "audience", string])[]
) {
  const { status, body } = await post(server, [
    ...Object.entries(GOOD),
    ...parameters,
  ]);
  return status === 200 ? claimsOf(body.access_token).aud : body.error;
}

Deno.test("RFC 8707 §2: more than one resource is refused, and the refusal says what to do", async () => {
  const server = serverOf({});
  const { status, body } = await post(server, [
    ...Object.entries(GOOD),
    ["resource", API],
    ["resource", OTHER],
  ]);
  assertEquals(status, 400);
  assertEquals(body, {
    error: "invalid_target",
    error_description: "Ask for one resource at a time.",
  });
  assertObjectMatch(server.events.at(-1)!, { reason: "multiple_resources" });
});

Deno.test("a resource and another audience are more than one", async () => {
  const asked = [["resource", API], ["audience", "orders-api"]] as const;
  assertEquals(await ask(serverOf({}), ...asked), "invalid_target");
  assertEquals(
    await ask(serverOf({ multipleResources: true }), ...asked),
    [API, "orders-api"],
  );
});

Deno.test("RFC 9068 §2.2: with multipleResources, aud lists the resources as asked for", async () => {
  const server = serverOf({ multipleResources: true });
  assertEquals(
    await ask(server, ["resource", OTHER], ["resource", API]),
    [OTHER, API],
  );
});

Deno.test("one resource in several spellings, also as audience, is one", async () => {
  for (const multipleResources of [false, true]) {
    assertEquals(
      await ask(
        serverOf({ multipleResources }),
        ["resource", "https://api.example.com"],
        ["resource", "HTTPS://API.EXAMPLE.COM:443/"],
        ["audience", API],
      ),
      API,
    );
  }
});

Deno.test("one resource that the client may not have refuses all", async () => {
  const server = serverOf({ multipleResources: true });
  for (
    const bad of [
      ["resource", "https://evil.example.com/"],
      ["resource", "https://api.example.com/#x"],
      ["audience", "invoices-api"],
    ] as const
  ) {
    assertEquals(await ask(server, ["resource", API], bad), "invalid_target");
    assertEquals(await ask(server, bad, ["resource", API]), "invalid_target");
  }
});

Deno.test("the issued event lists every audience", async () => {
  const server = serverOf({ multipleResources: true });
  await ask(server, ["resource", API], ["resource", OTHER]);
  assertObjectMatch(server.events.at(-1)!, { audience: [API, OTHER] });
});

/** Registered, requested, and what aud is with prefix matching. */
const PREFIXES: readonly (readonly [
  readonly string[],
  string,
  string | undefined,
])[] = [
  [[API], `${API}orders`, API],
  [[API], `${API}orders/1?a=b`, API],
  [["https://api.example.com"], `${API}orders`, "https://api.example.com"],
  [[OTHER], OTHER, OTHER],
  [[OTHER], `${OTHER}/orders`, OTHER],
  [[OTHER], `${OTHER}/`, OTHER],
  [[OTHER], "https://OTHER.example.com:443/v1/orders", OTHER],
  [[OTHER], `${OTHER}0`, undefined],
  [[OTHER], `${OTHER}-beta/orders`, undefined],
  [[OTHER], "https://other.example.com/", undefined],
  [[OTHER], "https://other.example.com/V1/orders", undefined],
  [[OTHER], "http://other.example.com/v1/orders", undefined],
  [[OTHER], "https://other.example.com:8443/v1/orders", undefined],
  [
    ["https://api.example.com"],
    "https://api.example.com.evil.example/",
    undefined,
  ],
  [
    ["https://api.example.com/?a=b"],
    "https://api.example.com/?a=b/c",
    undefined,
  ],
  [["orders-api"], "orders-api:/x", undefined],
  // The closest of several is the one that is meant.
  [[API, `${API}v1`, `${API}v1/orders`], `${API}v1/users`, `${API}v1`],
  [
    [`${API}v1/orders`, `${API}v1`, API],
    `${API}v1/orders/1`,
    `${API}v1/orders`,
  ],
];

for (const [registered, requested, expected] of PREFIXES) {
  Deno.test(
    `resourceMatching prefix: ${registered.join(" ")} ${
      expected === undefined ? "does not cover" : "covers"
    } ${requested}`,
    async () => {
      const client = { resources: registered };
      const server = serverOf({ resourceMatching: "prefix" }, client);
      assertEquals(
        await ask(server, ["resource", requested]),
        expected ?? "invalid_target",
      );
    },
  );
}

for (const resourceMatching of [undefined, "exact"] as const) {
  Deno.test(`resourceMatching ${resourceMatching}: what lies below a resource is another one`, async () => {
    const options: { resourceMatching?: ResourceMatching } =
      resourceMatching === undefined ? {} : { resourceMatching };
    assertEquals(
      await ask(serverOf(options), ["resource", `${API}orders`]),
      "invalid_target",
    );
  });
}

Deno.test("omitted: the client's default_resource, which its list need not have", async () => {
  const server = serverOf({ defaultAudience: "fallback" }, {
    default_resource: "https://default.example.com",
  });
  assertEquals(await ask(server), "https://default.example.com");
  assertEquals(await ask(server, ["resource", API]), API);
});

Deno.test("omitted: without default_resource, the server's defaultAudience, without a warning", async () => {
  const server = serverOf({ defaultAudience: "fallback" });
  assertEquals(await ask(server), "fallback");
  assertEquals(
    server.events.filter((event) =>
      event.type === "warning" && event.warning === "audience_is_issuer"
    ),
    [],
  );
});

Deno.test("omitted: without either, the issuer, and one event says so however many tokens there are", async () => {
  const server = serverOf({});
  for (let i = 0; i < 3; i++) assertEquals(await ask(server), ISSUER);
  const warnings = server.events.filter((event) =>
    event.type === "warning" && event.warning === "audience_is_issuer"
  );
  assertEquals(warnings.length, 1);
});

Deno.test("a request that names a resource is no reason for that event", async () => {
  const server = serverOf({});
  assertEquals(await ask(server, ["resource", API]), API);
  assertEquals(
    server.events.map((event) =>
      event.type === "warning" ? event.warning : event.type
    ).filter((name) => name === "audience_is_issuer"),
    [],
  );
});
