import { assertEquals } from "@std/assert";
import { GOOD, ISSUER, post, read, testServer } from "../fixtures.ts";

const APP = "https://app.example.com";

const preflight = (origin?: string) =>
  new Request(`${ISSUER}/token`, {
    method: "OPTIONS",
    headers: {
      ...(origin !== undefined && { origin }),
      "access-control-request-method": "POST",
    },
  });

const corsOf = (headers: Headers) =>
  Object.fromEntries(
    [...headers].filter(([name]) =>
      name === "vary" || name.startsWith("access-control-")
    ),
  );

const LISTED = testServer({
  cors: { origins: [APP, "http://localhost:3000"] },
});
const EVERY = testServer({ cors: { origins: "*", maxAgeSeconds: 0 } });
const NONE = testServer();

Deno.test("Fetch §3.2: without configuration a preflight is 405, and no answer has CORS headers", async () => {
  const { status, headers, body } = await read(
    await NONE.handleTokenRequest(preflight(APP)),
  );
  assertEquals([status, headers.get("allow")], [405, "POST"]);
  assertEquals(body.error, "invalid_request");
  assertEquals(corsOf(headers), {});
  const token = await post(NONE, GOOD, { origin: APP });
  assertEquals([token.status, corsOf(token.headers)], [200, {}]);
});

Deno.test("Fetch §3.2: a preflight of a listed origin is 204 and says what is allowed", async () => {
  for (const origin of [APP, "http://localhost:3000"]) {
    const response = await LISTED.handleTokenRequest(preflight(origin));
    assertEquals([response.status, response.body], [204, null]);
    assertEquals(Object.fromEntries(response.headers), {
      "allow": "POST, OPTIONS",
      "vary": "Origin",
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "Authorization, Content-Type",
      "access-control-expose-headers": "WWW-Authenticate, Retry-After",
      "access-control-max-age": "600",
    });
  }
});

const REFUSED = [
  "https://evil.example",
  "https://app.example.com.evil.example",
  "http://app.example.com",
  "https://app.example.com:8443",
  "https://APP.example.com",
  "null",
  "*",
  undefined,
];

for (const origin of REFUSED) {
  Deno.test(`Fetch §3.2: the origin ${origin} is not listed: nothing is allowed, and the answer varies by origin`, async () => {
    const response = await LISTED.handleTokenRequest(preflight(origin));
    assertEquals([response.status, response.body], [204, null]);
    assertEquals(corsOf(response.headers), { vary: "Origin" });
    const headers = origin === undefined ? {} : { origin };
    const token = await post(LISTED, GOOD, headers);
    assertEquals(corsOf(token.headers), { vary: "Origin" });
  });
}

Deno.test("Fetch §3.2: a page of a listed origin may read tokens and refusals", async () => {
  for (
    const [form, status] of [
      [GOOD, 200],
      [{ ...GOOD, client_secret: "wrong" }, 401],
      [{ ...GOOD, grant_type: "password" }, 400],
    ] as const
  ) {
    const answer = await post(LISTED, form, { origin: APP });
    assertEquals(answer.status, status);
    assertEquals(corsOf(answer.headers), {
      "vary": "Origin",
      "access-control-allow-origin": APP,
      "access-control-expose-headers": "WWW-Authenticate, Retry-After",
    });
    assertEquals(answer.headers.get("cache-control"), "no-store");
  }
});

Deno.test('Fetch §3.2: origins "*" allows every one, and nothing varies', async () => {
  for (const origin of [APP, "null", undefined]) {
    const response = await EVERY.handleTokenRequest(preflight(origin));
    assertEquals(response.status, 204);
    assertEquals(corsOf(response.headers), {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "Authorization, Content-Type",
      "access-control-expose-headers": "WWW-Authenticate, Retry-After",
      "access-control-max-age": "0",
    });
  }
});

Deno.test("Fetch §3.2.3: no answer allows the browser's own credentials", async () => {
  for (const server of [LISTED, EVERY]) {
    for (
      const { headers } of [
        await server.handleTokenRequest(preflight(APP)),
        await post(server, GOOD, { origin: APP }),
      ]
    ) assertEquals(headers.get("access-control-allow-credentials"), null);
  }
});

Deno.test("RFC 9110 §15.5.6: with CORS, other methods are 405, and Allow has OPTIONS", async () => {
  const { status, headers } = await read(
    await LISTED.handleTokenRequest(
      new Request(`${ISSUER}/token`, { headers: { origin: APP } }),
    ),
  );
  assertEquals([status, headers.get("allow")], [405, "POST, OPTIONS"]);
  assertEquals(headers.get("access-control-allow-origin"), APP);
});

Deno.test("a preflight is no decision: it makes no event", async () => {
  const server = testServer({ cors: { origins: "*" } });
  await server.handleTokenRequest(preflight(APP));
  assertEquals(server.events, []);
});
