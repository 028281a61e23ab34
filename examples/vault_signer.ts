// Signs with a key that never leaves HashiCorp Vault (Transit, ecdsa-p256):
// KMS_KEY is its name and KMS_PUBLIC_KEY the public half of version 1 in PEM.
import {
  clientCredentials,
  createAuthorizationServer,
  memoryStorage,
  publicJwkFromPem,
  remoteSigner,
} from "@mintmark/oauth";
import { serve } from "@mintmark/oauth/deno";

const env = Deno.env.toObject();

const signer = remoteSigner({
  alg: "ES256",
  publicJwk: await publicJwkFromPem("ES256", env.KMS_PUBLIC_KEY!),
  async sign(data, signal) {
    const url = `${env.VAULT_ADDR}/v1/transit/sign/${env.KMS_KEY}`;
    const response = await fetch(url, {
      method: "POST",
      headers: { "x-vault-token": env.VAULT_TOKEN! },
      body: JSON.stringify({
        input: data.toBase64(),
        key_version: 1, // a rotated key is another key, with another kid
        hash_algorithm: "sha2-256",
        marshaling_algorithm: "jws",
      }),
      signal,
    });
    if (!response.ok) throw new Error(`Vault answers ${response.status}`);
    const [, , signature] = (await response.json()).data.signature.split(":");
    return Uint8Array.fromBase64(signature, { alphabet: "base64url" });
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
