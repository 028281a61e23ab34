// A program of plain Node: it serves, asks for a token, verifies it, and says
// in one line of JSON what happened.
import {
  clientCredentials,
  createAuthorizationServer,
  generateSigner,
  memoryStorage,
} from "@mintmark/oauth";
import { serve } from "@mintmark/oauth/node";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { createRequire } from "node:module";
import process from "node:process";

const warnings = [];
process.on("warning", (warning) => warnings.push(String(warning)));

const events = [];
const stop = new AbortController();
const server = createAuthorizationServer({
  issuer: "http://localhost:8080",
  storage: memoryStorage({
    clients: [{
      client_id: "test-client",
      client_secrets: [{
        hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
      }],
      grant_types: ["client_credentials"],
      default_resource: "https://api.example.com/",
    }],
  }),
  signer: await generateSigner("EdDSA"),
  grants: [clientCredentials()],
  onEvent: (event) => events.push(event.warning ?? event.type),
});
const { address, finished } = await serve(server, {
  port: 0,
  signal: stop.signal,
});
const origin = `http://${address.hostname}:${address.port}`;

const response = await fetch(`${origin}/token`, {
  method: "POST",
  body: new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "test-client",
    client_secret: "foobar",
  }),
});
const { access_token, ...rest } = await response.json();
const { payload, protectedHeader } = await jwtVerify(
  access_token,
  createRemoteJWKSet(new URL(`${origin}/jwks`)),
  {
    issuer: "http://localhost:8080",
    audience: "https://api.example.com/",
    typ: "at+jwt",
  },
);
stop.abort();
await finished;

// CommonJS gets the same module.
const required = createRequire(import.meta.url)("@mintmark/oauth");

console.log(JSON.stringify({
  version: process.version,
  status: response.status,
  answer: rest,
  subject: payload.sub,
  alg: protectedHeader.alg,
  events,
  isSameForCommonJs:
    required.createAuthorizationServer === createAuthorizationServer,
  warnings,
}));
