// In an Express application, on Node 22.18 or later: node express.ts
import process from "node:process";
// @ts-types="@types/express"
import express from "express";
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

const app = express();

// A parser that must come first has to keep what it reads: node express.ts
// --parser-first. A parsed body alone is refused, since it no longer tells
// which parameters were repeated.
if (process.argv.includes("--parser-first")) {
  app.use(express.urlencoded({
    extended: false,
    verify: (request, _response, rawBody) => {
      Object.assign(request, { rawBody });
    },
  }));
}

// Better in front of parsers. Requests for other paths go on to what follows.
app.use(requestListener(server));

app.use(express.urlencoded({ extended: false }));
app.post("/greet", (request, response) => {
  response.send(`Hello, ${request.body.name}.`);
});

const http = app.listen(port, () => {
  console.log(`serving on http://localhost:${port}`);
});
process.once("SIGTERM", () => http.close());
