/**
 * Making a verifier: options are checked and wired together once.
 *
 * @module
 */

import { toResponse } from "../http/exchange.ts";
import { NOT_FOUND } from "../http/respond.ts";
import { ALGORITHMS } from "../keys/algorithms.ts";
import { SCOPE_MATCHERS } from "../scope.ts";
import type {
  AccessTokenClaims,
  VerifiedClaims,
} from "./access_token_claims.ts";
import { checkVerifierOptions } from "./check_options.ts";
import { fetchedKeys } from "./fetched_keys.ts";
import type { KeySource } from "./key_source.ts";
import { fixedKeys, publishedKeys } from "./keys_at_hand.ts";
import { metadataDocument } from "./metadata.ts";
import { tokenFunctions, type Verifier } from "./verifier.ts";
import { VerifiedHeaders } from "./verified_headers.ts";
import type { VerifierOptions } from "./verifier_options.ts";

/**
 * Makes a verifier that accepts access tokens of RFC 9068. Nothing is fetched
 * before the first token.
 *
 * @param options Whose tokens are accepted, and for whom they must be.
 * @returns The verifier.
 * @throws {TypeError} For a wrong option, in a sentence that names it.
 *
 * @example
 * ```ts
 * import { createVerifier } from "@mintmark/oauth/resource-server";
 * import { assertEquals } from "@std/assert";
 *
 * const { protect } = createVerifier({
 *   issuer: "https://as.example.com",
 *   audience: "https://api.example.com/",
 * });
 * const handler = protect(
 *   (_request, claims) => Response.json({ hello: claims.sub }),
 *   { scope: "orders.read" },
 * );
 *
 * const response = await handler(new Request("https://api.example.com/orders"));
 * assertEquals(response.status, 401);
 * assertEquals(
 *   response.headers.get("www-authenticate"),
 *   'Bearer realm="resource server", scope="orders.read"',
 * );
 * ```
 */
export function createVerifier(
  options: VerifierOptions & { readonly profile?: "strict" },
): Verifier<AccessTokenClaims>;
/**
 * Makes a verifier that, with `profile: "lenient"`, also accepts plain JWTs.
 *
 * @param options Whose tokens are accepted, and for whom they must be.
 * @returns The verifier, whose claims may lack what RFC 9068 asks for.
 * @throws {TypeError} For a wrong option, in a sentence that names it.
 */
export function createVerifier(
  options: VerifierOptions,
): Verifier<VerifiedClaims>;
export function createVerifier(
  options: VerifierOptions,
): Verifier<VerifiedClaims> {
  checkVerifierOptions(options);
  const { issuer, audience, scopeMatching = "exact" } = options;
  const clock = options.now ?? (() => Date.now() / 1000);
  const now = () => Math.floor(clock());
  const document = options.metadata === undefined
    ? undefined
    : metadataDocument(options.metadata, issuer);
  const functions = tokenFunctions({
    rules: {
      issuer,
      audience: new Set(typeof audience === "string" ? [audience] : audience),
      algorithms: new Set(options.algorithms ?? ALGORITHMS.keys()),
      profile: options.profile ?? "strict",
      clockSkewSeconds: options.clockSkewSeconds ?? 30,
      maxTokenLength: options.maxTokenLength ?? 16_384,
      headers: new VerifiedHeaders(),
      keySource: keySourceOf(options, now),
    },
    matchScope: typeof scopeMatching === "function"
      ? scopeMatching
      : SCOPE_MATCHERS.get(scopeMatching)!,
    challenge: {
      realm: options.realm ?? "resource server",
      resourceMetadata: document?.url,
    },
    onRefused: options.onRefused,
    now,
  });
  return Object.freeze({
    ...functions,
    handleMetadataRequest: document?.handler ??
      (() => Promise.resolve(toResponse(NOT_FOUND))),
    metadataPath: document?.path,
  });
}

function keySourceOf(options: VerifierOptions, now: () => number): KeySource {
  const { issuer, jwksUri, jwks, keys, fetching = {} } = options;
  if (jwks !== undefined) return fixedKeys(jwks);
  if (keys !== undefined) return publishedKeys(keys, now);
  return fetchedKeys(issuer, jwksUri, fetching);
}
