/**
 * The OAuth 2.0 token service for machines: a pure function from `Request` to
 * `Response`, wherever `fetch` runs.
 *
 * Start with {@linkcode createAuthorizationServer}.
 *
 * @module
 */

export {
  type AuthorizationServer,
  createAuthorizationServer,
} from "./src/authorization_server.ts";
export type {
  AuthorizationServerOptions,
  FailureBudgetOptions,
  VerifiedSecretsOptions,
} from "./src/authorization_server_options.ts";
export type {
  AssertionAudience,
  ClientAssertionOptions,
} from "./src/client_authentication/client_assertion_options.ts";
export {
  type ClientSecretJwt,
  clientSecretJwt,
  type ClientSecretJwtOptions,
  type SecretUnwrapper,
} from "./src/client_authentication/client_secret_jwt.ts";
export type { ClientAuthenticationMethod } from "./src/client_authentication/methods.ts";
export type {
  AuthenticatedClient,
  Client,
  ClientSecret,
  JsonWebKey,
  JsonWebKeySet,
} from "./src/client.ts";
export {
  consoleEvents,
  type ConsoleEventsOptions,
} from "./src/console_events.ts";
export type { Connection, Context } from "./src/context.ts";
export type { Within } from "./src/deadline.ts";
export {
  type Evidence,
  OAuthError,
  type OAuthErrorCode,
  type OAuthErrorOptions,
} from "./src/errors.ts";
export type {
  AuthorizationServerEvent,
  EventSink,
  FailedEvent,
  IssuedEvent,
  RefusedEvent,
  WarningCode,
  WarningEvent,
} from "./src/events.ts";
export { clientCredentials } from "./src/grants/client_credentials.ts";
export type {
  ClientGrant,
  Entitlement,
  Grant,
  OptionalClientGrant,
} from "./src/grants/grant.ts";
export type {
  Policy,
  PolicyChange,
  PolicyDecision,
  PolicyDenial,
  PolicyFacts,
} from "./src/grants/policy.ts";
export type { BasicCredentials } from "./src/http/basic.ts";
export type { ForwardedHeader } from "./src/http/client_address.ts";
export type { CorsOptions } from "./src/http/cors.ts";
export {
  type Answer,
  type BodyReader,
  BodyTakenError,
  type Exchange,
} from "./src/http/exchange.ts";
export type { RequestHandler } from "./src/http/handler.ts";
export type { EmptyScope } from "./src/http/respond.ts";
export type { SigningAlgorithm } from "./src/keys/algorithms.ts";
export {
  createKeyRing,
  type KeyRingOptions,
} from "./src/keys/create_key_ring.ts";
export { ecdsaSignatureFromDer } from "./src/keys/ecdsa_signature.ts";
export {
  type GeneratedPrivateKey,
  generatePrivateKey,
  type GeneratePrivateKeyOptions,
  privateKeyPem,
} from "./src/keys/generate_private_key.ts";
export type {
  KeyRefresh,
  KeyRing,
  PublishedKeys,
  PublishedKeySource,
  RefreshContext,
} from "./src/keys/key_ring.ts";
export type { KeyRotationPolicy } from "./src/keys/key_rotation.ts";
export type { WrappingKey } from "./src/keys/key_wrapping.ts";
export {
  type ImportSigner,
  importSigner,
  type PrivateKey,
} from "./src/keys/import_signer.ts";
export { publicJwkFromPem } from "./src/keys/public_key_pem.ts";
export {
  remoteSigner,
  type RemoteSignerOptions,
} from "./src/keys/remote_signer.ts";
export {
  generateSigner,
  type Signer,
  type SignerOptions,
} from "./src/keys/signer.ts";
export type {
  AddedKey,
  AddKeyOptions,
  KeyChangeOptions,
  RevokeKeyOptions,
  RotatedKey,
  RotateKeyOptions,
  StoredKeyRing,
} from "./src/keys/stored_key_ring.ts";
export { isSupportedAlgorithm } from "./src/keys/supported_algorithms.ts";
export { thumbprint } from "./src/keys/thumbprint.ts";
export type { Resource, ResourceMatching } from "./src/resource.ts";
export type { ScopeMatcher, ScopeMatching } from "./src/scope.ts";
export { bcrypt, type BcryptOptions } from "./src/secrets/bcrypt.ts";
export {
  generateClientSecret,
  type GeneratedClientSecret,
} from "./src/secrets/generate_client_secret.ts";
export {
  hashClientSecret,
  type HashClientSecretOptions,
} from "./src/secrets/hash_client_secret.ts";
export type { SecretHasher } from "./src/secrets/hasher.ts";
export { pbkdf2, type Pbkdf2Options } from "./src/secrets/pbkdf2.ts";
export { sha256 } from "./src/secrets/sha256.ts";
export {
  type CachedClientRegistry,
  cachedClients,
  type CachedClientsOptions,
  type CachedClientStore,
} from "./src/storage/cached_clients.ts";
export {
  type MemoryStorage,
  memoryStorage,
  type MemoryStorageOptions,
} from "./src/storage/memory.ts";
export type {
  ClientRegistry,
  ClientStore,
  CounterStore,
  KeySet,
  KeyStore,
  ReplayStore,
  SecretUsage,
  Storage,
  StoredKey,
  UsageStore,
} from "./src/storage.ts";
export type {
  VerificationKey,
  VerificationKeys,
} from "./src/keys/verification_keys.ts";
export type { GrantRequest } from "./src/token_request.ts";
export type { Authorization } from "./src/tokens/access_token.ts";
export {
  type TokenReuse,
  tokenReuse,
  type TokenReuseOptions,
} from "./src/tokens/token_reuse.ts";
export { clientKeySets } from "./src/trust/client_key_sets.ts";
export type { FetchBudgetOptions } from "./src/trust/fetch_budget.ts";
export type { FetchKeySet } from "./src/trust/fetch_document.ts";
export {
  KeySetError,
  type KeySetEvidence,
  type KeySetFailure,
} from "./src/trust/key_set_error.ts";
export type {
  ClientKeySetOptions,
  KeySetCacheLimits,
  KeySetLimits,
  KeySetOptions,
} from "./src/trust/key_set_options.ts";
export type { KeySetMoment, RemoteJwksCache } from "./src/trust/remote_jwks.ts";
export type { ResolveHost } from "./src/trust/resolved_host.ts";
export {
  azureIssuer,
  type AzureIssuerOptions,
} from "./src/trust/presets/azure.ts";
export {
  githubActionsIssuer,
  type GithubActionsIssuerOptions,
} from "./src/trust/presets/github_actions.ts";
export {
  gitlabCiIssuer,
  type GitlabCiIssuerOptions,
} from "./src/trust/presets/gitlab_ci.ts";
export {
  googleCloudIssuer,
  type GoogleCloudIssuerOptions,
} from "./src/trust/presets/google_cloud.ts";
export {
  kubernetesIssuer,
  type KubernetesIssuerOptions,
} from "./src/trust/presets/kubernetes.ts";
export type { TrustedIssuerPresetOptions } from "./src/trust/presets/preset.ts";
export {
  spiffeIssuer,
  type SpiffeIssuerOptions,
} from "./src/trust/presets/spiffe.ts";
export { checkTrustedIssuer } from "./src/trust/trusted_issuer.ts";
export type { IssuerKeySettings } from "./src/trust/issuer_key_sets.ts";
export {
  type ClientAuthenticationPlugin,
  trustedIssuers,
  type TrustedIssuersOptions,
} from "./src/client_authentication/trusted_issuers.ts";
export { jwtBearer } from "./src/grants/jwt_bearer.ts";
export type {
  AssertionRule,
  IdentityProvider,
  JwtBearerOptions,
} from "./src/grants/jwt_bearer_options.ts";
export type {
  ClaimRule,
  ClaimRules,
  ClaimValue,
  IssuerKeys,
  TrustedIssuer,
} from "./src/trusted_issuer.ts";
export type { GrantSurroundings, GrantWiring } from "./src/grants/grant.ts";
