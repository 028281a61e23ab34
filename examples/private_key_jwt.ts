// A client without a secret signs with a key that never leaves it. Both sides,
// on Deno: deno run --allow-net --allow-env private_key_jwt.ts
import {
  clientCredentials,
  createAuthorizationServer,
  generatePrivateKey,
  generateSigner,
  memoryStorage,
} from "@mintmark/oauth";
import * as openid from "openid-client";

const port = Number(Deno.env.get("PORT") ?? 8080);
const issuer = `http://localhost:${port}`;

// The client makes its key, once, and hands out the public part.
const { kid, private_jwk, public_jwk } = await generatePrivateKey("ES256");

// The server registers that.
const server = createAuthorizationServer({
  issuer,
  storage: memoryStorage({
    clients: [{
      client_id: "backend",
      jwks: { keys: [public_jwk] },
      grant_types: ["client_credentials"],
      scope: "orders.read",
      default_scope: "orders.read",
    }],
  }),
  signer: await generateSigner("ES256"),
  grants: [clientCredentials()],
  defaultAudience: "https://api.example.com/",
  clientAuthenticationMethods: ["private_key_jwt"],
});
const http = Deno.serve({ port, onListen: () => {} }, server.fetch);
console.log(`serving on ${issuer}`);

// The client signs an assertion for every request; the library does it.
const key = await crypto.subtle.importKey(
  "jwk",
  private_jwk as JsonWebKey,
  { name: "ECDSA", namedCurve: "P-256" },
  false,
  ["sign"],
);
const client = await openid.discovery(
  new URL(issuer),
  "backend",
  undefined,
  openid.PrivateKeyJwt({ key, kid }),
  { algorithm: "oauth2", execute: [openid.allowInsecureRequests] },
);
const { expires_in, scope } = await openid.clientCredentialsGrant(client);
console.log(`a token for ${expires_in} seconds, with the scope ${scope}`);

Deno.addSignalListener(
  "SIGTERM",
  () => http.shutdown().then(() => Deno.exit()),
);
