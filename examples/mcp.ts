// A server of the Model Context Protocol that takes tokens, and a client that
// finds the token service by itself: deno run --allow-net --allow-env mcp.ts
import * as mintmark from "@mintmark/oauth";
import { createVerifier } from "@mintmark/oauth/resource-server";
import { ClientCredentialsProvider } from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";

const port = Number(Deno.env.get("PORT") ?? 8080);
const issuer = `http://localhost:${port}`;
const resource = `${issuer}/mcp`; // it may well be on another server
const scope = "tools.call";

const agent = {
  client_id: "test-client",
  client_secrets: [{ hash: await mintmark.hashClientSecret("foobar") }],
  grant_types: ["client_credentials"],
  scope,
  resources: [resource],
};
const server = mintmark.createAuthorizationServer({
  issuer,
  storage: mintmark.memoryStorage({ clients: [agent] }),
  signer: await mintmark.generateSigner("ES256"),
  grants: [mintmark.clientCredentials()],
});

const metadata = { resource, scopes_supported: [scope] };
const tools = createVerifier({ issuer, audience: resource, metadata });
const call = tools.protect(async (request, { client_id }) => {
  const mcp = new McpServer({ name: "tools", version: "1.0.0" });
  const text = `Hello, ${client_id}.`;
  mcp.registerTool("greet", {}, () => ({ content: [{ type: "text", text }] }));
  const transport = new WebStandardStreamableHTTPServerTransport();
  await mcp.connect(transport);
  return transport.handleRequest(request);
}, { scope });
const http = Deno.serve({ port, onListen: () => {} }, (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/mcp") return call(request);
  const isMetadata = pathname === tools.metadataPath;
  return (isMetadata ? tools.handleMetadataRequest : server.fetch)(request);
});

const authProvider = new ClientCredentialsProvider({
  clientId: "test-client",
  clientSecret: "foobar",
  expectedIssuer: issuer, // nobody else is shown the secret
  scope,
});
const client = new Client({ name: "agent", version: "1.0.0" });
const url = new URL(resource); // all that the client knows of the tools
await client.connect(new StreamableHTTPClientTransport(url, { authProvider }));
console.log(JSON.stringify(await client.callTool({ name: "greet" })));
await client.close();
const stop = () => http.shutdown().then(() => Deno.exit());
Deno.addSignalListener("SIGTERM", stop);
console.log(`serving on ${issuer}`);
