/**
 * A token service and tools of the Model Context Protocol behind a verifier,
 * for the official SDK.
 *
 * @module
 */

import {
  type AuthorizationServerEvent,
  type Client as RegisteredClient,
  clientCredentials,
  createAuthorizationServer,
  generatePrivateKey,
  generateSigner,
  hashClientSecret,
  memoryStorage,
} from "@mintmark/oauth";
import { createVerifier } from "@mintmark/oauth/resource-server";
import type { OAuthClientProvider } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { freePort } from "../program.ts";

/** The secret of the client `secret`, in which Basic escapes what the SDK does not. */
export const SECRET = "a+b%2F c:d";
/** What the tools ask for. */
export const SCOPE = "tools.call";
const HASH = await hashClientSecret(SECRET);
/** The keys of the client `keys`. */
export const KEYS = {
  RS256: await generatePrivateKey("RS256"),
  ES256: await generatePrivateKey("ES256"),
  EdDSA: await generatePrivateKey("EdDSA"),
};

/** Both sides, and what passed between them and the client. */
export interface World extends AsyncDisposable {
  /** The token service. */
  readonly issuer: string;
  /** The tools. */
  readonly resource: string;
  /** What the token service told. */
  readonly events: AuthorizationServerEvent[];
  /** What the client asked for, with the statuses of the answers. */
  readonly exchanges: string[];
  /** Connects a client that has this provider, and calls the tool. */
  greet(authProvider: OAuthClientProvider): Promise<unknown>;
}

/**
 * Starts both sides.
 *
 * @param registered What the clients have besides the usual.
 * @param options Where the tools are, whom they are for by their own account,
 * and whether an authorization endpoint is announced.
 */
export async function world(
  registered: Partial<RegisteredClient> = {},
  { path = "/mcp", audience, authorizationEndpoint = true }: {
    readonly path?: string;
    readonly audience?: string;
    readonly authorizationEndpoint?: boolean;
  } = {},
): Promise<World> {
  const issuer = `http://localhost:${freePort()}`;
  const origin = `http://localhost:${freePort()}`;
  const resource = origin + path;
  const events: AuthorizationServerEvent[] = [];
  const exchanges: string[] = [];
  const common = {
    grant_types: ["client_credentials"],
    scope: `${SCOPE} other`,
    resources: [resource],
    ...registered,
  };
  const keys = Object.values(KEYS).map(({ public_jwk }) => public_jwk);
  const { fetch: tokens } = createAuthorizationServer({
    issuer,
    storage: memoryStorage({
      clients: [
        { client_id: "secret", client_secrets: [{ hash: HASH }], ...common },
        { client_id: "keys", jwks: { keys }, ...common },
      ],
    }),
    signer: await generateSigner("ES256"),
    grants: [clientCredentials()],
    failureMilliseconds: 1,
    authorizationEndpoint,
    onEvent: (event) => void events.push(event),
  });
  const { protect, handleMetadataRequest, metadataPath } = createVerifier({
    issuer,
    audience: audience ?? resource,
    metadata: { resource, scopes_supported: [SCOPE] },
  });
  const call = protect(async (request, { client_id }) => {
    const tools = new McpServer({ name: "tools", version: "1.0.0" });
    tools.registerTool("greet", {}, () => ({
      content: [{ type: "text", text: `Hello, ${client_id}.` }],
    }));
    const transport = new WebStandardStreamableHTTPServerTransport();
    // deno-lint-ignore no-explicit-any -- exactOptionalPropertyTypes differ
    await tools.connect(transport as any);
    return transport.handleRequest(request);
  }, { scope: SCOPE });
  // Not `shutdown`: it would wait for streams of events that nobody reads.
  const ending = new AbortController();
  const { signal } = ending;
  const servers = [
    Deno.serve(
      { port: Number(new URL(issuer).port), signal, onListen: () => {} },
      tokens,
    ),
    Deno.serve(
      { port: Number(new URL(resource).port), signal, onListen: () => {} },
      (request) =>
        new URL(request.url).pathname === metadataPath
          ? handleMetadataRequest(request)
          : call(request),
    ),
  ];
  return {
    issuer,
    resource,
    events,
    exchanges,
    async greet(authProvider) {
      const client = new Client({ name: "agent", version: "1.0.0" });
      const transport = new StreamableHTTPClientTransport(
        new URL(`${origin}/mcp`),
        {
          authProvider,
          fetch: async (url: string | URL, init?: RequestInit) => {
            const response = await fetch(url, init);
            const { pathname } = new URL(url);
            exchanges.push(
              `${init?.method ?? "GET"} ${pathname} ${response.status}`,
            );
            return response;
          },
        },
      );
      try {
        // deno-lint-ignore no-explicit-any -- exactOptionalPropertyTypes differ
        await client.connect(transport as any);
        const { content } = await client.callTool({ name: "greet" });
        return (content as { text: string }[])[0]!.text;
      } finally {
        await client.close();
      }
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.all(servers.map((server) => server.finished));
    },
  };
}

/** Why the token service refused. */
export function refusals({ events }: World): readonly string[] {
  return events.flatMap((event) =>
    event.type === "refused" ? [event.reason] : []
  );
}
