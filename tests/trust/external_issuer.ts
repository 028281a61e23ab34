/**
 * A workload platform under test: its key, its tokens, and a `fetch` that
 * finds its metadata and key set.
 *
 * @module
 */

import type { FetchKeySet, JsonWebKey } from "@mintmark/oauth";
import {
  type ClientKey,
  clientKey,
  signed,
} from "../client_authentication/assertions.ts";
import { ISSUER, NOW } from "../fixtures.ts";

/** The platform. */
export const PLATFORM = "https://platform.example.com";

/** Its key. */
export const KEY: ClientKey = await clientKey("ES256");

/** What its tokens say, unless a test says else. */
export const CLAIMS: Readonly<Record<string, unknown>> = {
  iss: PLATFORM,
  sub: "system:serviceaccount:billing:reports",
  aud: ISSUER,
  iat: NOW,
  exp: NOW + 3_600,
};

/** Signs a token; `undefined` leaves a member out. */
export async function platformToken(
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
  key: ClientKey = KEY,
): Promise<string> {
  return await signed(
    JSON.stringify({ alg: key.alg, kid: key.kid, typ: "JWT", ...header }),
    JSON.stringify({ ...CLAIMS, ...claims }),
    key,
  );
}

/** Answers for issuers: metadata and keys, at the usual places. */
export function platformFetch(
  keys: readonly JsonWebKey[] = [KEY.public_jwk],
  issuer: string = PLATFORM,
): FetchKeySet & { readonly asked: string[] } {
  const asked: string[] = [];
  const fetch: FetchKeySet = (url) => {
    asked.push(url);
    if (url === `${issuer}/.well-known/openid-configuration`) {
      const jwks_uri = `${issuer}/keys`;
      return Promise.resolve(Response.json({ issuer, jwks_uri }));
    }
    return Promise.resolve(
      url.includes("/.well-known/")
        ? new Response(null, { status: 404 })
        : Response.json({ keys }),
    );
  };
  return Object.assign(fetch, { asked });
}
