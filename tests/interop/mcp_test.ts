// The official SDK of the Model Context Protocol against both of our sides: its
// client finds the token service from the URL of the tools alone.

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { importPKCS8, SignJWT } from "jose";
import { type Client, privateKeyPem } from "@mintmark/oauth";
import type { OAuthClientProvider } from "@modelcontextprotocol/sdk/client/auth.js";
import {
  ClientCredentialsProvider,
  PrivateKeyJwtProvider,
  StaticPrivateKeyJwtProvider,
} from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { InvalidClientError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import { KEYS, refusals, SCOPE, SECRET, world } from "./mcp_world.ts";

function bySecret(
  expectedIssuer: string,
  clientSecret = SECRET,
  scope: string | undefined = SCOPE,
): OAuthClientProvider {
  return new ClientCredentialsProvider({
    clientId: "secret",
    clientSecret,
    expectedIssuer,
    scope,
  });
}

Deno.test("MCP SDK, client_credentials: 401 leads to the metadata, these to the token service, and its token is let in", async () => {
  await using sides = await world();
  assertEquals(await sides.greet(bySecret(sides.issuer)), "Hello, secret.");
  assertEquals(sides.exchanges.slice(0, 5), [
    "POST /mcp 401",
    "GET /.well-known/oauth-protected-resource/mcp 200",
    "GET /.well-known/oauth-authorization-server 200",
    "POST /token 200",
    "POST /mcp 200",
  ]);
  const issued = sides.events.find((event) => event.type === "issued");
  assertEquals(issued?.audience, [sides.resource]);
  assertEquals(issued?.scope, SCOPE);
});

Deno.test("MCP SDK: it reads the metadata where the challenge says, and repeats the resource as it is spelt", async () => {
  await using sides = await world({}, { path: "" });
  assertEquals(await sides.greet(bySecret(sides.issuer)), "Hello, secret.");
  assertEquals(
    sides.exchanges[1],
    "GET /.well-known/oauth-protected-resource 200",
  );
  const issued = sides.events.find((event) => event.type === "issued");
  assertEquals(issued?.audience, [sides.resource]);
});

Deno.test("MCP SDK: without a scope of its own it gets the default one of the client", async () => {
  await using sides = await world({ default_scope: SCOPE });
  const provider = new ClientCredentialsProvider({
    clientId: "secret",
    clientSecret: SECRET,
    expectedIssuer: sides.issuer,
  });
  assertEquals(await sides.greet(provider), "Hello, secret.");
});

Deno.test("MCP SDK: an assertion that was signed beforehand is good for one token", async () => {
  await using sides = await world();
  const pem = await privateKeyPem(KEYS.ES256.private_jwk);
  const now = Math.floor(Date.now() / 1000);
  const jwtBearerAssertion = await new SignJWT({ jti: "1" })
    .setProtectedHeader({ alg: "ES256" })
    .setIssuer("keys").setSubject("keys").setAudience(sides.issuer)
    .setExpirationTime(now + 60)
    .sign(await importPKCS8(pem, "ES256"));
  const provider = () =>
    new StaticPrivateKeyJwtProvider({
      clientId: "keys",
      jwtBearerAssertion,
      expectedIssuer: sides.issuer,
      scope: SCOPE,
    });
  assertEquals(await sides.greet(provider()), "Hello, keys.");
  await assertRejects(() => sides.greet(provider()), InvalidClientError);
  assertEquals(refusals(sides), ["assertion_replayed", "assertion_replayed"]);
});

Deno.test("MCP SDK: a token that the verifier refuses is not asked for twice", async () => {
  const audience = "https://other.example.com/";
  await using sides = await world({}, { audience });
  const error = await assertRejects(
    () => sides.greet(bySecret(sides.issuer)),
    Error,
  );
  assertMatch(error.message, /401 after successful authentication/);
  assertEquals(sides.events.filter(({ type }) => type === "issued").length, 1);
});

Deno.test("MCP SDK: it refuses metadata without authorization_endpoint, which are announced for it", async () => {
  await using sides = await world({}, { authorizationEndpoint: false });
  const error = await assertRejects(
    () => sides.greet(bySecret(sides.issuer)),
    Error,
  );
  assertMatch(error.message, /authorization_endpoint/);
});

for (const [alg, { private_jwk }] of Object.entries(KEYS)) {
  Deno.test(`MCP SDK, private_key_jwt: a JWK of ${alg}`, async () => {
    await using sides = await world();
    const provider = new PrivateKeyJwtProvider({
      clientId: "keys",
      privateKey: { ...private_jwk },
      algorithm: alg,
      expectedIssuer: sides.issuer,
      scope: SCOPE,
    });
    assertEquals(await sides.greet(provider), "Hello, keys.");
  });
}

Deno.test("MCP SDK, private_key_jwt: PEM of ES256; of EdDSA the SDK takes a JWK only", async () => {
  await using sides = await world();
  const provider = async (algorithm: "ES256" | "EdDSA") =>
    new PrivateKeyJwtProvider({
      clientId: "keys",
      privateKey: await privateKeyPem(KEYS[algorithm].private_jwk),
      algorithm,
      expectedIssuer: sides.issuer,
      scope: SCOPE,
    });
  assertEquals(await sides.greet(await provider("ES256")), "Hello, keys.");
  const eddsa = await provider("EdDSA");
  const error = await assertRejects(() => sides.greet(eddsa), Error);
  assertEquals(error.message, "Unsupported algorithm EdDSA");
});

const REFUSALS: readonly {
  readonly name: string;
  readonly client?: Partial<Client>;
  readonly provider: (issuer: string) => OAuthClientProvider;
  readonly message: RegExp;
  readonly reasons: readonly string[];
}[] = [
  {
    name: "a resource that the client may not have",
    client: { resources: ["https://other.example.com/"] },
    provider: bySecret,
    message: /resource/,
    reasons: ["resource_not_registered"],
  },
  {
    name: "a wrong secret, which it tries twice",
    provider: (issuer) => bySecret(issuer, "wrong"),
    message: /Client authentication failed/,
    reasons: ["wrong_secret", "wrong_secret"],
  },
  {
    name: "too little scope: it ignores the scope of the challenge",
    provider: (issuer) => bySecret(issuer, SECRET, "other"),
    message: /403 after trying upscoping/,
    reasons: [],
  },
  {
    name: "another issuer than it expects",
    provider: () => bySecret("https://elsewhere.example.com"),
    message: /is not presented to/,
    reasons: [],
  },
];

for (const { name, client = {}, provider, message, reasons } of REFUSALS) {
  Deno.test(`MCP SDK: refused for ${name}`, async () => {
    await using sides = await world(client);
    const error = await assertRejects(
      () => sides.greet(provider(sides.issuer)),
      Error,
    );
    assertMatch(error.message, message);
    assertEquals(refusals(sides), reasons);
  });
}
