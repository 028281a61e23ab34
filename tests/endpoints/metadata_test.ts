import { assertEquals, assertNotEquals } from "@std/assert";
import { clientCredentials, type Grant, memoryStorage } from "@mintmark/oauth";
import { ISSUER, read, type TestServer, testServer } from "../fixtures.ts";

type Options = NonNullable<Parameters<typeof testServer>[0]>;

const VOUCHER: Grant = {
  grant_type: "urn:example:voucher",
  client: "optional",
  entitle: () => ({ subject: "device-1", client_id: "devices" }),
};

async function metadataOf(options: Options = {}) {
  const server = testServer(options);
  const { body } = await read(
    await server.handleMetadataRequest(new Request("https://any.example/")),
  );
  return body;
}

Deno.test("RFC 8414 §2: metadata is exactly what is wired in", async () => {
  const storage = { clients: memoryStorage().clients };
  assertEquals(await metadataOf({ storage }), {
    issuer: ISSUER,
    token_endpoint: `${ISSUER}/token`,
    jwks_uri: `${ISSUER}/jwks`,
    authorization_endpoint: `${ISSUER}/authorize`,
    response_types_supported: [],
    grant_types_supported: ["client_credentials"],
    token_endpoint_auth_methods_supported: [
      "client_secret_basic",
      "client_secret_post",
    ],
  });
});

Deno.test("RFC 8414 §2: grant_types_supported has the grants, also those of one's own", async () => {
  const { grant_types_supported } = await metadataOf({
    grants: [VOUCHER, clientCredentials()],
  });
  assertEquals(grant_types_supported, [
    "urn:example:voucher",
    "client_credentials",
  ]);
});

Deno.test("RFC 8414 §2: scopes_supported has the scopes of described resources, each once", async () => {
  const { scopes_supported } = await metadataOf({
    resources: [
      { resource: "https://orders.example.com/", scope: "read write" },
      { resource: "https://stock.example.com/", scope: "count read" },
      { resource: "https://bare.example.com/" },
    ],
  });
  assertEquals(scopes_supported, ["read", "write", "count"]);
});

Deno.test("RFC 8414 §2: without described scopes there is no scopes_supported", async () => {
  for (
    const resources of [[], [{ resource: "https://bare.example.com/" }]]
  ) {
    const metadata = await metadataOf({ resources });
    assertEquals("scopes_supported" in metadata, false);
  }
});

Deno.test("authorizationEndpoint: false leaves the authorization endpoint out, from the document and the paths", async () => {
  const metadata = await metadataOf({ authorizationEndpoint: false });
  assertEquals("authorization_endpoint" in metadata, false);
  assertEquals(metadata.response_types_supported, []);
  const server = testServer({ authorizationEndpoint: false });
  const { status } = await read(
    await server.fetch(new Request(`${ISSUER}/authorize`)),
  );
  assertEquals(status, 404);
});

Deno.test("nothing in the document is for people's browsers to follow", async () => {
  const metadata = await metadataOf();
  for (
    const member of [
      "registration_endpoint",
      "code_challenge_methods_supported",
      "userinfo_endpoint",
      "subject_types_supported",
    ]
  ) assertEquals(member in metadata, false);
});

/** Issuers, where their endpoints hang, and where metadata is read. */
const ISSUERS: readonly {
  readonly issuer: string;
  readonly base: string;
  readonly paths: readonly string[];
}[] = [
  {
    issuer: "https://as.example.com",
    base: "https://as.example.com",
    paths: [
      "/.well-known/oauth-authorization-server",
      "/.well-known/openid-configuration",
    ],
  },
  {
    issuer: "https://as.example.com/",
    base: "https://as.example.com",
    paths: [
      "/.well-known/oauth-authorization-server",
      "/.well-known/openid-configuration",
    ],
  },
  {
    issuer: "https://as.example.com/t1",
    base: "https://as.example.com/t1",
    paths: [
      "/.well-known/oauth-authorization-server/t1",
      "/t1/.well-known/oauth-authorization-server",
      "/.well-known/openid-configuration/t1",
      "/t1/.well-known/openid-configuration",
    ],
  },
  {
    issuer: "https://as.example.com/t1/eu/",
    base: "https://as.example.com/t1/eu",
    paths: [
      "/.well-known/oauth-authorization-server/t1/eu",
      "/t1/eu/.well-known/oauth-authorization-server",
      "/.well-known/openid-configuration/t1/eu",
      "/t1/eu/.well-known/openid-configuration",
    ],
  },
  {
    issuer: "http://localhost:8080",
    base: "http://localhost:8080",
    paths: [
      "/.well-known/oauth-authorization-server",
      "/.well-known/openid-configuration",
    ],
  },
];

