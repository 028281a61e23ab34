/** Tokens of other issuers as grants. @module */

import { assertEquals } from "@std/assert";
import {
  type AssertionRule,
  type Client,
  jwtBearer,
  type JwtBearerOptions,
  memoryStorage,
} from "@mintmark/oauth";
import { reasonOf } from "../client_authentication/assertions.ts";
import {
  type Answered,
  claimsOf,
  CLIENT,
  ISSUER,
  NOW,
  post,
  type TestServer,
  testServer,
} from "../fixtures.ts";
import {
  PLATFORM,
  platformFetch,
  platformToken,
} from "../trust/external_issuer.ts";

const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const API = "https://api.example.com/";

const RULE: AssertionRule = {
  issuer: PLATFORM,
  audience: ISSUER,
  claims: { sub: "system:serviceaccount:billing:*" },
  client_id: "reports",
  subject: "cluster:{sub}",
  scope: "orders.read orders.write",
  default_scope: "orders.read",
  resources: [API],
  default_resource: API,
  access_token_seconds: 600,
};

function server(
  rules: readonly Partial<AssertionRule>[] = [{}],
  clients: readonly Client[] = [CLIENT],
  more: Partial<JwtBearerOptions> = {},
): TestServer {
  return testServer({
    clients,
    grants: [jwtBearer({
      rules: rules.map((rule) => ({ ...RULE, ...rule })),
      fetch: platformFetch(),
      ...more,
    })],
  });
}

async function exchange(
  under: TestServer,
  assertion: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  return await post(under, { grant_type: GRANT_TYPE, assertion, ...more });
}

Deno.test("jwtBearer RFC 7523 §2.1: an assertion becomes a token as the rule says, without a client", async () => {
  const { status, body } = await exchange(server(), await platformToken());
  assertEquals(status, 200);
  assertEquals([body.expires_in, body.scope], [600, "orders.read"]);
  const { sub, client_id, aud } = claimsOf(body.access_token);
  assertEquals([sub, client_id, aud], [
    "cluster:system:serviceaccount:billing:reports",
    "reports",
    API,
  ]);
});

Deno.test("jwtBearer: the subject is the client where the rule names none", async () => {
  const under = server([{ subject: "reports" }]);
  const { body } = await exchange(under, await platformToken());
  assertEquals(claimsOf(body.access_token).sub, "reports");
});

Deno.test("jwtBearer: the first rule that an assertion keeps counts", async () => {
  const under = server([
    { claims: { sub: "system:serviceaccount:billing:x" }, client_id: "x" },
    { client_id: "second" },
    { client_id: "third" },
  ]);
  const { body } = await exchange(under, await platformToken());
  assertEquals(claimsOf(body.access_token).client_id, "second");
});

Deno.test("jwtBearer: scope and resource stay within the rule", async () => {
  const under = server();
  const token = await platformToken();
  const wide = await exchange(under, token, { scope: "orders.delete" });
  assertEquals([wide.status, wide.body.error], [400, "invalid_scope"]);
  const resource = "https://other.example.com/";
  const other = await exchange(under, token, { resource });
  assertEquals([other.status, other.body.error], [400, "invalid_target"]);
});

Deno.test("jwtBearer RFC 7523 §3.1: what no rule says is invalid_grant, and the event says why", async () => {
  const under = server();
  for (
    const [reason, claims, header] of [
      ["assertion_issuer_not_trusted", { iss: "https://x.example" }],
      ["assertion_issuer_not_trusted", { iss: undefined }],
      ["assertion_claim_not_trusted", { sub: "system:serviceaccount:x:y" }],
      ["assertion_for_other_audience", { aud: API }],
      ["assertion_expired", { exp: NOW - 30 }],
      ["assertion_type_not_allowed", {}, { typ: "at+jwt" }],
      ["assertion_type_not_allowed", {}, { typ: "client-authentication+jwt" }],
      ["identity_provider_not_trusted", {}, { typ: "oauth-id-jag+jwt" }],
      ["assertion_key_unknown", {}, { kid: "x" }],
    ] as const
  ) {
    const { status, body } = await exchange(
      under,
      await platformToken(claims, header),
    );
    assertEquals([status, body.error], [400, "invalid_grant"], reason);
    assertEquals(reasonOf(under), reason);
  }
  for (
    const [reason, text] of [["jwt_not_three_parts", "x"], [
      "jwt_too_long",
      "x".repeat(8_193),
    ]] as const
  ) {
    assertEquals((await exchange(under, text)).body.error, "invalid_grant");
    assertEquals(reasonOf(under), reason);
  }
  const { body } = await post(under, { grant_type: GRANT_TYPE });
  assertEquals(body.error, "invalid_request");
});

Deno.test("jwtBearer: no event carries the assertion", async () => {
  const under = server();
  const token = await platformToken();
  await exchange(under, token);
  await exchange(under, await platformToken({ exp: 0 }));
  assertEquals(
    JSON.stringify(under.events).includes(token.slice(0, 40)),
    false,
  );
});

Deno.test("jwtBearer RFC 7523 §3.1: a client that is presented must be authentic, allowed, and the one of the rule", async () => {
  const reports = {
    ...CLIENT,
    client_id: "reports",
    grant_types: [GRANT_TYPE],
  };
  const under = server([{}], [reports, { ...reports, client_id: "other" }]);
  const token = await platformToken();
  const as = (client_id: string, client_secret: string) =>
    exchange(under, token, { client_id, client_secret });
  assertEquals((await as("reports", "foobar")).status, 200);
  assertEquals((await as("reports", "wrong")).body.error, "invalid_client");
  assertEquals((await as("other", "foobar")).body.error, "invalid_grant");
});

Deno.test("jwtBearer: a claim that the subject needs and is not there is a refusal", async () => {
  for (const value of [undefined, "", 7, { a: 1 }]) {
    const under = server([{ subject: "x:{team}" }]);
    const { body } = await exchange(
      under,
      await platformToken({ team: value }),
    );
    assertEquals([body.error, reasonOf(under)], [
      "invalid_grant",
      "subject_claim_missing",
    ]);
  }
});

Deno.test("jwtBearer singleUse: of 20 at once with one assertion exactly one gets a token", async () => {
  const under = server([{ singleUse: true }]);
  const token = await platformToken();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => exchange(under, token)),
  );
  assertEquals(answers.filter(({ status }) => status === 200).length, 1);
  assertEquals((await exchange(under, token)).body.error, "invalid_grant");
  assertEquals(reasonOf(under), "assertion_replayed");
});

Deno.test("jwtBearer: a store of replays that fails is 503, and not a token", async () => {
  const storage = {
    ...memoryStorage({ clients: [] }),
    replays: { claim: () => Promise.reject(new Error("down")) },
  };
  const grants = [
    jwtBearer({
      rules: [{ ...RULE, singleUse: true }],
      fetch: platformFetch(),
    }),
  ];
  const { status } = await exchange(
    testServer({ storage, grants }),
    await platformToken(),
  );
  assertEquals(status, 503);
});
