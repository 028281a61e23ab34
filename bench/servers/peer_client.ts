/**
 * What the operator of a peer has to write: the one client, the check of its
 * secret and the claims of its token.
 *
 * @module
 */

import { compare } from "bcrypt-ts/browser";
import { importJWK, SignJWT } from "jose";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { AUDIENCE, BCRYPT_HASH, ISSUER } from "../floor.ts";
import { ARGUMENTS } from "./arguments.ts";

/** The one client. */
export const CLIENT_ID = "test-client";

/** The scope that it is allowed. */
export const SCOPE = "orders.read";

/** How long tokens live. */
export const TOKEN_SECONDS = 3_600;

const digest = (text: string) => createHash("sha256").update(text).digest();

const stored = digest(ARGUMENTS.client.secret);

/**
 * Checks the secret, as it is stored.
 *
 * @param secret What was presented.
 * @returns Whether it is the one.
 */
export async function isSecret(secret: string): Promise<boolean> {
  return ARGUMENTS.secret === "bcrypt"
    ? await compare(secret, BCRYPT_HASH)
    : timingSafeEqual(digest(secret), stored);
}

const { alg } = ARGUMENTS;
const key = await importJWK(ARGUMENTS.key, alg);
const header = { alg, typ: "at+jwt", kid: "A".repeat(43) };

/**
 * Signs a token with jose.
 *
 * @param claims What a peer has set already.
 * @returns The token, with the claims of ours.
 */
export function signedToken(
  claims: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const iat = Math.floor(Date.now() / 1_000);
  return new SignJWT({
    iss: ISSUER,
    sub: CLIENT_ID,
    aud: AUDIENCE,
    client_id: CLIENT_ID,
    scope: SCOPE,
    iat,
    exp: iat + TOKEN_SECONDS,
    jti: randomBytes(16).toString("base64url"),
    ...claims,
  }).setProtectedHeader(header).sign(key);
}
