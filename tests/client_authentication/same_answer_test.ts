/** Every failed authentication is one answer. @module */

import { assertEquals } from "@std/assert";
import type { RefusedEvent } from "@mintmark/oauth";
import { rawBasic, tokenRequest } from "../fixtures.ts";
import { byBasic, byPost, serverOfAll } from "./clients.ts";

const FORM = { grant_type: "client_credentials" };

/** What is sent, and why it fails. */
interface Failure {
  readonly name: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly evidence?: unknown;
}

const notRegistered = (method: string) => ({
  reason: "method_not_registered",
  evidence: { method },
});

const FAILURES: readonly Failure[] = [
  { name: "unknown client", form: byPost("nobody"), reason: "unknown_client" },
  {
    name: "unknown, Basic",
    headers: byBasic("nobody"),
    reason: "unknown_client",
  },
  { name: "other case", form: byPost("TEST-client"), reason: "unknown_client" },
  {
    name: "id of 256 bytes",
    form: byPost("x".repeat(256)),
    reason: "unknown_client",
  },
  {
    name: "id of 128 characters and 256 bytes",
    headers: byBasic("é".repeat(128)),
    reason: "unknown_client",
  },
  {
    name: "wrong secret",
    form: byPost("test-client", "foobaz"),
    reason: "wrong_secret",
  },
  {
    name: "wrong secret, Basic",
    headers: byBasic("test-client", "foobaz"),
    reason: "wrong_secret",
  },
  {
    name: "empty secret, Basic",
    headers: { authorization: rawBasic("test-client:") },
    reason: "wrong_secret",
  },
  {
    name: "secret of 73 bytes for bcrypt",
    form: byPost("bcrypt", "x".repeat(73)),
    reason: "wrong_secret",
  },
  {
    name: "secret with a zero byte for bcrypt",
    form: byPost("bcrypt", "foobar\0"),
    reason: "wrong_secret",
  },
  { name: "disabled", form: byPost("disabled"), reason: "client_disabled" },
  {
    name: "disabled, wrong secret",
    form: byPost("disabled", "foobaz"),
    reason: "client_disabled",
  },
  { name: "expired secret", form: byPost("expired"), reason: "expired_secret" },
  {
    name: "expired secret beside an active one",
    form: byPost("one expired"),
    reason: "wrong_secret",
    evidence: { expired_secrets: 1 },
  },
  {
    name: "post, where Basic is registered",
    form: byPost("basic only"),
    ...notRegistered("client_secret_post"),
  },
  {
    name: "Basic, where post is registered",
    headers: byBasic("post only"),
    ...notRegistered("client_secret_basic"),
  },
  {
    name: "post, where no method is registered",
    form: byPost("no method"),
    ...notRegistered("client_secret_post"),
  },
  {
    name: "Basic, where none is registered",
    headers: byBasic("public"),
    ...notRegistered("client_secret_basic"),
  },
  {
    name: "secret of a client with keys",
    form: byPost("with keys"),
    ...notRegistered("client_secret_post"),
  },
  {
    name: "secret of a client with a jwks_uri",
    headers: byBasic("with key url"),
    ...notRegistered("client_secret_basic"),
  },
  {
    name: "client_id alone, where it has a secret",
    form: { client_id: "test-client" },
    ...notRegistered("none"),
  },
  {
    name: "client_id alone, unknown",
    form: { client_id: "nobody" },
    reason: "unknown_client",
  },
  {
    name: "client without secrets",
    form: byPost("no secret"),
    reason: "no_secret",
  },
  {
    name: "client with an empty list of secrets",
    form: byPost("empty secrets"),
    reason: "no_secret",
  },
  ...["Bearer abc", "Negotiate", "DPoP x.y.z", "Basics dGVzdA=="].map((
    authorization,
  ) => ({
    name: `Authorization: ${authorization}`,
    headers: { authorization },
    reason: "unknown_authorization_scheme",
  })),
  ...[
    ["Basic", "nothing"],
    ["Basic !!!!", "no base64"],
    [`Basic ${btoa("test-client")}`, "no colon"],
    [`Basic ${btoa("test-client:\xff\xfe")}`, "no UTF-8"],
    [rawBasic(":foobar"), "no id"],
  ].map(([authorization, what]) => ({
    name: `malformed Basic: ${what}`,
    headers: { authorization: authorization! },
    reason: "malformed_basic_credentials",
  })),
  {
    name: "client_assertion",
    form: {
      client_id: "test-client",
      client_assertion: "a.b.c",
      client_assertion_type:
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    },
    reason: "method_not_offered",
  },
];

/** Everything that a client can see of an answer. */
async function visible(response: Response) {
  return {
    status: response.status,
    headers: [...response.headers].sort(),
    body: await response.text(),
  };
}

Deno.test("RFC 6749 §5.2: every failed authentication has the same status, headers and bytes, and its own private reason", async () => {
  const server = serverOfAll();
  for (const { name, form, headers, ...expected } of FAILURES) {
    const response = await server.handleTokenRequest(
      tokenRequest(
        { ...FORM, ...form },
        headers,
      ),
    );
    assertEquals(await visible(response), {
      status: 401,
      headers: [
        ["cache-control", "no-store"],
        ["content-type", "application/json;charset=UTF-8"],
        ["pragma", "no-cache"],
        ["www-authenticate", 'Basic realm="token endpoint", charset="UTF-8"'],
      ],
      body:
        '{"error":"invalid_client","error_description":"Client authentication failed."}',
    }, name);
    const event = server.events.at(-1) as RefusedEvent;
    assertEquals(event.type, "refused", name);
    assertEquals(event.error, "invalid_client", name);
    assertEquals(event.reason, expected.reason, name);
    assertEquals(event.evidence, expected.evidence, name);
  }
  const refused = server.events.filter(({ type }) => type === "refused");
  assertEquals(refused.length, FAILURES.length);
  server.close();
});
