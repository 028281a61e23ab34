/**
 * Client libraries that sign assertions (`private_key_jwt`), with keys of each
 * usual algorithm.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import type { JsonWebKey } from "@mintmark/oauth";
import * as oauth from "npm:oauth4webapi@^3.8.8";
import * as openid from "npm:openid-client@^6.8.9";
import { algorithm } from "../../src/keys/algorithms.ts";
import type { Case } from "../runtimes/case.ts";
import { EC, ED, RSA } from "../runtimes/servers/client_keys.ts";
import { SIGNING } from "../runtimes/servers/clients.ts";

/** The private key as a library takes it. */
interface PrivateKey {
  readonly key: CryptoKey;
  readonly kid: string;
}

const HTTP = { [oauth.allowInsecureRequests]: true };
const { client_id, scope, resource } = SIGNING;

async function oauth4webapi(base: string, key: PrivateKey): Promise<string> {
  const issuer = new URL(base);
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...HTTP }),
  );
  const response = await oauth.clientCredentialsGrantRequest(
    server,
    { client_id },
    oauth.PrivateKeyJwt(key),
    new URLSearchParams({ scope, resource }),
    HTTP,
  );
  const { access_token } = await oauth.processClientCredentialsResponse(
    server,
    { client_id },
    response,
  );
  return access_token;
}

async function openidClient(base: string, key: PrivateKey): Promise<string> {
  const configuration = await openid.discovery(
    new URL(base),
    client_id,
    undefined,
    openid.PrivateKeyJwt(key),
    { algorithm: "oauth2", execute: [openid.allowInsecureRequests] },
  );
  const parameters = { scope, resource };
  return (await openid.clientCredentialsGrant(configuration, parameters))
    .access_token;
}

const LIBRARIES = [
  ["oauth4webapi", oauth4webapi],
  ["openid-client", openidClient],
] as const;

const KEYS: readonly (readonly [string, JsonWebKey])[] = [
  ["RS256", RSA],
  ["PS256", RSA],
  ["ES256", EC],
  ["EdDSA", ED],
];

async function privateKey(
  alg: string,
  { kid, ...jwk }: JsonWebKey,
): Promise<PrivateKey> {
  const { generate, keyHash } = algorithm(alg);
  const key = await crypto.subtle.importKey(
    "jwk",
    jwk as globalThis.JsonWebKey,
    { ...generate, hash: keyHash } as never,
    false,
    ["sign"],
  );
  return { key, kid: kid! };
}

/** The cases. */
export const KEY_CASES: readonly Case[] = LIBRARIES.flatMap(([name, token]) =>
  KEYS.map(([alg, jwk]): Case => ({
    name: `interop: ${name} authenticates with private_key_jwt and ${alg}`,
    async run({ base, claims }) {
      const key = await privateKey(alg, jwk);
      const { client_id, scope, aud } = await claims(await token(base, key));
      assertEquals({ client_id, scope, resource: aud }, SIGNING);
      // The key of another client does not do.
      const stranger = { ...key, kid: "stranger" };
      const error = await assertRejects(() => token(base, stranger));
      assertEquals((error as { status?: number }).status, 401);
    },
  }))
);
