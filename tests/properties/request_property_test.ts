import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { OAuthErrorCode } from "@mintmark/oauth";
import { basic, CLIENT, ISSUER, rawBasic, testServer } from "../fixtures.ts";
import { runs } from "../scale.ts";

const RUNS = runs(1_500, 100_000);

/** Everything that the token endpoint may say for a request's mistake. */
const CODES: ReadonlySet<string> = new Set<OAuthErrorCode>([
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
  "invalid_target",
]);

const SERVERS = [
  testServer(),
  testServer({
    clients: [
      CLIENT,
      { ...CLIENT, client_id: "public", token_endpoint_auth_method: "none" },
      { ...CLIENT, client_id: "disabled", disabled: true },
    ],
    cors: { origins: ["https://app.example.com"] },
    basicCredentials: "strict",
    scopeMatching: "wildcard",
    resourceMatching: "prefix",
    multipleResources: true,
    maxBodyBytes: 512,
  }),
];

/** What a header may hold: Latin-1 without control characters. */
const HEADER_TEXT = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff })
    .filter((code) => code < 0x7f || code > 0x9f)
    .map((code) => String.fromCharCode(code)),
  maxLength: 40,
});

const TEXT = fc.string({ unit: "binary", maxLength: 20 });

const FORM = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom(
        ...["grant_type", "client_id", "client_secret", "scope", "resource"],
        ...["audience", "client_assertion", "client_assertion_type", "code"],
      ),
      TEXT,
    ),
    fc.oneof(
      fc.constantFrom(
        ...[
          "client_credentials",
          "test-client",
          "foobar",
          "public",
          "disabled",
        ],
        ...["orders.read", "orders.* orders.read", "https://api.example.com/"],
        ...["", "password", "\u0000", '"\\'],
      ),
      TEXT,
    ),
  ),
  { maxLength: 8 },
).map((pairs) => new URLSearchParams(pairs).toString());

/** A request that succeeds, but for what is done to it. */
const GOOD_FORM = fc.constantFrom(
  "grant_type=client_credentials&client_id=test-client&client_secret=foobar",
  "grant_type=client_credentials&client_id=test-client&client_secret=foobar" +
    "&scope=orders.read&resource=https://api.example.com",
  "grant_type=client_credentials",
);

const BODY = fc.oneof(
  { weight: 4, arbitrary: GOOD_FORM },
  { weight: 4, arbitrary: FORM },
  { weight: 1, arbitrary: fc.tuple(GOOD_FORM, TEXT).map((t) => t.join("&")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 2_000 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  { weight: 1, arbitrary: fc.constant("x=".padEnd(20_000, "y")) },
);

const CONTENT_TYPE = fc.oneof(
  { weight: 8, arbitrary: fc.constant("application/x-www-form-urlencoded") },
  { weight: 1, arbitrary: fc.constantFrom("application/json", "") },
  { weight: 1, arbitrary: HEADER_TEXT },
);

function header(name: string, value: fc.Arbitrary<string>) {
  return value.map((text) => [name, text] as const);
}

const OTHER_HEADER = fc.oneof(
  header("authorization", fc.constant(basic("test-client", "foobar"))),
  header(
    "authorization",
    fc.tuple(TEXT, TEXT).map(([id, secret]) => rawBasic(`${id}:${secret}`)),
  ),
  header("authorization", HEADER_TEXT.map((text) => `Basic ${text}`)),
  header("authorization", HEADER_TEXT),
  header("content-length", fc.constantFrom("0", "72", "-1", "999999999")),
  header("content-length", HEADER_TEXT),
  header("transfer-encoding", fc.constantFrom("chunked", "gzip")),
  header("content-encoding", fc.constantFrom("gzip", "identity", "")),
  header("origin", fc.constantFrom("https://app.example.com", "null", "ü")),
  header("x-forwarded-for", HEADER_TEXT),
);

const HEADERS = fc.tuple(
  CONTENT_TYPE,
  fc.array(OTHER_HEADER, { maxLength: 2 }),
).map(([type, others]) => ({
  "content-type": type,
  ...Object.fromEntries(others),
}));

const METHOD = fc.oneof(
  { weight: 3, arbitrary: fc.constant("POST") },
  fc.constantFrom(
    ...["GET", "HEAD", "PUT", "PATCH", "patch", "DELETE", "OPTIONS", "FOO"],
  ),
);

const TARGET = fc.tuple(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant("/token") },
    fc.constantFrom(
      ...["/jwks", "/authorize", "/.well-known/oauth-authorization-server"],
      ...["/", "//token", "/token/", "/TOKEN", "/%74oken"],
    ),
    fc.webPath(),
  ),
  fc.oneof(
    { weight: 6, arbitrary: fc.constant("") },
    fc.constantFrom("?client_secret=s", "?%zz", "?", "#?assertion=s"),
    TEXT.map((text) => `?${text}`),
  ),
).map((parts) => ISSUER + parts.join(""));

