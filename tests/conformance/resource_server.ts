/**
 * Talking to a resource server as its callers do: requests with tokens.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Needed, VerifierOptions } from "@mintmark/oauth/resource-server";
import { NOW } from "../fixtures.ts";
import {
  apiRequest,
  CLAIMS,
  refusalOf,
  testVerifier,
  token,
} from "../resource_server/tokens.ts";

/** The members of a token that differ from those of a good one. */
export type Members = Readonly<Record<string, unknown>>;

/** Asks for something of an API behind a verifier. */
export async function askApi(
  request: Request,
  needed?: Needed,
  options?: Partial<VerifierOptions>,
): Promise<Response> {
  const { protect } = testVerifier(options);
  return await protect(() => new Response("let in"), needed)(request);
}

/** Asks with a token that differs from a good one. */
export async function askWith(
  claims: Members = {},
  needed?: Needed,
): Promise<Response> {
  return await askApi(apiRequest(`Bearer ${await token(claims)}`), needed);
}

/** Checks that a token is refused as invalid, for a reason. */
export async function assertInvalid(
  text: string,
  reason: string,
  options?: Partial<VerifierOptions>,
): Promise<void> {
  const error = await refusalOf(testVerifier(options).verify(text));
  assertEquals(
    [error.status, error.error, error.reason],
    [401, "invalid_token", reason],
  );
}

/** Checks that a token is accepted. */
export async function assertValid(
  text: string,
  options?: Partial<VerifierOptions>,
): Promise<void> {
  const { jti } = await testVerifier(options).verify(text);
  assertEquals(jti, CLAIMS.jti);
}

/** The parameters of a challenge of the scheme Bearer, in their order. */
export function challengeOf(
  { headers }: Response,
): readonly (readonly [string, string])[] {
  const text = headers.get("www-authenticate") ?? "";
  assertEquals(text.slice(0, 7), "Bearer ");
  const parameters = text.slice(7);
  const parameter = /([a-z_]+)="([^"\\]*)"(?:, |$)/g;
  assertEquals(parameters.replaceAll(parameter, ""), "");
  return [...parameters.matchAll(parameter)]
    .map(([, name, value]) => [name!, value!]);
}

/** Claims of a token that has expired. */
export const EXPIRED: Members = { exp: NOW - 3600 };
