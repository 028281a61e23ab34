// The program of fosite's how-to for the client credentials grant.
import {
  clientCredentials,
  createAuthorizationServer,
  generateSigner,
  memoryStorage,
} from "@mintmark/oauth";
import { serve } from "@mintmark/oauth/deno";

const port = Number(Deno.env.get("PORT") ?? 8080);
const hash = "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO";

const server = createAuthorizationServer({
  issuer: `http://localhost:${port}`,
  storage: memoryStorage({
    clients: [{
      client_id: "test-client",
      client_secrets: [{ hash }], // of "foobar"
      grant_types: ["client_credentials"],
    }],
  }),
  signer: await generateSigner("RS256"),
  grants: [clientCredentials()],
  accessTokenSeconds: 30 * 60,
});

// `deno serve` brings its own listener; `deno run` gets one below.
let isServed = false;
export default { fetch: server.fetch, onListen: () => void (isServed = true) };
if (import.meta.main) setTimeout(() => isServed || run());

async function run() {
  const stop = new AbortController();
  Deno.addSignalListener("SIGINT", () => stop.abort());
  Deno.addSignalListener("SIGTERM", () => stop.abort());
  const options = { port, hostname: "0.0.0.0", signal: stop.signal };
  const { finished } = await serve(server, options);
  console.log(`serving on http://0.0.0.0:${port}`);
  await finished.then(() => Deno.exit());
}
