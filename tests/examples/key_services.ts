/**
 * Key services on a port of this machine, which speak as the real ones do and
 * check what they are asked as strictly. What signs is not what verifies.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { generateKeyPairSync, sign } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import { assertSigV4 } from "./sigv4.ts";

/** The key that a service keeps. */
const { privateKey, publicKey } = generateKeyPairSync("ec", {
  namedCurve: "P-256",
});

/** Its public half, as a service hands it out. */
export const PUBLIC_KEY = publicKey.export({
  type: "spki",
  format: "pem",
}) as string;

/** What a service is asked. */
interface Asked {
  readonly request: Request;
  readonly text: string;
}

/** How a service answers; what it throws is what it complains of. */
type Answer = (asked: Asked) => Promise<unknown> | unknown;

/** A service that is not what it should be is down. */
export interface KeyService extends AsyncDisposable {
  /** Where it is. */
  readonly origin: string;
  /** What happens to it. */
  state: "up" | "failing" | "hanging";
  /** How often it was asked to sign. */
  asked: number;
  /** What it did not like in what it was asked. */
  readonly complaints: readonly string[];
}

/** Starts a service. */
export function startService(answer: Answer): KeyService {
  const complaints: string[] = [];
  const over = Promise.withResolvers<void>();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      if (request.method === "GET") return googleToken(request);
      service.asked++;
      if (service.state === "hanging") await over.promise;
      if (service.state !== "up") return new Response("{}", { status: 503 });
      try {
        const text = await request.text();
        return Response.json(await answer({ request, text }));
      } catch (error) {
        complaints.push(String(error));
        return new Response("{}", { status: 400 });
      }
    },
  );
  const service: KeyService = {
    origin: `http://127.0.0.1:${server.addr.port}`,
    state: "up",
    asked: 0,
    complaints,
    async [Symbol.asyncDispose]() {
      over.resolve();
      await server.shutdown();
    },
  };
  return service;
}

/** An ECDSA signature of a digest, in DER, by another implementation. */
function signDigest(digest: string): string {
  const bytes = Buffer.from(digest, "base64");
  expect(bytes.length === 32, "the digest has 32 bytes");
  const { d } = privateKey.export({ format: "jwk" });
  const der = p256.sign(bytes, Buffer.from(d!, "base64url"), {
    prehash: false,
    lowS: false,
    format: "der",
  });
  return Buffer.from(der).toString("base64");
}

function expect(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`not true: ${what}`);
}

/** AWS KMS: JSON 1.1 and Signature Version 4. */
export const awsKms: Answer = async ({ request, text }) => {
  await assertSigV4(request, text);
  const { headers } = request;
  expect(headers.get("x-amz-target") === "TrentService.Sign", "the target");
  expect(
    headers.get("content-type") === "application/x-amz-json-1.1",
    "the content type",
  );
  const { KeyId, Message, MessageType, SigningAlgorithm } = JSON.parse(text);
  expect(KeyId === KEY, "the key");
  expect(MessageType === "DIGEST", "the message is a digest");
  expect(SigningAlgorithm === "ECDSA_SHA_256", "the algorithm");
  return { KeyId, Signature: signDigest(Message), SigningAlgorithm };
};

/** The name of the key, with what a URL must not trip over. */
export const KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k/" +
  "cryptoKeyVersions/1";

const GOOGLE_TOKEN = "ya29.token";

/** The metadata server of Google Cloud, where workloads find their token. */
function googleToken(request: Request): Response {
  const { pathname } = new URL(request.url);
  const isAsked = request.headers.get("metadata-flavor") === "Google" &&
    pathname ===
      "/computeMetadata/v1/instance/service-accounts/default/token";
  if (!isAsked) return new Response("", { status: 403 });
  return Response.json({
    access_token: GOOGLE_TOKEN,
    expires_in: 3599,
    token_type: "Bearer",
  });
}

/** Google Cloud KMS: REST with a digest. */
export const googleKms: Answer = ({ request, text }) => {
  const { pathname } = new URL(request.url);
  expect(pathname === `/v1/${KEY}:asymmetricSign`, "the path");
  expect(
    request.headers.get("authorization") === `Bearer ${GOOGLE_TOKEN}`,
    "the token",
  );
  const { digest, ...rest } = JSON.parse(text);
  expect(Object.keys(rest).length === 0, "nothing but a digest");
  expect(Object.keys(digest).join() === "sha256", "of SHA-256");
  return { name: KEY, signature: signDigest(digest.sha256) };
};

/** The token for Vault. */
export const VAULT_TOKEN = "hvs.token";

/** HashiCorp Vault, Transit: it hashes itself, and can write as JWS. */
export const vaultTransit: Answer = ({ request, text }) => {
  const { pathname } = new URL(request.url);
  expect(pathname === `/v1/transit/sign/${KEY}`, "the path");
  expect(request.headers.get("x-vault-token") === VAULT_TOKEN, "the token");
  const asked = JSON.parse(text);
  expect(asked.hash_algorithm === "sha2-256", "the hash");
  expect(asked.marshaling_algorithm === "jws", "the form");
  expect(asked.key_version === 1, "the version");
  const signature = sign("sha256", Buffer.from(asked.input, "base64"), {
    key: privateKey,
    dsaEncoding: "ieee-p1363",
  }).toString("base64url");
  return { data: { key_version: 1, signature: `vault:v1:${signature}` } };
};
