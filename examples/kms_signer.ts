// Signs with a key that never leaves AWS KMS: KMS_KEY is its id or ARN, and
// KMS_PUBLIC_KEY its public half in PEM. It must be ECC_NIST_P256, SIGN_VERIFY.
import {
  clientCredentials,
  createAuthorizationServer,
  ecdsaSignatureFromDer,
  memoryStorage,
  publicJwkFromPem,
  remoteSigner,
} from "@mintmark/oauth";
import { serve } from "@mintmark/oauth/deno";
import { AwsClient } from "aws4fetch";

const env = Deno.env.toObject();
const url = env.KMS_URL ?? `https://kms.${env.AWS_REGION}.amazonaws.com/`;
const aws = new AwsClient({
  accessKeyId: env.AWS_ACCESS_KEY_ID!,
  secretAccessKey: env.AWS_SECRET_ACCESS_KEY!,
  ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
  ...{ region: env.AWS_REGION!, service: "kms", retries: 0 },
});

const signer = remoteSigner({
  alg: "ES256",
  publicJwk: await publicJwkFromPem("ES256", env.KMS_PUBLIC_KEY!),
  async sign(data, signal) {
    const digest = await crypto.subtle.digest("SHA-256", data);
    const response = await aws.fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "TrentService.Sign",
      },
      body: JSON.stringify({
        KeyId: env.KMS_KEY,
        Message: new Uint8Array(digest).toBase64(),
        MessageType: "DIGEST", // a whole token can be too long for RAW
        SigningAlgorithm: "ECDSA_SHA_256",
      }),
      signal,
    });
    if (!response.ok) throw new Error(`KMS answers ${response.status}`);
    const { Signature } = await response.json();
    return ecdsaSignatureFromDer(Uint8Array.fromBase64(Signature), "ES256");
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
