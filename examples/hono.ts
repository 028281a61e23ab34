// In a Hono application, here on Deno: deno run --allow-net --allow-env hono.ts
import { Hono } from "hono";
import {
  clientCredentials,
  createAuthorizationServer,
  generateSigner,
  memoryStorage,
} from "@mintmark/oauth";

const port = Number(Deno.env.get("PORT") ?? 8080);

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

const app = new Hono();
app.get("/", (c) => c.text("Hello."));

// Where only the token endpoint is wanted, `server.handleTokenRequest` answers
// at any path.
for (const path of ["/token", "/jwks", "/authorize", "/.well-known/*"]) {
  app.all(path, (c) => server.fetch(c.req.raw));
}

const http = Deno.serve({
  port,
  onListen: () => console.log(`serving on http://localhost:${port}`),
}, app.fetch);
Deno.addSignalListener("SIGTERM", async () => {
  await http.shutdown();
  Deno.exit();
});
