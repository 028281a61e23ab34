/**
 * How many tokens a second a verifier verifies, against nothing but
 * `crypto.subtle.verify` over bytes that are decoded already. Key and key set
 * are in memory; one token after the other, all subjects in turns within each
 * round, so that whatever disturbs a round disturbs all.
 *
 * Runs on Deno as it is, and on Node and Bun through `packed.ts`.
 *
 * @module
 */

import process from "node:process";
import { generateSigner } from "@mintmark/oauth";
import { createVerifier } from "@mintmark/oauth/resource-server";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { median, quartiles } from "./statistics.ts";

const WARM_UP = 200;
const ROUNDS = 501;
const TOKENS = 20;

const ISSUER = "https://as.example.com";
const AUDIENCE = "https://api.example.com/";

const ALGORITHMS = {
  EdDSA: { name: "Ed25519" },
  ES256: { name: "ECDSA", hash: "SHA-256", namedCurve: "P-256" },
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
} as const;

type Once = () => Promise<unknown>;

const UTF8 = new TextEncoder();

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-")
    .replaceAll("/", "_").replaceAll("=", "");
}

/** The subjects for one algorithm: each verifies the same token. */
async function subjects(
  alg: keyof typeof ALGORITHMS,
): Promise<ReadonlyMap<string, Once>> {
  const signer = await generateSigner(alg);
  const now = Math.floor(Date.now() / 1000);
  const header = { alg, typ: "at+jwt", kid: signer.kid };
  const claims = {
    iss: ISSUER,
    sub: "test-client",
    aud: AUDIENCE,
    client_id: "test-client",
    scope: "orders.read orders.write",
    iat: now,
    exp: now + 3600,
    jti: "h5TzSZEUTLiSVdHkbdLoFQ",
  };
  const input = [header, claims]
    .map((part) => base64url(UTF8.encode(JSON.stringify(part)))).join(".");
  const data = UTF8.encode(input);
  const signature = new Uint8Array(
    await signer.sign(data, new AbortController().signal),
  );
  const token = `${input}.${base64url(signature)}`;

  const key = await crypto.subtle.importKey(
    "jwk",
    signer.publicJwk as JsonWebKey,
    ALGORITHMS[alg],
    false,
    ["verify"],
  );
  const jwks = { keys: [signer.publicJwk] };
  const { verify } = createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks,
  });
  const scope = { scope: "orders.read" };
  const init = { headers: { authorization: `Bearer ${token}` } };
  const keys = createLocalJWKSet(jwks as unknown as JSONWebKeySet);
  const expected = {
    issuer: ISSUER,
    audience: AUDIENCE,
    typ: "at+jwt",
    requiredClaims: ["exp", "sub", "client_id", "iat", "jti"],
  };
  return new Map<string, Once>([
    ["crypto.subtle.verify", async () => {
      if (
        !await crypto.subtle.verify(ALGORITHMS[alg], key, signature, data)
      ) throw new Error("it is not good");
    }],
    ["verify(token)", () => verify(token, scope)],
    [
      "verify(request), with the Request",
      () => verify(new Request(`${AUDIENCE}orders`, init), scope),
    ],
    ["jwtVerify of jose", () => jwtVerify(token, keys, expected)],
  ]);
}

/** Microseconds per token. */
async function cost(once: Once): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < TOKENS; i++) await once();
  return (performance.now() - start) * 1_000 / TOKENS;
}

for (const alg of ["EdDSA", "ES256", "RS256"] as const) {
  const all = await subjects(alg);
  const costs = new Map([...all.keys()].map((name) => [name, [] as number[]]));
  const names = [...all.keys()];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const first = Math.abs(round) % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const microseconds = await cost(all.get(name)!);
      if (round >= 0) costs.get(name)!.push(microseconds);
    }
  }
  const bare = costs.get("crypto.subtle.verify")!;
  console.log(alg);
  for (const [name, own] of costs) {
    const perSecond = Math.round(1e6 / median(own));
    const ratios = own.map((microseconds, i) => bare[i]! / microseconds);
    console.log(
      `  ${name}: ${perSecond}/s, ${quartiles(own, 1)} µs, ` +
        `ratio ${quartiles(ratios, 2)}`,
    );
  }
}
process.exit();
