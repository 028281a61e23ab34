// Signs with a key that never leaves Google Cloud KMS: KMS_KEY is the name of a
// version (projects/…/cryptoKeyVersions/1) of EC_SIGN_P256_SHA256, and
// KMS_PUBLIC_KEY its public half in PEM. Runs on Google Cloud.
import {
  clientCredentials,
  createAuthorizationServer,
  ecdsaSignatureFromDer,
  memoryStorage,
  publicJwkFromPem,
  remoteSigner,
} from "@mintmark/oauth";
import { serve } from "@mintmark/oauth/deno";

const env = Deno.env.toObject();
const base = env.KMS_URL ?? "https://cloudkms.googleapis.com";
const host = env.GCE_METADATA_HOST ?? "metadata.google.internal";
const account =
  `http://${host}/computeMetadata/v1/instance/service-accounts/default/token`;

async function read(url: string, init: RequestInit) {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`Google answers ${response.status}`);
  return await response.json();
}

const signer = remoteSigner({
  alg: "ES256",
  publicJwk: await publicJwkFromPem("ES256", env.KMS_PUBLIC_KEY!),
  async sign(data, signal) {
    const headers = { "metadata-flavor": "Google" };
    const { access_token } = await read(account, { headers, signal });
    const hash = await crypto.subtle.digest("SHA-256", data);
    const digest = { sha256: new Uint8Array(hash).toBase64() };
    const { signature } = await read(
      `${base}/v1/${env.KMS_KEY}:asymmetricSign`,
      {
        method: "POST",
        headers: { authorization: `Bearer ${access_token}` },
        body: JSON.stringify({ digest }),
        signal,
      },
    );
    return ecdsaSignatureFromDer(Uint8Array.fromBase64(signature), "ES256");
  },
});

const port = Number(env.PORT ?? 8080);
const server = createAuthorizationServer({
  issuer: `http://localhost:${port}`,
  storage: memoryStorage({ clients: JSON.parse(env.CLIENTS ?? "[]") }),
  signer,
  grants: [clientCredentials()],
});
await serve(server, { port });
console.log(`serving on http://localhost:${port}`);
