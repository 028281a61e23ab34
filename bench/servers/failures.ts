// A server with one client for each way in which authentication fails; it says
// its port. Runs on Deno, Bun and Node.
import {
  type Client,
  clientCredentials,
  createAuthorizationServer,
  generateClientSecret,
  generateSigner,
  hashClientSecret,
  memoryStorage,
} from "@mintmark/oauth";
import { pbkdf2Sync } from "node:crypto";
import { SECRET } from "../secret_clients.ts";

/** As Ory Hydra writes it. */
function pbkdf2(secret: string): string {
  const salt = "saltsaltsaltsalt";
  const key = pbkdf2Sync(secret, salt, 25_000, 32, "sha256");
  const base64 = (bytes: Uint8Array) =>
    Buffer.from(bytes).toString("base64").replace(/=+$/, "");
  const saltText = base64(new TextEncoder().encode(salt));
  return `$pbkdf2-sha256$i=25000,l=32$${saltText}$${base64(key)}`;
}

const cost10 = await hashClientSecret(SECRET);
const cost12 = await hashClientSecret(SECRET, { cost: 12 });
const client = (client_id: string, members: Partial<Client>): Client => ({
  client_id,
  grant_types: ["client_credentials"],
  client_secrets: [{ hash: cost10 }],
  ...members,
});

const server = createAuthorizationServer({
  issuer: "http://127.0.0.1",
  storage: memoryStorage({
    clients: [
      client("bcrypt-10", {}),
      client("bcrypt-12", { client_secrets: [{ hash: cost12 }] }),
      client("pbkdf2", { client_secrets: [{ hash: pbkdf2(SECRET) }] }),
      client("sha256", {
        client_secrets: [{ hash: generateClientSecret().hash }],
      }),
      client("disabled", { disabled: true }),
      client("expired", { client_secrets: [{ hash: cost10, expires_at: 1 }] }),
      client("basic-only", {
        token_endpoint_auth_method: "client_secret_basic",
      }),
    ],
  }),
  signer: await generateSigner("EdDSA"),
  grants: [clientCredentials()],
  failureBudget: false,
  onEvent: () => {},
});

const { serve } = await import(
  "Bun" in globalThis
    ? "@mintmark/oauth/bun"
    : "Deno" in globalThis
    ? "@mintmark/oauth/deno"
    : "@mintmark/oauth/node"
);
const { address } = await serve(server, { port: 0 });
console.log(address.port);
