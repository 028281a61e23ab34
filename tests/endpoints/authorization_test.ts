import { assertEquals } from "@std/assert";
import { ISSUER, read, testServer } from "../fixtures.ts";

const QUERY =
  "?response_type=code&client_id=test-client&state=x&redirect_uri=https%3A%2F%2Fevil.example%2F";

for (
  const [name, path, init] of [
    ["GET", "/authorize", {}],
    ["GET with a redirect_uri", `/authorize${QUERY}`, {}],
    ["POST with a redirect_uri", "/authorize", {
      method: "POST",
      body: new URLSearchParams(QUERY),
    }],
    ["a response_type of none", "/authorize?response_type=none", {}],
    ["PUT", "/authorize", { method: "PUT" }],
    ["OPTIONS", "/authorize", { method: "OPTIONS" }],
  ] as const
) {
  Deno.test(`RFC 6749 §4.1.2.1: the authorization endpoint refuses and never redirects: ${name}`, async () => {
    const server = testServer();
    const { status, headers, body } = await read(
      await server.fetch(new Request(ISSUER + path, init)),
    );
    assertEquals(status, 400);
    assertEquals(body, {
      error: "unsupported_response_type",
      error_description:
        "This server issues tokens to machines: use the token endpoint.",
    });
    assertEquals(headers.get("location"), null);
    assertEquals(headers.get("content-type"), "application/json;charset=UTF-8");
    assertEquals(headers.get("cache-control"), "no-store");
  });
}

Deno.test("authorizationEndpoint: false leaves the path to others", async () => {
  const server = testServer({ authorizationEndpoint: false });
  const { status } = await read(
    await server.fetch(new Request(`${ISSUER}/authorize${QUERY}`)),
  );
  assertEquals(status, 404);
});

Deno.test("RFC 9110 §9.3.2: HEAD is refused as GET is, without a body", async () => {
  const server = testServer();
  const url = `${ISSUER}/authorize${QUERY}`;
  const head = await server.fetch(new Request(url, { method: "HEAD" }));
  assertEquals([head.status, head.body], [400, null]);
  assertEquals(head.headers.get("location"), null);
});
