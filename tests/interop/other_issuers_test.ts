/** Tokens of another token service, verified by ours. */

import { assertEquals } from "@std/assert";
import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "npm:oidc-provider@^9.13.3";
import { createVerifier } from "@mintmark/oauth/resource-server";
import { freeOrigin } from "../runtimes/served.ts";

const API = "https://api.example.com/";
const SCOPE = "orders.read";

const CLIENT = {
  client_id: "orders",
  client_secret: "a secret of the test",
  grant_types: ["client_credentials"],
  response_types: [],
  redirect_uris: [],
  token_endpoint_auth_method: "client_secret_post",
  id_token_signed_response_alg: "ES256",
};

/** What oidc-provider says of the resource, and of its tokens. */
const RESOURCE = {
  scope: SCOPE,
  audience: API,
  accessTokenFormat: "jwt",
  accessTokenTTL: 600,
  jwt: { sign: { alg: "ES256" } },
};

Deno.test("interop: the verifier takes RFC 9068 tokens of oidc-provider, by its issuer alone", async () => {
  const issuer = freeOrigin();
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const key = { ...await exportJWK(privateKey), use: "sig", kid: "2026-11" };
  const provider = new Provider(issuer, {
    jwks: { keys: [key] },
    clients: [CLIENT],
    scopes: [SCOPE],
    ttl: { ClientCredentials: 600 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => RESOURCE,
      },
    },
  });
  const { promise: listens, resolve } = Promise.withResolvers<void>();
  const { hostname, port } = new URL(issuer);
  const server = provider.listen(Number(port), hostname, () => resolve());
  try {
    await listens;
    const { client_id, client_secret } = CLIENT;
    const response = await fetch(`${issuer}/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id,
        client_secret,
        resource: API,
        scope: SCOPE,
      }),
    });
    const { access_token } = await response.json();
    const { verify } = createVerifier({ issuer, audience: API });
    const claims = await verify(access_token, { scope: SCOPE });

    assertEquals(
      [claims.client_id, claims.sub, claims.exp - claims.iat],
      [client_id, client_id, 600],
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
