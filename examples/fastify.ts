// In a Fastify application, on Node 22.18 or later: node fastify.ts
import process from "node:process";
import fastify from "fastify";
import {
  clientCredentials,
  createAuthorizationServer,
  generateSigner,
  memoryStorage,
} from "@mintmark/oauth";
import { requestListener } from "@mintmark/oauth/node";

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

const app = fastify();

// Before Fastify parses bodies: a request for one of our paths is answered
// here, any other goes on to `done`.
const listener = requestListener(server);
app.addHook("onRequest", (request, reply, done) => {
  listener(request.raw, reply.raw, done);
});

app.get("/", () => "Hello.");

await app.listen({ port });
console.log(`serving on http://localhost:${port}`);
process.once("SIGTERM", () => app.close());
