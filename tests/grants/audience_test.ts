import { assertEquals, assertObjectMatch } from "@std/assert";
import type { Client } from "@mintmark/oauth";
import {
  claimsOf,
  CLIENT,
  GOOD,
  post,
  type TestServer,
  testServer,
} from "../fixtures.ts";

type Options = NonNullable<Parameters<typeof testServer>[0]>;

const API = "https://api.example.com/";
const OTHER = "https://other.example.com/v1";

/** A server with one client that may ask for these resources. */
function serverOf(
  resources: readonly string[],
  options: Options = {},
  client: Partial<Client> = {},
): TestServer {
  return testServer({
    clients: [{ ...CLIENT, resources, ...client }],
    ...options,
  });
}

/** Asks for resources and audiences. */
async function ask(
  server: TestServer,
  wanted: {
    readonly resource?: readonly string[];
    readonly audience?: readonly string[];
  },
) {
  const { status, body } = await post(server, [
    ...Object.entries(GOOD),
    ...(wanted.resource ?? []).map((value) => ["resource", value] as const),
    ...(wanted.audience ?? []).map((value) => ["audience", value] as const),
  ]);
  return {
    status,
    error: body.error,
    description: body.error_description,
    aud: status === 200 ? claimsOf(body.access_token).aud : undefined,
  };
}

/** Registered, requested: the same resource, in parsed form. */
const SAME: readonly (readonly [string, string])[] = [
  [API, "https://api.example.com/"],
  [API, "https://api.example.com"],
  [API, "HTTPS://api.example.com/"],
  [API, "https://API.Example.COM"],
  [API, "https://api.example.com:443/"],
  [API, "https://api.example.com:443"],
  ["https://API.example.com:443", "https://api.example.com/"],
  ["http://api.example.com:80/", "http://api.example.com"],
  ["https://api.example.com?tenant=1", "https://api.example.com/?tenant=1"],
  ["https://api.example.com:8443/", "https://api.example.com:8443"],
  ["https://[2001:db8::1]/", "https://[2001:DB8::1]:443"],
  ["urn:example:orders", "URN:example:orders"],
];

for (const [registered, requested] of SAME) {
  Deno.test(`RFC 8707 §2: ${requested} asks for ${registered}, and aud has the registered spelling`, async () => {
    const { status, aud } = await ask(serverOf([registered]), {
      resource: [requested],
    });
    assertEquals([status, aud], [200, registered]);
  });
}

/** Registered, requested: different resources. */
const DIFFERENT: readonly (readonly [string, string])[] = [
  [API, "https://evil.example.com/"],
  [API, "http://api.example.com/"],
  [API, "https://api.example.com/v1"],
  [API, "https://api.example.com:80/"],
  [API, "https://api.example.com./"],
  [API, "https://api.example.com.evil.example/"],
  [API, "https://api.example.com/?a=b"],
  [OTHER, "https://other.example.com/v1/"],
  [OTHER, "https://other.example.com/V1"],
  [OTHER, "https://other.example.com/%76%31"],
  ["urn:example:orders", "urn:example:ORDERS"],
  ["urn:example:orders", "urn:example:orders:1"],
];

for (const [registered, requested] of DIFFERENT) {
  Deno.test(`RFC 8707 §2: ${requested} is not ${registered}`, async () => {
    const server = serverOf([registered]);
    const answer = await ask(server, { resource: [requested] });
    assertEquals(answer, {
      status: 400,
      error: "invalid_target",
      description: "The client may not ask for this resource.",
      aud: undefined,
    });
    assertObjectMatch(server.events.at(-1)!, {
      type: "refused",
      reason: "resource_not_registered",
    });
  });
}

const MALFORMED = [
  "/orders",
  "api.example.com",
  "orders-api",
  "//api.example.com/",
  "https://api.example.com/#orders",
  "https://api.example.com/#",
  "https://user@api.example.com/",
  "https://user:password@api.example.com/",
  "https://@api.example.com/",
  "https://api.example.com/v1/../",
  "https://api.example.com/./",
  "https://api.example.com/%2e/",
  "https://api.example.com/v1/%2E%2e",
  "https://api.example.com/v1/.%2E/",
  "https://api.example.com\\",
  "https:\\\\api.example.com/",
  "https://evil.example\\@api.example.com/",
  "https:api.example.com/",
  "https:/api.example.com/",
  "https:///api.example.com/",
  " https://api.example.com/",
  "https://api.example.com/ ",
  "https://api.exam\tple.com/",
  "https://api.example.com/\n",
  "https://api.example.com:0443/",
  "https://api%2eexample.com/",
  "https://\u{ff41}pi.example.com/",
  "https://api.example.com/\u{e4}",
  "http://127.1/",
  "https://",
];

for (const requested of MALFORMED) {
  Deno.test(`RFC 8707 §2: ${JSON.stringify(requested)} is no resource, even where it is registered`, async () => {
    const server = serverOf([API, "http://127.0.0.1/", requested], {
      resourceMatching: "prefix",
    });
    const answer = await ask(server, { resource: [requested] });
    assertEquals(answer, {
      status: 400,
      error: "invalid_target",
      description:
        "resource must be an absolute URI in normal form, without fragment and userinfo.",
      aud: undefined,
    });
    assertObjectMatch(server.events.at(-1)!, { reason: "resource_malformed" });
  });
}

Deno.test("of two registered spellings, aud has the one that was asked for", async () => {
  const server = serverOf([API, "https://api.example.com"]);
  for (const resource of ["https://api.example.com", API]) {
    assertEquals((await ask(server, { resource: [resource] })).aud, resource);
  }
});

Deno.test("a client without resources may ask for none", async () => {
  const { resources: _, ...bare } = CLIENT;
  const server = testServer({ clients: [bare] });
  const answer = await ask(server, { resource: [API] });
  assertEquals([answer.status, answer.error], [400, "invalid_target"]);
});

Deno.test("RFC 8693 §2.1: audience is compared as a string, exactly", async () => {
  const server = serverOf(["orders-api", API]);
  for (const audience of ["orders-api", API]) {
    const { status, aud } = await ask(server, { audience: [audience] });
    assertEquals([status, aud], [200, audience]);
  }
  for (
    const audience of ["Orders-API", "orders", "https://api.example.com", "*"]
  ) {
    assertEquals(await ask(server, { audience: [audience] }), {
      status: 400,
      error: "invalid_target",
      description: "The client may not ask for this audience.",
      aud: undefined,
    });
  }
  assertObjectMatch(server.events.at(-1)!, {
    reason: "audience_not_registered",
  });
});

Deno.test("audience has no prefixes, whatever resourceMatching says", async () => {
  const server = serverOf([API], { resourceMatching: "prefix" });
  const { error } = await ask(server, { audience: [`${API}orders`] });
  assertEquals(error, "invalid_target");
});

Deno.test("RFC 6749 §3.2: an empty resource or audience is omitted", async () => {
  const server = serverOf([API], { defaultAudience: "fallback" });
  const { aud } = await ask(server, { resource: [""], audience: [""] });
  assertEquals(aud, "fallback");
});

Deno.test("RFC 6749 §3.3: scope is decided before the resource", async () => {
  const server = serverOf([API]);
  const { body } = await post(server, {
    ...GOOD,
    scope: "admin",
    resource: "https://evil.example.com/",
  });
  assertEquals(body.error, "invalid_scope");
});

Deno.test("the refusal of a resource repeats nothing of it", async () => {
  const { description } = await ask(serverOf([API]), {
    resource: ["https://evil.example.com/"],
  });
  assertEquals(description.includes("evil"), false);
});
