// On Cloudflare Workers and workerd. ISSUER is a variable; SIGNING_KEY (PKCS#8
// in PEM) and CLIENTS (a JSON array) are secrets.
import {
  type AuthorizationServer,
  clientCredentials,
  createAuthorizationServer,
  importSigner,
  memoryStorage,
} from "@mintmark/oauth";

interface Env {
  readonly ISSUER: string;
  readonly SIGNING_KEY: string;
  readonly CLIENTS: string;
}

async function createServer(env: Env): Promise<AuthorizationServer> {
  return createAuthorizationServer({
    issuer: env.ISSUER,
    storage: memoryStorage({ clients: JSON.parse(env.CLIENTS) }),
    signer: await importSigner("ES256", env.SIGNING_KEY),
    grants: [clientCredentials()],
    accessTokenSeconds: 30 * 60,
  });
}

// Made by the first request to an isolate: there is no `env` before it. Kept is
// the server and not a promise of it, which would end with its request.
let server: AuthorizationServer | undefined;

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    server ??= await createServer(env);
    return server.fetch(request);
  },
};
