import { assertEquals } from "@std/assert";
import { NOW } from "../fixtures.ts";
import { API, apiRequest, testVerifier, token } from "./tokens.ts";

const REALM = 'Bearer realm="resource server"';

interface Case {
  readonly what: string;
  readonly request: () => Promise<Request> | Request;
  readonly scope?: string;
  readonly status: number;
  readonly challenge: string | null;
  readonly body: unknown;
}

const bearer = async (claims: Readonly<Record<string, unknown>>) =>
  apiRequest(`Bearer ${await token(claims)}`);

const CASES: readonly Case[] = [
  {
    what: "RFC 6750 §3.1: no token, and so no error code",
    request: () => apiRequest(),
    status: 401,
    challenge: REALM,
    body: undefined,
  },
  {
    what: "RFC 6750 §3: no token, where a scope is needed",
    request: () => apiRequest(),
    scope: "orders.read orders.write",
    status: 401,
    challenge: `${REALM}, scope="orders.read orders.write"`,
    body: undefined,
  },
  {
    what: "RFC 6750 §3.1: a token in the wrong place",
    request: () => apiRequest(undefined, "/?access_token=x"),
    status: 400,
    challenge:
      `${REALM}, error="invalid_request", error_description="The access token must be in the Authorization header, not in the URL."`,
    body: {
      error: "invalid_request",
      error_description:
        "The access token must be in the Authorization header, not in the URL.",
    },
  },
  {
    what: "RFC 6750 §3.1: a token that has expired",
    request: () => bearer({ exp: NOW - 60 }),
    scope: "orders.read",
    status: 401,
    challenge:
      `${REALM}, error="invalid_token", error_description="The access token has expired: get a new one.", scope="orders.read"`,
    body: {
      error: "invalid_token",
      error_description: "The access token has expired: get a new one.",
      scope: "orders.read",
    },
  },
  {
    what: "RFC 6750 §3.1: a token that grants too little",
    request: () => bearer({ scope: "orders.read" }),
    scope: "orders.read orders.write",
    status: 403,
    challenge:
      `${REALM}, error="insufficient_scope", error_description="The access token does not grant the scope that is needed.", scope="orders.read orders.write"`,
    body: {
      error: "insufficient_scope",
      error_description:
        "The access token does not grant the scope that is needed.",
      scope: "orders.read orders.write",
    },
  },
];

for (const { what, request, scope, status, challenge, body } of CASES) {
  Deno.test(`refuse: ${what}`, async () => {
    const handler = testVerifier().protect(
      () => new Response("let in"),
      scope === undefined ? {} : { scope },
    );
    const response = await handler(await request());
    const text = await response.text();

    assertEquals(response.status, status);
    assertEquals(response.headers.get("www-authenticate"), challenge);
    assertEquals(text === "" ? undefined : JSON.parse(text), body);
    assertEquals(response.headers.get("cache-control"), "no-store");
    assertEquals(
      response.headers.get("content-type"),
      text === "" ? null : "application/json;charset=UTF-8",
    );
  });
}

Deno.test("refuse: keys that cannot be read are 503 and no challenge", async () => {
  const keys = { published: () => Promise.reject(new Error("down")) };
  const { protect } = testVerifier({ keys });
  const response = await protect(() => new Response())(await bearer({}));

  assertEquals(response.status, 503);
  assertEquals(response.headers.get("www-authenticate"), null);
  assertEquals(response.headers.get("retry-after"), "5");
  assertEquals((await response.json()).error, "temporarily_unavailable");
});

Deno.test("refuse: what is no refusal is 500, and says nothing of it", async () => {
  const response = testVerifier().refuse(new Error("secret"));

  assertEquals(response.status, 500);
  assertEquals(await response.json(), {
    error: "server_error",
    error_description: "The access token could not be verified.",
  });
});

Deno.test("refuse, RFC 9728 §5.1: every challenge says where the metadata are", async () => {
  const { protect } = testVerifier({
    realm: "orders",
    metadata: { resource: `${API}v1` },
  });
  const handler = protect(() => new Response());
  for (const request of [apiRequest(), await bearer({ exp: 0 })]) {
    const challenge = (await handler(request)).headers.get("www-authenticate");

    assertEquals(challenge?.startsWith('Bearer realm="orders"'), true);
    assertEquals(
      challenge?.endsWith(
        ', resource_metadata="https://api.example.com/.well-known/oauth-protected-resource/v1"',
      ),
      true,
    );
  }
});
