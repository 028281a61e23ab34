import { assertEquals } from "@std/assert";
import { ISSUER } from "../fixtures.ts";
import { testVerifier } from "./tokens.ts";

const MCP = "https://api.example.com/mcp";

/** RFC 9728 §3.1: resource, path, URL. */
const PLACES: readonly [string, string, string][] = [
  [
    "https://api.example.com",
    "/.well-known/oauth-protected-resource",
    "https://api.example.com/.well-known/oauth-protected-resource",
  ],
  [
    "https://api.example.com/",
    "/.well-known/oauth-protected-resource",
    "https://api.example.com/.well-known/oauth-protected-resource",
  ],
  [
    MCP,
    "/.well-known/oauth-protected-resource/mcp",
    "https://api.example.com/.well-known/oauth-protected-resource/mcp",
  ],
  [
    "https://api.example.com/a/b/",
    "/.well-known/oauth-protected-resource/a/b/",
    "https://api.example.com/.well-known/oauth-protected-resource/a/b/",
  ],
  [
    "https://api.example.com/a?tenant=1",
    "/.well-known/oauth-protected-resource/a",
    "https://api.example.com/.well-known/oauth-protected-resource/a?tenant=1",
  ],
  [
    "http://localhost:8081/mcp",
    "/.well-known/oauth-protected-resource/mcp",
    "http://localhost:8081/.well-known/oauth-protected-resource/mcp",
  ],
];

for (const [resource, path, url] of PLACES) {
  Deno.test(`metadata, RFC 9728 §3.1: those of ${resource} are at ${url}`, async () => {
    const { metadataPath, protect } = testVerifier({ metadata: { resource } });
    const { headers } = await protect(() => new Response())(new Request(MCP));

    assertEquals(metadataPath, path);
    assertEquals(
      headers.get("www-authenticate"),
      `Bearer realm="resource server", resource_metadata="${url}"`,
    );
  });
}

Deno.test("metadata, RFC 9728 §2: the document is what was said, and whose tokens are accepted", async () => {
  const { handleMetadataRequest } = testVerifier({
    metadata: {
      resource: MCP,
      scopes_supported: ["orders.read"],
      resource_name: "Orders",
      resource_documentation: "https://api.example.com/docs",
      resource_policy_uri: "https://api.example.com/policy",
      resource_tos_uri: "https://api.example.com/terms",
    },
  });
  const response = await handleMetadataRequest(new Request(MCP));

  assertEquals(response.status, 200);
  assertEquals(await response.json(), {
    resource: MCP,
    scopes_supported: ["orders.read"],
    resource_name: "Orders",
    resource_documentation: "https://api.example.com/docs",
    resource_policy_uri: "https://api.example.com/policy",
    resource_tos_uri: "https://api.example.com/terms",
    authorization_servers: [ISSUER],
    bearer_methods_supported: ["header"],
  });
});

Deno.test("metadata: pages of every origin may read them", async () => {
  const { handleMetadataRequest } = testVerifier({
    metadata: { resource: MCP },
  });
  const ask = (method: string) =>
    handleMetadataRequest(new Request(MCP, { method }));
  const get = await ask("GET");

  assertEquals(get.headers.get("access-control-allow-origin"), "*");
  assertEquals(get.headers.get("cache-control"), "public, max-age=300");
  assertEquals(await (await ask("HEAD")).text(), "");
  assertEquals((await ask("OPTIONS")).status, 204);
  assertEquals((await ask("POST")).status, 405);
});

Deno.test("metadata: where none are given there are none", async () => {
  const { handleMetadataRequest, metadataPath } = testVerifier();
  const { status } = await handleMetadataRequest(new Request(MCP));

  assertEquals([status, metadataPath], [404, undefined]);
});
