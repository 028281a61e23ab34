// On Bun: bun bun.ts
import process from "node:process";
import {
  clientCredentials,
  createAuthorizationServer,
  generateSigner,
  memoryStorage,
} from "@mintmark/oauth";
import { serve } from "@mintmark/oauth/bun";

const port = Number(process.env.PORT ?? 8080);

const server = createAuthorizationServer({
  issuer: `http://localhost:${port}`,
  storage: memoryStorage({
    clients: [{
      client_id: "test-client",
      client_secrets: [{ // "foobar"
        hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
      }],
      grant_types: ["client_credentials"],
    }],
  }),
  signer: await generateSigner("RS256"),
  grants: [clientCredentials()],
  accessTokenSeconds: 30 * 60,
});

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => stop.abort());
}

const { address, finished } = await serve(server, {
  port,
  signal: stop.signal,
});
console.log(`serving on http://${address.hostname}:${address.port}`);
await finished;
