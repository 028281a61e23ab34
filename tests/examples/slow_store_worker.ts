// A Worker whose store is as slow as the client id says, in milliseconds.
import {
  type AuthorizationServer,
  clientCredentials,
  createAuthorizationServer,
  generateSigner,
} from "@mintmark/oauth";

let server: AuthorizationServer | undefined;

async function createServer(): Promise<AuthorizationServer> {
  return createAuthorizationServer({
    issuer: "https://as.example.com",
    storage: {
      clients: {
        async get(client_id) {
          await new Promise((done) => setTimeout(done, Number(client_id)));
          return undefined;
        },
      },
    },
    signer: await generateSigner("ES256"),
    grants: [clientCredentials()],
    failureMilliseconds: 0,
    seamMilliseconds: 1_000,
  });
}

export default {
  async fetch(request: Request): Promise<Response> {
    server ??= await createServer();
    return server.handleTokenRequest(request);
  },
};
