/**
 * The other side: verifies the access tokens of an issuer, in front of an API.
 *
 * Start with {@linkcode createVerifier}. It needs nothing but `fetch` and
 * WebCrypto, so it runs on every runtime and in a browser.
 *
 * @module
 */

export type { JsonWebKey, JsonWebKeySet } from "./client.ts";
export type { Evidence } from "./errors.ts";
export type { RequestHandler } from "./http/handler.ts";
export type { PublishedKeys, PublishedKeySource } from "./keys/key_ring.ts";
export type {
  AccessTokenClaims,
  Profile,
  VerifiedClaims,
} from "./resource_server/access_token_claims.ts";
export {
  AccessTokenError,
  type AccessTokenErrorCode,
  type AccessTokenErrorOptions,
} from "./resource_server/access_token_error.ts";
export { createVerifier } from "./resource_server/create_verifier.ts";
export type { ProtectedResourceMetadata } from "./resource_server/metadata.ts";
export type {
  Needed,
  ProtectedHandler,
  Verifier,
} from "./resource_server/verifier.ts";
export type {
  KeyFetchingOptions,
  VerifierOptions,
} from "./resource_server/verifier_options.ts";
export type { ScopeMatcher, ScopeMatching } from "./scope.ts";
export type { FetchKeySet } from "./trust/fetch_document.ts";
export {
  KeySetError,
  type KeySetEvidence,
  type KeySetFailure,
} from "./trust/key_set_error.ts";
export type { KeySetLimits } from "./trust/key_set_options.ts";
export type { ResolveHost } from "./trust/resolved_host.ts";
