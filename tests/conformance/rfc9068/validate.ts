/**
 * The resource server of the rows of RFC 9068.
 *
 * @module
 */

import { createLocalJWKSet, jwtVerify, type JWTVerifyResult } from "jose";
import { GOOD, NOW } from "../../fixtures.ts";
import { metadata, type Server, visit } from "../black_box.ts";

/** The resource server. */
export const API = "https://api.example.com/";

/** A token request for it. */
export const FOR_API: Readonly<Record<string, string>> = {
  ...GOOD,
  resource: API,
};

/** Validates a token as §4 says, knowing nothing but its issuer. */
export async function validate(
  server: Server,
  token: string,
  { audience = API, now = NOW }: {
    readonly audience?: string;
    readonly now?: number;
  } = {},
): Promise<JWTVerifyResult> {
  const { issuer, jwks_uri } = await metadata(server);
  const keys = (await visit(server, jwks_uri)).body;
  return await jwtVerify(token, createLocalJWKSet(keys), {
    typ: "at+jwt",
    issuer,
    audience,
    requiredClaims: ["exp", "sub", "client_id", "iat", "jti"],
    currentDate: new Date(now * 1000),
  });
}
