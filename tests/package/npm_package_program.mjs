// A program that has nothing but the package: it asks a server for a token
// without any socket, verifies it, and says in one line of JSON what happened.
// It does not close the server: nothing may keep its process alive.
import {
  clientCredentials,
  createAuthorizationServer,
  generatePrivateKey,
  generateSigner,
  memoryStorage,
} from "@mintmark/oauth";
import { createLocalJWKSet, jwtVerify } from "jose";

const events = [];
const { fetch } = createAuthorizationServer({
  issuer: "http://localhost:8080",
  storage: memoryStorage({
    clients: [{
      client_id: "test-client",
      client_secrets: [{
        hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
      }],
      grant_types: ["client_credentials"],
    }],
  }),
  signer: await generateSigner("RS256"),
  grants: [clientCredentials()],
  onEvent: (event) => events.push(event.warning ?? event.type),
});

const response = await fetch(
  new Request("http://localhost:8080/token", {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "test-client",
      client_secret: "foobar",
    }),
  }),
);
const { access_token, ...answer } = await response.json();
const jwks = await fetch(new Request("http://localhost:8080/jwks"));
const { payload, protectedHeader } = await jwtVerify(
  access_token,
  createLocalJWKSet(await jwks.json()),
  {
    issuer: "http://localhost:8080",
    audience: "http://localhost:8080",
    typ: "at+jwt",
  },
);

const runtime = globalThis.Bun === undefined ? "node" : "bun";
const { importSigner, resolveHost } = await import(
  `@mintmark/oauth/${runtime}`
);
const localhost = await resolveHost("localhost");

// What the runtime signs by itself verifies with another library.
const signed = [];
for (const alg of ["EdDSA", "Ed25519", "ES256"]) {
  const { private_jwk } = await generatePrivateKey(alg);
  const signer = await importSigner(alg, private_jwk);
  for (let i = 0; i < 100; i++) {
    const input = [{ alg }, { i }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString("base64url")
    ).join(".");
    const signature = await signer.sign(new TextEncoder().encode(input));
    const jwt = `${input}.${Buffer.from(signature).toString("base64url")}`;
    await jwtVerify(jwt, createLocalJWKSet({ keys: [signer.publicJwk] }));
  }
  signed.push(alg);
}

console.log(JSON.stringify({
  runtime,
  isLocal: localhost.some((address) => ["127.0.0.1", "::1"].includes(address)),
  status: response.status,
  answer,
  subject: payload.sub,
  alg: protectedHeader.alg,
  signed,
  events,
}));
