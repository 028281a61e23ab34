/**
 * The options of an authorization server.
 *
 * @module
 */

import type { ClientAssertionOptions } from "./client_authentication/client_assertion_options.ts";
import type { ClientAuthenticationMethod } from "./client_authentication/methods.ts";
import type { ClientAuthenticationPlugin } from "./client_authentication/trusted_issuers.ts";
import type { EventSink } from "./events.ts";
import type { Grant } from "./grants/grant.ts";
import type { Policy } from "./grants/policy.ts";
import type { BasicCredentials } from "./http/basic.ts";
import type { ForwardedHeader } from "./http/client_address.ts";
import type { CorsOptions } from "./http/cors.ts";
import type { EmptyScope } from "./http/respond.ts";
import type { KeyRing } from "./keys/key_ring.ts";
import type { Signer } from "./keys/signer.ts";
import type { Resource, ResourceMatching } from "./resource.ts";
import type { ScopeMatcher, ScopeMatching } from "./scope.ts";
import type { SecretHasher } from "./secrets/hasher.ts";
import type { Storage } from "./storage.ts";
import type { TokenReuse } from "./tokens/token_reuse.ts";
import type { RemoteJwksCache } from "./trust/remote_jwks.ts";

/** Bounds of the verified-secret cache. */
export interface VerifiedSecretsOptions {
  /**
   * How many clients are remembered; the least recently used goes first.
   *
   * @default {10_000}
   */
  readonly maxClients?: number;
  /**
   * After how many seconds a secret is hashed again, although nothing changed.
   *
   * @default never
   */
  readonly maxAgeSeconds?: number;
}

/**
 * How many failed authentications are borne within a sliding window, before
 * further ones get 429 without anything being hashed.
 */
export interface FailureBudgetOptions {
  /**
   * The length of the window in seconds.
   *
   * @default {300}
   */
  readonly windowSeconds?: number;
  /**
   * Failures from one address against one client.
   *
   * @default {10}
   */
  readonly perPair?: number;
  /**
   * Failures from one address, against whichever clients.
   *
   * @default {100}
   */
  readonly perAddress?: number;
  /**
   * Failures against one client, from whichever addresses. Past them, only
   * addresses from which that client succeeded within a day, as far as this
   * instance has seen, are let through.
   *
   * @default {100}
   */
  readonly perClient?: number;
}

