import {
  assert,
  assertEquals,
  assertObjectMatch,
  assertThrows,
} from "@std/assert";
import { type Client, clientCredentials, OAuthError } from "@mintmark/oauth";
import type { Context, GrantRequest } from "@mintmark/oauth";
import {
  basic,
  claimsOf,
  CLIENT,
  GOOD,
  NOW,
  post,
  SIGNER,
  testServer,
} from "../fixtures.ts";

const REQUEST: GrantRequest = {
  grant_type: "client_credentials",
  parameters: new Map([["grant_type", "client_credentials"]]),
  scope: undefined,
  resource: [],
  audience: [],
};

const CONTEXT: Context = {
  now: 0,
  signal: new AbortController().signal,
  connection: {},
};

/** What the grant says of a client that proved itself with a secret. */
function entitle(client: Client) {
  return clientCredentials().entitle(
    REQUEST,
    { client, method: "client_secret_basic" },
    CONTEXT,
  );
}

Deno.test("RFC 6749 §4.4: the grant answers to client_credentials, needs a client and cannot be changed", () => {
  const grant = clientCredentials();
  assertEquals(grant.grant_type, "client_credentials");
  assertEquals(grant.client, "required");
  assertThrows(() => {
    (grant as { client: string }).client = "optional";
  }, TypeError);
});

Deno.test("RFC 9068 §2.2: subject and client_id of the token are the client", async () => {
  const { status, body } = await post(testServer());
  assertEquals(status, 200);
  const { sub, client_id } = claimsOf(body.access_token);
  assertEquals({ sub, client_id }, {
    sub: "test-client",
    client_id: "test-client",
  });
});

Deno.test("RFC 6749 §4.4.3: the answer has no refresh token, and nothing but the four members", async () => {
  const { body } = await post(testServer());
  assertEquals(Object.keys(body), [
    "access_token",
    "expires_in",
    "scope",
    "token_type",
  ]);
  assertEquals(body.token_type, "bearer");
});

Deno.test("the entitlement is what the client is registered for", () => {
  const registered = {
    scope: "a b",
    default_scope: "a",
    resources: ["https://api.example.com/"],
    default_resource: "https://api.example.com/",
  };
  assertEquals(entitle({ ...CLIENT, ...registered }), {
    subject: "test-client",
    ...registered,
  });
});

Deno.test("what a client is not registered for is absent from the entitlement", () => {
  assertEquals(entitle({ client_id: "bare" }), { subject: "bare" });
});

Deno.test("RFC 6749 §4.4: a public client is refused, by its own reason", () => {
  const error = assertThrows(
    () =>
      clientCredentials().entitle(
        REQUEST,
        { client: CLIENT, method: "none" },
        CONTEXT,
      ),
    OAuthError,
  );
  assertEquals(error.error, "unauthorized_client");
  assertEquals(error.reason, "public_client");
});

Deno.test("RFC 6749 §4.4: a client registered without authentication gets unauthorized_client", async () => {
  const server = testServer({
    clients: [{
      client_id: "public",
      token_endpoint_auth_method: "none",
      grant_types: ["client_credentials"],
    }],
  });
  const { status, body } = await post(server, {
    grant_type: "client_credentials",
    client_id: "public",
  });
  assertEquals(status, 400);
  assertEquals(body, {
    error: "unauthorized_client",
    error_description: "Only confidential clients may use this grant type.",
  });
  assertObjectMatch(server.events[0]!, {
    type: "refused",
    reason: "public_client",
    client_id: "public",
  });
});

Deno.test("RFC 6749 §5.2: without any credential the answer is invalid_client with a challenge", async () => {
  const server = testServer();
  const { status, body, headers } = await post(server, {
    grant_type: "client_credentials",
  });
  assertEquals(status, 401);
  assertEquals(body.error, "invalid_client");
  assert(headers.get("www-authenticate")?.startsWith("Basic "));
  assertEquals(server.events, [{
    type: "refused",
    time: NOW,
    error: "invalid_client",
    error_description: body.error_description,
    reason: "no_credential",
    grant_type: "client_credentials",
  }]);
});

const NOT_ALLOWED:
  readonly (readonly [string, readonly string[] | undefined])[] = [
    ["without grant_types", undefined],
    ["with no grant_types", []],
    ["with another grant type", ["urn:example:voucher"]],
    ["with the same name in another case", ["Client_Credentials"]],
    ["with a longer name", ["client_credentials "]],
  ];

for (const [name, grant_types] of NOT_ALLOWED) {
  Deno.test(`RFC 6749 §5.2: a client ${name} gets unauthorized_client, before its scope is looked at`, async () => {
    const { grant_types: _, ...client } = CLIENT;
    const server = testServer({
      clients: [{ ...client, ...(grant_types && { grant_types }) }],
    });
    const { status, body } = await post(server, {
      ...GOOD,
      scope: "not.registered",
    });
    assertEquals(status, 400);
    assertEquals(body, {
      error: "unauthorized_client",
      error_description: "The client may not use this grant type.",
    });
    assertObjectMatch(server.events[0]!, {
      type: "refused",
      reason: "grant_type_not_registered",
    });
  });
}

Deno.test("a wrong secret is invalid_client also for a client that may not use the grant", async () => {
  const server = testServer({ clients: [{ ...CLIENT, grant_types: [] }] });
  const { status, body } = await post(server, {
    ...GOOD,
    client_secret: "wrong",
  });
  assertEquals([status, body.error], [401, "invalid_client"]);
});

Deno.test("the issued event says who, how, what and until when, and holds no token", async () => {
  const server = testServer({ defaultAudience: "https://api.example.com/" });
  const { body } = await post(
    server,
    { grant_type: "client_credentials", scope: "orders.read" },
    { authorization: basic("test-client", "foobar") },
  );
  const { jti } = claimsOf(body.access_token);
  assertEquals(server.events.filter(({ type }) => type === "issued"), [{
    type: "issued",
    time: NOW,
    grant_type: "client_credentials",
    client_id: "test-client",
    subject: "test-client",
    method: "client_secret_basic",
    scope: "orders.read",
    audience: ["https://api.example.com/"],
    expires_in: 3600,
    jti,
    kid: SIGNER.kid,
  }]);
  const text = JSON.stringify(server.events);
  assert(!text.includes(body.access_token) && !text.includes("foobar"));
});
