// A workload without a secret shows the token of its platform. Both sides, and
// a platform that stands for a cluster:
// deno run --allow-net --allow-env workload_identity.ts
import * as mintmark from "@mintmark/oauth";

const port = Number(Deno.env.get("PORT") ?? 8080);
const issuer = `http://localhost:${port}`;

// The platform publishes its key, and signs what it knows of the workload.
const key = await mintmark.generateSigner("ES256");
const platform = Deno.serve({ port: 0, onListen: () => {} }, ({ url }) => {
  const { origin, pathname } = new URL(url);
  if (pathname === "/keys") return Response.json({ keys: [key.publicJwk] });
  return Response.json({ issuer: origin, jwks_uri: `${origin}/keys` });
});
const cluster = `http://localhost:${platform.addr.port}`;
const encode = (bytes: Uint8Array) =>
  bytes.toBase64({ alphabet: "base64url", omitPadding: true });
const text = (value: unknown) =>
  encode(new TextEncoder().encode(JSON.stringify(value)));
async function projectedToken(serviceAccount: string): Promise<string> {
  const iat = Math.floor(Date.now() / 1_000);
  const sub = `system:serviceaccount:billing:${serviceAccount}`;
  const claims = { iss: cluster, sub, aud: issuer, iat, exp: iat + 600 };
  const input = `${text({ alg: key.alg, kid: key.kid })}.${text(claims)}`;
  const { signal } = new AbortController();
  const signature = await key.sign(new TextEncoder().encode(input), signal);
  return `${input}.${encode(signature)}`;
}

// The server trusts one service account of that cluster, and knows no secret.
const account = { namespace: "billing", serviceAccount: "reports" };
const audience = issuer;
const api = "https://api.example.com/";
const server = mintmark.createAuthorizationServer({
  issuer,
  storage: mintmark.memoryStorage({ clients: [] }),
  signer: await mintmark.generateSigner("ES256"),
  grants: [mintmark.jwtBearer({
    rules: [{
      ...mintmark.kubernetesIssuer({ issuer: cluster, audience, ...account }),
      ...{ client_id: "reports", resources: [api], default_resource: api },
      ...{ allowPrivateAddress: true, allowInsecureLoopback: true },
    }],
  })],
});
const http = Deno.serve({ port, onListen: () => {} }, server.fetch);

// The workload: what it has to do is one request.
for (const serviceAccount of ["reports", "default"]) {
  const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  const assertion = await projectedToken(serviceAccount);
  const body = new URLSearchParams({ grant_type, assertion });
  const answer = await fetch(`${issuer}/token`, { method: "POST", body });
  const { error = "a token" } = await answer.json();
  console.log(`${serviceAccount}: ${answer.status}, ${error}`);
}
const stop = () => Promise.all([http.shutdown(), platform.shutdown()]);
Deno.addSignalListener("SIGTERM", () => stop().then(() => Deno.exit()));
console.log(`serving on ${issuer}`);