const REQUEST = fc.record({
  method: METHOD,
  url: TARGET,
  headers: HEADERS,
  body: BODY,
}).map(({ method, url, headers, body }) => () => {
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(url, {
    method,
    headers,
    ...(hasBody && {
      body: typeof body === "string" ? body : Uint8Array.from(body),
    }),
  });
});

/** Checks what every answer of the token endpoint has; tells its status. */
async function checkTokenAnswer(
  request: Request,
  response: Response,
): Promise<number> {
  const { status, headers } = response;
  assert(status < 500, `status ${status}`);
  assertEquals(
    headers.get("cache-control"),
    status === 204 ? null : "no-store",
  );
  const text = await response.text();
  // RFC 9110 §9.3.2: an answer to HEAD has no content.
  if (status === 204 || request.method === "HEAD") {
    assertEquals(text, "");
    return status;
  }
  assertEquals(headers.get("content-type"), "application/json;charset=UTF-8");
  const body = JSON.parse(text);
  if (status === 200) {
    assertEquals(body.token_type, "bearer");
    return status;
  }
  assert(CODES.has(body.error), body.error);
  assertEquals(Object.keys(body), ["error", "error_description"]);
  assert(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/.test(body.error_description));
  assertEquals(status === 401, body.error === "invalid_client");
  assertEquals(headers.has("www-authenticate"), status === 401);
  assertEquals(headers.has("allow"), status === 405);
  return status;
}

Deno.test("handleTokenRequest: answers whatever is sent, below 500, as JSON that nobody keeps", async () => {
  const reached = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      REQUEST,
      fc.constantFrom(...SERVERS),
      async (make, server) => {
        server.events.length = 0;
        const request = make();
        const response = await server.handleTokenRequest(request);
        const status = await checkTokenAnswer(request, response);
        reached.add(status);
        const decisions = server.events.filter((e) => e.type !== "warning");
        assertEquals(decisions.length, status === 204 ? 0 : 1);
      },
    ),
    { numRuns: RUNS },
  );
  // A generator that never comes past the first checks would prove nothing.
  for (const status of [200, 204, 400, 401, 405, 413, 415]) {
    assert(reached.has(status), `no request came as far as ${status}`);
  }
});

Deno.test("fetch: answers whatever is sent to whatever path, below 500, as JSON", async () => {
  const reached = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      REQUEST,
      fc.constantFrom(...SERVERS),
      async (make, server) => {
        const request = make();
        const { pathname } = new URL(request.url);
        const response = await server.fetch(request);
        reached.add(response.status);
        if (pathname === "/token") {
          await checkTokenAnswer(request, response);
          return;
        }
        assert(response.status < 500);
        const text = await response.text();
        if (response.status === 204 || text === "") {
          assert(response.status === 204 || request.method === "HEAD");
          return;
        }
        assertEquals(typeof JSON.parse(text), "object");
      },
    ),
    { numRuns: RUNS },
  );
  for (const status of [200, 204, 400, 401, 404, 405]) {
    assert(reached.has(status), `no request came as far as ${status}`);
  }
});