/** Options of {@linkcode createAuthorizationServer}. */
export interface AuthorizationServerOptions {
  /**
   * The issuer identifier (RFC 8414 §2): https, without query and fragment,
   * compared byte for byte. http only for loopback hosts.
   */
  readonly issuer: string;
  /**
   * Accepts an issuer with http and any host. Whoever is on the way can then
   * read secrets and tokens, and put their own keys in the place of yours.
   *
   * @default {false}
   */
  readonly allowInsecureIssuer?: boolean;
  /** The path that a proxy or framework strips before a request arrives. */
  readonly basePath?: string;
  /** Where clients are. */
  readonly storage: Storage;
  /** The one key that signs; exactly one of `signer` and `keys`. */
  readonly signer?: Signer;
  /** The keys that sign; exactly one of `signer` and `keys`. */
  readonly keys?: KeyRing;
  /** The grants; a request for any other is refused. */
  readonly grants: readonly Grant[];
  /**
   * The lifetime of access tokens in seconds, where neither the resource nor
   * the client sets one.
   *
   * @default {3_600}
   */
  readonly accessTokenSeconds?: number;
  /**
   * The lifetime in seconds that no access token exceeds.
   *
   * @default {86_400}
   */
  readonly maxAccessTokenSeconds?: number;
  /** How scopes are matched. @default {"exact"} */
  readonly scopeMatching?: ScopeMatching | ScopeMatcher;
  /** How resources are matched. @default {"exact"} */
  readonly resourceMatching?: ResourceMatching;
  /** Whether a token may be for several resources. @default {false} */
  readonly multipleResources?: boolean;
  /** The `aud` of tokens for no named resource. @default the issuer */
  readonly defaultAudience?: string;
  /** The resources that tokens may be for; absent = what clients list. */
  readonly resources?: readonly Resource[];
  /** The last word on every authorization. */
  readonly policy?: Policy;
  /**
   * The client authentication methods that are offered. What a client may use
   * of them says its record.
   *
   * @default secrets; and `private_key_jwt`, where the storage has replays
   */
  readonly clientAuthenticationMethods?: readonly ClientAuthenticationMethod[];
  /** How assertions that clients sign are checked. */
  readonly clientAssertions?: ClientAssertionOptions;
  /**
   * Lets clients publish their keys at a `jwks_uri`: what `clientKeySets()`
   * returns.
   *
   * @default none: nothing is fetched, and such a client is refused
   */
  readonly clientKeySets?: RemoteJwksCache;
  /**
   * Lets clients authenticate with the tokens of other issuers: what
   * `trustedIssuers()` returns.
   *
   * @default none: such a client is refused
   */
  readonly trustedIssuers?: ClientAuthenticationPlugin;
  /** Equal requests share a token: what `tokenReuse()` returns. @default none */
  readonly tokenReuse?: TokenReuse;
  /**
   * Verifies stored secrets, by the prefix of the hash.
   *
   * @default {[bcrypt(), sha256(), pbkdf2()]}
   */
  readonly hashers?: readonly SecretHasher[];
  /** Bounds of the verified-secret cache. */
  readonly verifiedSecrets?: VerifiedSecretsOptions;
  /**
   * `"strict"` accepts only form-urlencoded Basic credentials (RFC 6749
   * §2.3.1); `"lenient"` also what `curl -u` sends.
   *
   * @default {"lenient"}
   */
  readonly basicCredentials?: BasicCredentials;
  /**
   * How long after its arrival a failed authentication is answered, in
   * milliseconds, so that no failure tells itself from another by its time.
   * 0 answers at once, which tells a guesser which clients exist.
   *
   * @default {500}
   */
  readonly failureMilliseconds?: number;
  /**
   * How many authentications may be checked, or wait for that moment, at once;
   * further ones are answered with 503. Secrets that were verified before need
   * no check.
   *
   * @default {10_000}
   */
  readonly maxWaitingFailures?: number;
  /**
   * How many failed authentications are borne; `false` for any number, which
   * lets everybody guess as fast as the server hashes. Counted in
   * `storage.counters`, or in the memory of this instance.
   *
   * @default {{ windowSeconds: 300, perPair: 10, perAddress: 100, perClient: 100 }}
   */
  readonly failureBudget?: false | FailureBudgetOptions;
  /**
   * The proxies in front of the server, as addresses or networks in CIDR
   * notation. Where one of them is the peer, the address of a request is the
   * last one in `forwardedHeader` that is none of them.
   *
   * @default none: the address is the socket's
   */
  readonly trustedProxies?: readonly string[];
  /**
   * The header that `trustedProxies` write addresses into (RFC 7239).
   *
   * @default {"x-forwarded-for"}
   */
  readonly forwardedHeader?: ForwardedHeader;
  /**
   * The name of a header in which a platform hands every request the address of
   * its sender, such as `cf-connecting-ip`. It is believed whoever the peer is:
   * where anything but that platform reaches the server, whoever sends the
   * header chooses the address, and guesses without limit.
   *
   * @default none
   */
  readonly addressHeader?: string;
  /**
   * How long a store, signer, grant or policy may take, in milliseconds.
   *
   * @default {5_000}
   */
  readonly seamMilliseconds?: number;
  /**
   * How long the body of a request may take, in milliseconds.
   *
   * @default {10_000}
   */
  readonly bodyMilliseconds?: number;
  /**
   * How many bytes the body of a request may have.
   *
   * @default {16_384}
   */
  readonly maxBodyBytes?: number;
  /** `"omit"` leaves an empty scope out (RFC 6749 A.4). @default {"include"} */
  readonly emptyScope?: EmptyScope;
  /**
   * Whether metadata announces an authorization endpoint, which refuses every
   * request; Model Context Protocol clients need it.
   *
   * @default {true}
   */
  readonly authorizationEndpoint?: boolean;
  /** Which origins may call the token endpoint from a browser. @default none */
  readonly cors?: CorsOptions;
  /**
   * Receives every decision with its reason, every failure with its cause.
   *
   * @default failures and warnings to the console
   */
  readonly onEvent?: EventSink;
  /** The clock, in epoch seconds. @default the system's */
  readonly now?: () => number;
}
