// A server that nobody asks to fetch anything: it answers one token request,
// over a bare socket, and says whether Node loaded what `fetch` is made of.
import { once } from "node:events";
import { connect } from "node:net";
import {
  clientCredentials,
  createAuthorizationServer,
  generateClientSecret,
  generatePrivateKey,
  memoryStorage,
} from "@mintmark/oauth";
import { importSigner, serve } from "@mintmark/oauth/node";

const { secret, hash } = generateClientSecret();
const { private_jwk } = await generatePrivateKey("EdDSA");
const server = createAuthorizationServer({
  issuer: "http://localhost:8080",
  storage: memoryStorage({
    clients: [{
      client_id: "test-client",
      client_secrets: [{ hash }],
      grant_types: ["client_credentials"],
    }],
  }),
  signer: await importSigner("EdDSA", private_jwk),
  grants: [clientCredentials()],
  onEvent: () => {},
});
const ending = new AbortController();
const { address, finished } = await serve(server, {
  port: 0,
  signal: ending.signal,
});

const socket = connect(address.port, address.hostname);
const form = "grant_type=client_credentials&client_id=test-client" +
  `&client_secret=${secret}`;
socket.write(
  "POST /token HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n" +
    "content-type: application/x-www-form-urlencoded\r\n" +
    `content-length: ${form.length}\r\n\r\n${form}`,
);
let answer = "";
socket.on("data", (piece) => answer += piece);
await once(socket, "end");
ending.abort();
await finished;

const hasFetch = () =>
  process.moduleLoadList.some((name) => name.includes("undici"));
const loaded = hasFetch();
// So that the question is known to find it.
new Response();
console.log(JSON.stringify({
  status: Number(answer.slice("HTTP/1.1 ".length).slice(0, 3)),
  loaded,
  found: hasFetch(),
}));
