/**
 * Tokens that say anything, signed with keys of the tests.
 *
 * @module
 */

import { assertRejects } from "@std/assert";
import {
  AccessTokenError,
  createVerifier,
  type VerifiedClaims,
  type Verifier,
  type VerifierOptions,
} from "@mintmark/oauth/resource-server";
import { encodeBase64Url } from "../../src/encoding/base64url.ts";
import { ISSUER, NOW, SIGNER } from "../fixtures.ts";

/** The resource server of the tests. */
export const API = "https://api.example.com/";

/** The key set of the issuer. */
export const JWKS = { keys: [SIGNER.publicJwk] };

/** The header of a token that is fine. */
export const HEADER: Readonly<Record<string, unknown>> = {
  alg: SIGNER.alg,
  typ: "at+jwt",
  kid: SIGNER.kid,
};

/** The claims of a token that is fine. */
export const CLAIMS: Readonly<Record<string, unknown>> = {
  iss: ISSUER,
  sub: "test-client",
  aud: API,
  client_id: "test-client",
  scope: "orders.read orders.write",
  iat: NOW - 60,
  exp: NOW + 60,
  jti: "h5TzSZEUTLiSVdHkbdLoFQ",
};

const UTF8 = new TextEncoder();

/** A token; a member that is `undefined` is left out. */
export async function token(
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
  signer: Pick<typeof SIGNER, "sign"> = SIGNER,
): Promise<string> {
  return await tokenOf(
    JSON.stringify({ ...HEADER, ...header }),
    JSON.stringify({ ...CLAIMS, ...claims }),
    signer,
  );
}

/** A token of any two texts. */
export async function tokenOf(
  header: string,
  payload: string,
  signer: Pick<typeof SIGNER, "sign"> = SIGNER,
): Promise<string> {
  const input = [header, payload]
    .map((text) => encodeBase64Url(UTF8.encode(text))).join(".");
  const { signal } = new AbortController();
  const signature = await signer.sign(UTF8.encode(input), signal);
  return `${input}.${encodeBase64Url(signature)}`;
}

/** A verifier of these tokens, whose keys are at hand. */
export function testVerifier(
  options: Partial<VerifierOptions> = {},
): Verifier<VerifiedClaims> {
  const hasKeys = options.jwks ?? options.jwksUri ?? options.keys;
  return createVerifier({
    issuer: ISSUER,
    audience: API,
    ...(hasKeys === undefined && { jwks: JWKS }),
    now: () => NOW,
    ...options,
  });
}

/** A request for something of the resource server. */
export function apiRequest(
  authorization?: string,
  path = "/orders",
  init: RequestInit = {},
): Request {
  return new Request(new URL(path, API), {
    ...init,
    ...(authorization !== undefined && { headers: { authorization } }),
  });
}

/** The refusal that a promise rejects with. */
export async function refusalOf(
  promise: Promise<unknown>,
): Promise<AccessTokenError> {
  return await assertRejects(() => promise, AccessTokenError);
}
