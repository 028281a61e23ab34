/**
 * Clients with keys, and assertions that they sign, right or wrong.
 *
 * @module
 */

import {
  type Client,
  generatePrivateKey,
  type JsonWebKey,
  type SigningAlgorithm,
} from "@mintmark/oauth";
import {
  encodeBase64Url,
  encodeTextBase64Url,
} from "../../src/encoding/base64url.ts";
import { algorithm } from "../../src/keys/algorithms.ts";
import { importJwk } from "../../src/keys/crypto_keys.ts";
import {
  CLIENT,
  ISSUER,
  NOW,
  type TestServer,
  testServer,
} from "../fixtures.ts";

/** The `client_assertion_type` of RFC 7523 §2.2. */
export const JWT_BEARER =
  "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** A key pair of a client. */
export interface ClientKey {
  readonly alg: SigningAlgorithm;
  readonly kid: string;
  readonly private_jwk: JsonWebKey;
  readonly public_jwk: JsonWebKey;
}

/** Makes a key pair; its public key says neither what it is for, nor its kid. */
export async function clientKey(alg: SigningAlgorithm): Promise<ClientKey> {
  const { kid, private_jwk, public_jwk } = await generatePrivateKey(alg);
  return { alg, kid, private_jwk, public_jwk };
}

/** The key of {@linkcode KEYED}. */
export const KEY: ClientKey = await clientKey("ES256");

const { client_secrets: _, ...WITHOUT_SECRETS } = CLIENT;

/** A client that signs. */
export const KEYED: Client = {
  ...WITHOUT_SECRETS,
  client_id: "keyed",
  jwks: { keys: [KEY.public_jwk] },
};

/** A server with clients that sign. */
export function keyedServer(
  options: Parameters<typeof testServer>[0] = {},
): TestServer {
  return testServer({ clients: [KEYED, CLIENT], ...options });
}

/** What an assertion says; `undefined` leaves a member out. */
export interface AssertionInit {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: ClientKey;
  readonly client_id?: string;
}

let made = 0;

/** Signs an assertion that is right but for what `init` says. */
export async function assertion(init: AssertionInit = {}): Promise<string> {
  const { key = KEY, client_id = "keyed" } = init;
  const header = { alg: key.alg, kid: key.kid, ...init.header };
  const claims = {
    iss: client_id,
    sub: client_id,
    aud: ISSUER,
    exp: NOW + 60,
    iat: NOW,
    jti: `jti-${made++}`,
    ...init.claims,
  };
  return await signed(JSON.stringify(header), JSON.stringify(claims), key);
}

/** Signs any two texts. */
export async function signed(
  header: string,
  claims: string,
  { alg, private_jwk }: ClientKey = KEY,
): Promise<string> {
  const input = `${encodeTextBase64Url(header)}.${encodeTextBase64Url(claims)}`;
  const entry = algorithm(alg);
  const usage = "sign";
  const key = await importJwk(entry, private_jwk, {
    usage,
    extractable: false,
  });
  const data = new TextEncoder().encode(input);
  const signature = await crypto.subtle.sign(entry.sign, key, data);
  return `${input}.${encodeBase64Url(new Uint8Array(signature))}`;
}

/** Signs with HMAC. */
export async function hmacSigned(
  init: AssertionInit,
  secret: Uint8Array<ArrayBuffer>,
  hash = "SHA-256",
): Promise<string> {
  const unsigned = await assertion(init);
  const input = unsigned.slice(0, unsigned.lastIndexOf("."));
  const algorithm = { name: "HMAC", hash };
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, [
    "sign",
  ]);
  const data = new TextEncoder().encode(input);
  const signature = await crypto.subtle.sign("HMAC", key, data);
  return `${input}.${encodeBase64Url(new Uint8Array(signature))}`;
}

/** The form of a token request with an assertion. */
export function formOf(
  client_assertion: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    grant_type: "client_credentials",
    client_assertion_type: JWT_BEARER,
    client_assertion,
    ...more,
  };
}

/** The private reason of the last request. */
export function reasonOf({ events }: TestServer): string | undefined {
  const event = events.at(-1);
  return event !== undefined && "reason" in event ? event.reason : undefined;
}
