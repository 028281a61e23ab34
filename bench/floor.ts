/**
 * The floor under every token service: the least that can be called a token
 * endpoint. It reads the form and signs one payload of 400 bytes with
 * WebCrypto. It knows no client, checks nothing and is always asked for the
 * same token.
 *
 * Why nothing here imports Mintmark: a floor that loads it starts as late and
 * needs as much memory.
 *
 * @module
 */

import type { Algorithm } from "./matrix.ts";

/** A private key as a JWK. */
export type KeyJwk = JsonWebKey & { readonly kty: string };

/** The issuer of both tokens. */
export const ISSUER = "https://as.example.com";

/** The audience of both tokens. */
export const AUDIENCE = "https://api.example.com/";

/**
 * How long an assertion is good: longer than a whole run. It is here and not
 * with the assertions, so that a server does not load what signs them.
 */
export const ASSERTION_SECONDS = 3_600;

/** The token request that all are asked. */
export const FORM =
  "grant_type=client_credentials&client_id=test-client&client_secret=foobar&scope=orders.read";

/** What RFC 6749 §5.1 asks of a token response, which all send. */
export const HEADERS = {
  "content-type": "application/json;charset=UTF-8",
  "cache-control": "no-store",
  "pragma": "no-cache",
} as const;

/** What WebCrypto calls the algorithms, with what it needs to make keys. */
export const SIGN = {
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  EdDSA: { name: "Ed25519" },
  RS256: {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
} as const;

const LENGTH = 400;

/**
 * Makes a private key.
 *
 * @param alg What it is for.
 * @returns The key.
 */
export async function makeKey(alg: Algorithm): Promise<KeyJwk> {
  const pair = await crypto.subtle.generateKey(SIGN[alg], true, [
    "sign",
    "verify",
  ]);
  const { privateKey } = pair as CryptoKeyPair;
  const jwk = await crypto.subtle.exportKey("jwk", privateKey);
  const { key_ops: _use, ext: _extractable, alg: _alg, ...key } = jwk;
  return JSON.parse(JSON.stringify(key));
}

/**
 * The public part of a key.
 *
 * @param jwk The private key.
 * @returns The public key.
 */
export function publicPart({ kty, crv, x, y, n, e }: KeyJwk): KeyJwk {
  return JSON.parse(JSON.stringify({ kty, crv, x, y, n, e }));
}

/**
 * The floor.
 *
 * @param alg The algorithm.
 * @param jwk The private key.
 * @returns A function from a form to a token response.
 */
export async function makeFloor(
  alg: Algorithm,
  jwk: KeyJwk,
): Promise<(form: string) => Promise<string>> {
  const key = await crypto.subtle.importKey("jwk", jwk, SIGN[alg], false, [
    "sign",
  ]);
  const input = signingInput(alg);
  const bytes = new TextEncoder().encode(input);
  return async (form) => {
    const parameters = new URLSearchParams(form);
    if (parameters.get("grant_type") !== "client_credentials") {
      throw new Error("not the token request of this benchmark");
    }
    const signature = await crypto.subtle.sign(SIGN[alg], key, bytes);
    return JSON.stringify({
      access_token: `${input}.${base64url(new Uint8Array(signature))}`,
      expires_in: 3_600,
      scope: parameters.get("scope"),
      token_type: "bearer",
    });
  };
}

/** A JWT without its signature, filled up to 400 bytes. */
function signingInput(alg: Algorithm): string {
  const header = text({ alg, typ: "at+jwt", kid: "A".repeat(43) });
  const claims = {
    iss: ISSUER,
    sub: "test-client",
    aud: AUDIENCE,
    client_id: "test-client",
    scope: "orders.read",
    iat: 1_700_000_000,
    exp: 4_000_000_000,
  };
  for (let length = 0;; length++) {
    const payload = text({ ...claims, jti: "j".repeat(length) });
    const input = `${header}.${payload}`;
    if (input.length >= LENGTH) return input;
  }
}

function text(value: unknown): string {
  return base64url(new TextEncoder().encode(JSON.stringify(value)));
}

/** The fastest that the runtime has; Node 24 has no `toBase64`. */
function base64url(bytes: Uint8Array): string {
  return "toBase64" in bytes
    ? bytes.toBase64({ alphabet: "base64url", omitPadding: true })
    : Buffer.from(bytes).toString("base64url");
}

/** "foobar" as bcrypt. */
export const BCRYPT_HASH =
  "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO";

/** What a server says that reads nothing. */
export const HELLO = '{"hello":"world"}';

/**
 * A floor as a function of Fetch.
 *
 * @param floor The floor.
 * @returns The function.
 */
export function handlerOf(
  floor: (form: string) => Promise<string>,
): (request: Request) => Promise<Response> {
  return async (request) =>
    new Response(await floor(await request.text()), { headers: HEADERS });
}
