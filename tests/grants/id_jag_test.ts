/** ID-JAGs of an identity provider as grants. @module */

import { assertEquals, assertObjectMatch } from "@std/assert";
import { type Client, type IdentityProvider, jwtBearer } from "@mintmark/oauth";
import { clientKey, reasonOf } from "../client_authentication/assertions.ts";
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
  KEY,
  PLATFORM,
  platformFetch,
  platformToken,
} from "../trust/external_issuer.ts";

const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const API = "https://api.example.com/";

const WIKI: Client = {
  ...CLIENT,
  client_id: "wiki",
  grant_types: [GRANT_TYPE],
};

const PUBLIC: Client = {
  client_id: "public",
  token_endpoint_auth_method: "none",
  grant_types: [GRANT_TYPE],
};

function server(provider: Partial<IdentityProvider> = {}): TestServer {
  return testServer({
    clients: [WIKI, { ...WIKI, client_id: "chat" }, PUBLIC],
    grants: [jwtBearer({
      identityProviders: [{ issuer: PLATFORM, ...provider }],
      fetch: platformFetch(),
    })],
  });
}

let made = 0;

async function idJag(
  claims: Readonly<Record<string, unknown>> = {},
  key = KEY,
): Promise<string> {
  return await platformToken(
    {
      sub: "U019488227",
      client_id: "wiki",
      exp: NOW + 300,
      jti: `id-jag-${made++}`,
      scope: "orders.read",
      resource: API,
      ...claims,
    },
    { typ: "oauth-id-jag+jwt" },
    key,
  );
}

async function exchange(
  under: TestServer,
  assertion: string,
  more: Readonly<Record<string, string>> = {
    client_id: "wiki",
    client_secret: "foobar",
  },
): Promise<Answered> {
  return await post(under, { grant_type: GRANT_TYPE, assertion, ...more });
}

Deno.test("ID-JAG §4.4: the client that it names gets a token for the user, with its scope and resource", async () => {
  const { status, body } = await exchange(server(), await idJag());
  assertEquals([status, body.scope], [200, "orders.read"]);
  assertObjectMatch(claimsOf(body.access_token), {
    sub: "U019488227",
    client_id: "wiki",
    aud: API,
    scope: "orders.read",
  });
});

Deno.test("ID-JAG §8.1: without client authentication, or as a public client, there is no token", async () => {
  const under = server();
  const none = await exchange(under, await idJag(), {});
  assertEquals([none.status, none.body.error], [401, "invalid_client"]);
  const assertion = await idJag({ client_id: "public" });
  const open = await exchange(under, assertion, { client_id: "public" });
  assertEquals(open.body.error, "unauthorized_client");
});

Deno.test("ID-JAG §4.4.1: one for another client is invalid_grant", async () => {
  const under = server();
  const { body } = await exchange(under, await idJag({ client_id: "chat" }));
  assertEquals([body.error, reasonOf(under)], [
    "invalid_grant",
    "id_jag_for_other_client",
  ]);
});

Deno.test("ID-JAG: one that another key signed under the same key ID is refused, and not used up", async () => {
  const under = server();
  const key = { ...await clientKey("ES256"), kid: KEY.kid };
  const claims = { jti: "forged" };
  const forged = await exchange(under, await idJag(claims, key));
  assertEquals([forged.body.error, reasonOf(under)], [
    "invalid_grant",
    "assertion_signature_wrong",
  ]);
  assertEquals((await exchange(under, await idJag(claims))).status, 200);
});

Deno.test("ID-JAG: it counts once, and one that was refused still counts", async () => {
  const under = server();
  const assertion = await idJag();
  const chat = { client_id: "chat", client_secret: "foobar" };
  assertEquals((await exchange(under, assertion, chat)).status, 400);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => exchange(under, assertion)),
  );
  assertEquals(answers.filter(({ status }) => status === 200).length, 1);
  await exchange(under, assertion);
  assertEquals(reasonOf(under), "assertion_replayed");
});

Deno.test("ID-JAG: what narrows it and is not understood here is refused", async () => {
  const under = server();
  for (const name of ["cnf", "authorization_details", "tenant"]) {
    const { body } = await exchange(under, await idJag({ [name]: "x" }));
    assertEquals(body.error, "invalid_grant", name);
  }
  const tenant = server({
    claims: { tenant: "acme" },
    subject: "{tenant}:{sub}",
  });
  const { body } = await exchange(tenant, await idJag({ tenant: "acme" }));
  assertEquals(claimsOf(body.access_token).sub, "acme:U019488227");
  const other = await exchange(tenant, await idJag({ tenant: "evil" }));
  assertEquals(other.body.error, "invalid_grant");
});

Deno.test("ID-JAG §3: a token of the provider that is no ID-JAG is none, and neither is one of another", async () => {
  const under = server();
  const plain = await exchange(under, await platformToken());
  assertEquals([plain.body.error, reasonOf(under)], [
    "invalid_grant",
    "assertion_issuer_not_trusted",
  ]);
  const other = await exchange(
    under,
    await idJag({ iss: "https://x.example" }),
  );
  assertEquals([other.body.error, reasonOf(under)], [
    "invalid_grant",
    "identity_provider_not_trusted",
  ]);
});

Deno.test("ID-JAG §7: the metadata announces the profile where an identity provider is configured", async () => {
  const url = `${ISSUER}/.well-known/oauth-authorization-server`;
  const metadata = await (await server().fetch(new Request(url))).json();
  assertEquals(metadata.authorization_grant_profiles_supported, [
    "urn:ietf:params:oauth:grant-profile:id-jag",
  ]);
  assertEquals(metadata.grant_types_supported, [GRANT_TYPE]);
  const without = await (await testServer().fetch(new Request(url))).json();
  assertEquals("authorization_grant_profiles_supported" in without, false);
});
