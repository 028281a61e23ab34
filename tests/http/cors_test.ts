import { assertEquals } from "@std/assert";
import { CLIENT, GOOD, ISSUER, testServer, tokenRequest } from "../fixtures.ts";

const APP = "https://app.example.com";
const OTHER = "https://other.example.com";

const EXPOSED = "WWW-Authenticate, Retry-After";

/** What the CORS protocol and caches read. */
const NAMES = [
  "access-control-allow-origin",
  "access-control-expose-headers",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "access-control-max-age",
  "access-control-allow-credentials",
  "vary",
] as const;

function corsOf({ headers }: Response): Record<string, string> {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

function preflight(origin?: string): Request {
  return new Request(`${ISSUER}/token`, {
    method: "OPTIONS",
    headers: {
      ...(origin !== undefined && { origin }),
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization",
    },
  });
}

function fromOrigin(origin?: string, form = GOOD): Request {
  return tokenRequest(form, origin === undefined ? {} : { origin });
}

const ALLOWED = {
  "access-control-allow-origin": APP,
  "access-control-expose-headers": EXPOSED,
  "vary": "Origin",
};

Deno.test("cors: a listed origin may read the answer, any other one may not", async () => {
  const server = testServer({ cors: { origins: ["https://a.example", APP] } });
  const rows = [
    [APP, ALLOWED],
    [OTHER, { vary: "Origin" }],
    [undefined, { vary: "Origin" }],
    // Only the very origin.
    ["null", { vary: "Origin" }],
    ["http://app.example.com", { vary: "Origin" }],
    ["https://app.example.com:8443", { vary: "Origin" }],
    ["https://APP.example.com", { vary: "Origin" }],
    ["https://app.example.com.evil.example", { vary: "Origin" }],
    ["https://app.example.com/", { vary: "Origin" }],
    ["*", { vary: "Origin" }],
  ] as const;
  for (const [origin, expected] of rows) {
    const response = await server.handleTokenRequest(fromOrigin(origin));
    assertEquals(response.status, 200);
    assertEquals(corsOf(response), expected, origin);
  }
});

Deno.test("cors: an error can be read as well, and its other headers stay", async () => {
  const server = testServer({ cors: { origins: [APP] } });
  const refused = await server.handleTokenRequest(
    fromOrigin(APP, { ...GOOD, client_secret: "wrong" }),
  );
  assertEquals(refused.status, 401);
  assertEquals(corsOf(refused), ALLOWED);
  assertEquals(refused.headers.get("cache-control"), "no-store");
  assertEquals(refused.headers.has("www-authenticate"), true);
  const method = await server.handleTokenRequest(
    new Request(`${ISSUER}/token`, { method: "PUT", headers: { origin: APP } }),
  );
  assertEquals(method.status, 405);
  assertEquals(method.headers.get("allow"), "POST, OPTIONS");
  assertEquals(corsOf(method), ALLOWED);
});

Deno.test('cors: "*" lets every origin read, and the answer does not depend on it', async () => {
  const server = testServer({ cors: { origins: "*" } });
  for (const origin of [APP, OTHER, undefined]) {
    const response = await server.handleTokenRequest(fromOrigin(origin));
    assertEquals(corsOf(response), {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": EXPOSED,
    });
  }
});

Deno.test("cors: a preflight is 204 and says what may be sent", async () => {
  const may = {
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "Authorization, Content-Type",
    "access-control-max-age": "600",
  };
  const rows = [
    [{ origins: [APP] }, APP, { ...ALLOWED, ...may }],
    [{ origins: [APP], maxAgeSeconds: 0 }, APP, {
      ...ALLOWED,
      ...may,
      "access-control-max-age": "0",
    }],
    [{ origins: [APP], maxAgeSeconds: 86_400 }, APP, {
      ...ALLOWED,
      ...may,
      "access-control-max-age": "86400",
    }],
    [{ origins: "*" }, APP, {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": EXPOSED,
      ...may,
    }],
    [{ origins: [APP] }, OTHER, { vary: "Origin" }],
    [{ origins: [APP] }, undefined, { vary: "Origin" }],
  ] as const;
  for (const [cors, origin, expected] of rows) {
    const server = testServer({ cors });
    const response = await server.handleTokenRequest(preflight(origin));
    assertEquals(response.status, 204);
    assertEquals(await response.text(), "");
    assertEquals(corsOf(response), expected, origin);
    // A preflight decides nothing: no client is looked up, nothing is said.
    assertEquals([server.events.length, server.hasher.count], [0, 0]);
  }
});

Deno.test("cors: without the option no header is sent, and a preflight is 405", async () => {
  const server = testServer({ clients: [CLIENT] });
  const response = await server.handleTokenRequest(fromOrigin(APP));
  assertEquals(response.status, 200);
  assertEquals(corsOf(response), {});
  const refused = await server.handleTokenRequest(preflight(APP));
  assertEquals(refused.status, 405);
  assertEquals(refused.headers.get("allow"), "POST");
  assertEquals(corsOf(refused), {});
});

Deno.test("cors: no origin may send cookies, whatever is configured", async () => {
  for (const origins of ["*", [APP]] as const) {
    const server = testServer({ cors: { origins } });
    for (const request of [fromOrigin(APP), preflight(APP)]) {
      const { headers } = await server.handleTokenRequest(request);
      assertEquals(headers.has("access-control-allow-credentials"), false);
    }
  }
});
