// Signing keys that rotate, in a file that all processes of a machine share:
// deno run -A key_rotation.ts, and to revoke a key, key_rotation.ts revoke KID
import {
  clientCredentials,
  createAuthorizationServer,
  createKeyRing,
} from "@mintmark/oauth";
import { serve } from "@mintmark/oauth/deno";
import { sqliteStorage } from "@mintmark/oauth/storage/sqlite";

const env = Deno.env.toObject();
const storage = await sqliteStorage({ file: env.DATABASE ?? "mintmark.db" });

const keys = createKeyRing({
  store: storage.keys,
  policy: {
    algs: ["ES256"],
    maxAccessTokenSeconds: 3_600, // the key of a token is published as long
    ...JSON.parse(env.POLICY ?? "{}"), // such as {"signingSeconds":604800}
  },
  // openssl rand 32 | basenc --base64url | tr -d =
  ...(env.WRAPPING_KEY && { wrappingKeys: [env.WRAPPING_KEY] }),
});

if (Deno.args[0] === "revoke") {
  await keys.revokeKey(Deno.args[1] ?? "");
  await storage.close();
  Deno.exit();
}

await storage.clients.put({
  client_id: "test-client",
  client_secrets: [{ // "foobar"
    hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
  }],
  grant_types: ["client_credentials"],
});

const port = Number(env.PORT ?? 8080);
const server = createAuthorizationServer({
  issuer: `http://localhost:${port}`,
  storage,
  keys,
  grants: [clientCredentials()],
  accessTokenSeconds: keys.maxAccessTokenSeconds,
  maxAccessTokenSeconds: keys.maxAccessTokenSeconds,
});

const stop = new AbortController();
Deno.addSignalListener("SIGTERM", () => stop.abort());
const { finished } = await serve(server, { port, signal: stop.signal });
console.log(`serving on http://localhost:${port}`);
await finished;
await storage.close();
