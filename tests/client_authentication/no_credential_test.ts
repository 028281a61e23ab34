/** Requests without a credential, with half of one, or with two. @module */

import { assertEquals } from "@std/assert";
import {
  type Client,
  type Grant,
  OAuthError,
  type RefusedEvent,
} from "@mintmark/oauth";
import { basic, CLIENT, GOOD, post, testServer } from "../fixtures.ts";

const FORM = { grant_type: "client_credentials" };

const PUBLIC: Client = {
  ...CLIENT,
  client_id: "public",
  token_endpoint_auth_method: "none",
};

Deno.test("RFC 6749 §5.2: a request without a credential is invalid_client with a challenge, and told what to do", async () => {
  const server = testServer();
  const { status, headers, body } = await post(server, FORM);
  assertEquals(status, 401);
  assertEquals(body, {
    error: "invalid_client",
    error_description:
      "Client authentication is missing: use HTTP Basic, or client_id and client_secret in the body.",
  });
  assertEquals(
    headers.get("www-authenticate"),
    'Basic realm="token endpoint", charset="UTF-8"',
  );
  assertEquals((server.events[0] as RefusedEvent).reason, "no_credential");
});

Deno.test("RFC 6749 §4.4: client_id alone is unauthorized_client for a client registered so, invalid_client for any other", async () => {
  const rows: readonly [string, Client, number, string, string][] = [
    ["none", PUBLIC, 400, "unauthorized_client", "public_client"],
    [
      "none among others",
      {
        ...CLIENT,
        client_id: "public",
        token_endpoint_auth_methods: ["client_secret_basic", "none"],
      },
      400,
      "unauthorized_client",
      "public_client",
    ],
    [
      "none, and disabled",
      { ...PUBLIC, disabled: true },
      401,
      "invalid_client",
      "client_disabled",
    ],
    [
      "a secret",
      { ...CLIENT, client_id: "public" },
      401,
      "invalid_client",
      "method_not_registered",
    ],
    [
      "nothing",
      { client_id: "public", grant_types: ["client_credentials"] },
      401,
      "invalid_client",
      "method_not_registered",
    ],
    ["other id", CLIENT, 401, "invalid_client", "unknown_client"],
  ];
  for (const [name, client, status, error, reason] of rows) {
    const server = testServer({ clients: [client] });
    const answer = await post(server, { ...FORM, client_id: "public" });
    assertEquals([answer.status, answer.body.error], [status, error], name);
    assertEquals((server.events[0] as RefusedEvent).reason, reason, name);
    assertEquals(server.hasher.count, 0, name);
  }
});

Deno.test("a grant that a public client may use sees it as one that proved nothing", async () => {
  const grant: Grant = {
    grant_type: "urn:example:device",
    client: "required",
    entitle: (_request, { client, method }) => {
      if (method !== "none") {
        throw new OAuthError("invalid_grant", {
          description: "Not this one.",
          reason: "not_public",
        });
      }
      return { subject: client.client_id };
    },
  };
  const client = { ...PUBLIC, grant_types: [grant.grant_type] };
  const server = testServer({ clients: [client], grants: [grant] });
  const form = { grant_type: grant.grant_type, client_id: "public" };
  assertEquals((await post(server, form)).status, 200);
  const unknown = await post(server, { ...form, client_id: "nobody" });
  assertEquals([unknown.status, unknown.body.error], [401, "invalid_client"]);
});

Deno.test("a credential that fails is refused even where the grant needs none", async () => {
  const grant: Grant = {
    grant_type: "urn:example:voucher",
    client: "optional",
    entitle: () => ({ subject: "device-1", client_id: "devices" }),
  };
  const server = testServer({
    clients: [{ ...CLIENT, grant_types: [grant.grant_type] }],
    grants: [grant],
  });
  const { grant_type } = grant;
  assertEquals((await post(server, { grant_type })).status, 200);
  assertEquals((await post(server, { ...GOOD, grant_type })).status, 200);
  for (
    const [form, authorization] of [
      [{ ...GOOD, grant_type, client_secret: "foobaz" }],
      [{ ...GOOD, grant_type, client_id: "nobody" }],
      [{ grant_type, client_id: "test-client" }],
      [{ grant_type }, basic("test-client", "foobaz")],
      [{ grant_type }, "Bearer abc"],
    ] as const
  ) {
    const answer = await post(
      server,
      form,
      authorization === undefined ? {} : { authorization },
    );
    assertEquals([answer.status, answer.body.error], [401, "invalid_client"]);
  }
});

Deno.test("RFC 6749 §2.3: half a credential and two at once are invalid_request", async () => {
  const authorization = basic("test-client", "foobar");
  const rows: readonly [string, Record<string, string>, string?][] = [
    ["client_id_missing", { client_secret: "foobar" }],
    ["several_credentials", { client_secret: "foobar" }, authorization],
    ["several_credentials", GOOD, authorization],
    ["several_credentials", GOOD, "Bearer abc"],
    ["several_credentials", { ...GOOD, client_assertion: "a.b.c" }],
    ["several_credentials", { client_assertion: "a.b.c" }, authorization],
    ["several_credentials", { client_assertion_type: "x" }, authorization],
  ];
  for (const [reason, form, header] of rows) {
    const server = testServer();
    const headers = header === undefined ? {} : { authorization: header };
    const answer = await post(server, { ...FORM, ...form }, headers);
    assertEquals([answer.status, answer.body.error], [400, "invalid_request"]);
    assertEquals((server.events[0] as RefusedEvent).reason, reason);
  }
});
