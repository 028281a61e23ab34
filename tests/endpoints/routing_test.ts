import { assertEquals, assertObjectMatch } from "@std/assert";
import {
  type Answered,
  GOOD,
  ISSUER,
  post,
  read,
  testServer,
  tokenRequest,
} from "../fixtures.ts";

type Options = NonNullable<Parameters<typeof testServer>[0]>;

/** Which endpoint answered, told from its answer. */
function endpointOf({ status, body }: Answered): string {
  if (status === 404) return "none";
  if (body.issuer !== undefined) return "metadata";
  if (body.keys !== undefined) return "jwks";
  return body.error === "unsupported_response_type" ? "authorize" : "token";
}

async function route(url: string, options: Options = {}): Promise<string> {
  return endpointOf(
    await read(await testServer(options).fetch(new Request(url))),
  );
}

const PATHS: readonly (readonly [string, string])[] = [
  ["/token", "token"],
  ["/token?a=b", "token"],
  ["/jwks", "jwks"],
  ["/jwks?a=/token#b", "jwks"],
  ["/authorize", "authorize"],
  ["/.well-known/oauth-authorization-server", "metadata"],
  ["/.well-known/openid-configuration?x", "metadata"],
  ["/", "none"],
  ["", "none"],
  ["/token/", "none"],
  ["//token", "none"],
  ["/Token", "none"],
  ["/tokens", "none"],
  ["/%74oken", "none"],
  ["/t1/token", "none"],
  ["/?/token", "none"],
  ["/__proto__", "none"],
  ["/constructor", "none"],
];

for (const [path, expected] of PATHS) {
  Deno.test(`fetch routes ${path === "" ? "no path" : path} to ${expected}`, async () => {
    assertEquals(await route(ISSUER + path), expected);
  });
}

Deno.test("fetch looks at no host: what a proxy calls the server is its own affair", async () => {
  assertEquals(await route("http://10.0.0.7:8080/jwks"), "jwks");
});

Deno.test("a path that nobody knows is 404 as JSON, and repeats nothing of it", async () => {
  const server = testServer();
  for (const method of ["GET", "POST", "OPTIONS", "DELETE"]) {
    const { status, headers, body } = await read(
      await server.fetch(new Request(`${ISSUER}/secret-path`, { method })),
    );
    assertEquals(status, 404);
    assertEquals(body, {
      error: "invalid_request",
      error_description: "There is no endpoint at this path.",
    });
    assertEquals(headers.get("content-type"), "application/json;charset=UTF-8");
    assertEquals(headers.get("cache-control"), "no-store");
  }
});

/** Issuer, basePath, the path that arrives, and who answers. */
const MOUNTED: readonly (readonly [string, string, string, string])[] = [
  ["https://x.example/t1", "", "/t1/token", "token"],
  ["https://x.example/t1", "", "/t1/jwks", "jwks"],
  ["https://x.example/t1", "", "/t1/authorize", "authorize"],
  ["https://x.example/t1", "", "/token", "none"],
  ["https://x.example/t1", "/t1", "/token", "token"],
  ["https://x.example/t1", "/t1", "/jwks", "jwks"],
  ["https://x.example/t1", "/t1", "/authorize", "authorize"],
  ["https://x.example/t1", "/t1", "/t1/token", "none"],
  [
    "https://x.example/t1",
    "/t1",
    "/.well-known/oauth-authorization-server",
    "metadata",
  ],
  [
    "https://x.example/t1",
    "/t1",
    "/.well-known/openid-configuration",
    "metadata",
  ],
  // The inserted form lies outside of what is stripped.
  [
    "https://x.example/t1",
    "/t1",
    "/.well-known/oauth-authorization-server/t1",
    "metadata",
  ],
  ["https://x.example/oauth/t1", "/oauth", "/t1/token", "token"],
  ["https://x.example/oauth/t1", "/oauth/t1", "/token", "token"],
  ["https://x.example/oauth2", "/oauth", "/oauth2/token", "token"],
];

for (const [issuer, basePath, path, expected] of MOUNTED) {
  Deno.test(`basePath ${basePath || "none"} of ${issuer}: ${path} arrives at ${expected}`, async () => {
    assertEquals(
      await route(`https://internal.example${path}`, { issuer, basePath }),
      expected,
    );
  });
}

Deno.test("basePath changes no URL that clients are told", async () => {
  const server = testServer({
    issuer: "https://x.example/t1",
    basePath: "/t1",
  });
  const { body } = await read(
    await server.handleMetadataRequest(new Request("https://x.example/")),
  );
  assertEquals([body.token_endpoint, body.jwks_uri], [
    "https://x.example/t1/token",
    "https://x.example/t1/jwks",
  ]);
});

Deno.test("the handlers of single endpoints look at no path, and need no this", async () => {
  const { handleTokenRequest, handleJwksRequest, handleMetadataRequest } =
    testServer();
  for (const path of ["/", "/oauth/v2/token", "/jwks"]) {
    const url = `https://any.example${path}`;
    const { method, headers, body } = tokenRequest();
    const token = await handleTokenRequest(
      new Request(url, { method, headers, body }),
    );
    assertEquals(endpointOf(await read(token)), "token");
    assertEquals(token.status, 200);
    const keys = await handleJwksRequest(new Request(url));
    assertEquals(endpointOf(await read(keys)), "jwks");
    const metadata = await handleMetadataRequest(new Request(url));
    assertEquals(endpointOf(await read(metadata)), "metadata");
  }
});

Deno.test("fetch, handle and handleExchange need no this either", async () => {
  const { fetch, handle, handleExchange } = testServer();
  assertEquals((await read(await fetch(tokenRequest()))).status, 200);
  assertEquals((await read(await handle(tokenRequest(), {}))).status, 200);
  const exchange = {
    method: "GET",
    url: "/jwks",
    header: () => null,
    readAll: () => Promise.resolve(new Uint8Array()),
    readPieces: () => null,
  };
  assertEquals((await handleExchange(exchange, {}))?.status, 200);
  assertEquals(handleExchange({ ...exchange, url: "/none" }, {}), undefined);
});

Deno.test("what a runtime passes after the request is ignored: only handle believes in a connection", async () => {
  const server = testServer();
  const connection = { remoteAddress: "203.0.113.9" };
  for (
    const handler of [server.fetch, server.handleTokenRequest] as readonly ((
      request: Request,
      ...more: readonly unknown[]
    ) => Promise<Response>)[]
  ) {
    for (const form of [GOOD, { ...GOOD, client_secret: "wrong" }]) {
      const response = await handler(
        tokenRequest(form),
        connection,
        { waitUntil: () => {} },
      );
      await response.body?.cancel();
    }
  }
  assertEquals(server.events.length > 3, true);
  assertEquals(JSON.stringify(server.events).includes("203.0.113.9"), false);
});

Deno.test("handle carries the peer's address into the events of success and of refusal", async () => {
  const server = testServer();
  const connection = { remoteAddress: "203.0.113.9" };
  for (
    const [form, type] of [
      [GOOD, "issued"],
      [{ ...GOOD, client_secret: "wrong" }, "refused"],
    ] as const
  ) {
    await read(await server.handle(tokenRequest(form), connection));
    assertObjectMatch(server.events.at(-1)!, { type, ...connection });
  }
});

Deno.test("headers in which a proxy names an address are not believed", async () => {
  const server = testServer();
  await post(server, GOOD, {
    "x-forwarded-for": "203.0.113.9",
    forwarded: "for=203.0.113.9",
  });
  assertEquals(JSON.stringify(server.events).includes("203.0.113.9"), false);
});