const fetchOf = async (server: TestServer, url: string) =>
  await read(await server.fetch(new Request(url)));

for (const { issuer, base, paths } of ISSUERS) {
  const { origin } = new URL(issuer);

  Deno.test(`RFC 8414 §3.3: the document of ${issuer} names it byte for byte, with its endpoints under its path`, async () => {
    const metadata = await metadataOf({ issuer });
    assertEquals(metadata.issuer, issuer);
    assertEquals(metadata.token_endpoint, `${base}/token`);
    assertEquals(metadata.jwks_uri, `${base}/jwks`);
    assertEquals(metadata.authorization_endpoint, `${base}/authorize`);
  });

  Deno.test(`RFC 8414 §3.1, §5: the document of ${issuer} is read at ${paths.length} paths and nowhere else`, async () => {
    const server = testServer({ issuer });
    for (const path of paths) {
      const { status, body } = await fetchOf(server, origin + path);
      assertEquals([status, body.issuer], [200, issuer], path);
    }
    for (const path of ["/.well-known/oauth-authorization-server/t2", "/"]) {
      assertEquals((await fetchOf(server, origin + path)).status, 404, path);
    }
  });

  Deno.test(`RFC 8414 §2: what the document of ${issuer} announces is there`, async () => {
    const server = testServer({ issuer });
    const { body } = await fetchOf(server, origin + paths[0]);
    assertEquals((await fetchOf(server, body.jwks_uri)).status, 200);
    assertEquals((await fetchOf(server, body.token_endpoint)).status, 405);
    const refused = await fetchOf(server, body.authorization_endpoint);
    assertEquals(refused.body.error, "unsupported_response_type");
  });
}

Deno.test("metadata of an issuer with a path is not that of its host", async () => {
  const server = testServer({ issuer: "https://as.example.com/t1" });
  const { status } = await fetchOf(
    server,
    "https://as.example.com/.well-known/oauth-authorization-server",
  );
  assertEquals(status, 404);
});

const request = (method: string) =>
  new Request(`${ISSUER}/.well-known/oauth-authorization-server`, { method });

Deno.test("RFC 8414 §3.2: GET and HEAD answer with JSON that may be kept for five minutes and read by every page", async () => {
  const server = testServer();
  const head = await server.fetch(request("HEAD"));
  const get = await server.fetch(request("GET"));
  assertEquals([head.status, head.body], [200, null]);
  assertEquals([...head.headers], [...get.headers]);
  assertEquals(Object.fromEntries(get.headers), {
    "content-type": "application/json;charset=UTF-8",
    "cache-control": "public, max-age=300",
    "access-control-allow-origin": "*",
  });
  assertNotEquals(await get.text(), "");
});

Deno.test("metadata has a preflight, and 405 with Allow for the rest", async () => {
  const server = testServer();
  const preflight = await server.fetch(request("OPTIONS"));
  assertEquals([preflight.status, preflight.body], [204, null]);
  assertEquals(preflight.headers.get("access-control-allow-origin"), "*");
  for (const method of ["POST", "PUT", "DELETE"]) {
    const { status, headers } = await read(await server.fetch(request(method)));
    assertEquals([status, headers.get("allow")], [405, "GET, HEAD, OPTIONS"]);
  }
});
