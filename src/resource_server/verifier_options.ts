/**
 * The options of a verifier.
 *
 * @module
 */

import type { JsonWebKeySet } from "../client.ts";
import type { PublishedKeySource } from "../keys/key_ring.ts";
import type { ScopeMatcher, ScopeMatching } from "../scope.ts";
import type { FetchKeySet } from "../trust/fetch_document.ts";
import type { KeySetError } from "../trust/key_set_error.ts";
import type { KeySetLimits } from "../trust/key_set_options.ts";
import type { ResolveHost } from "../trust/resolved_host.ts";
import type { AccessTokenError } from "./access_token_error.ts";
import type { Profile } from "./access_token_claims.ts";
import type { ProtectedResourceMetadata } from "./metadata.ts";

/** How the keys of an issuer are fetched, and for how long they are used. */
export interface KeyFetchingOptions extends KeySetLimits {
  /**
   * Fetches; it must honour `redirect: "manual"` and `signal`.
   *
   * @default the global `fetch`
   */
  readonly fetch?: FetchKeySet;
  /**
   * Resolves the name of a host, so that one that leads to an address inside
   * of a network is refused.
   *
   * @default none: only what the URL itself says is looked at
   */
  readonly resolve?: ResolveHost;
  /**
   * Whether the issuer may be inside of a network.
   *
   * @default {false}
   */
  readonly allowPrivateAddress?: boolean;
  /**
   * Told of every fetch that failed, also where older keys are used instead.
   */
  readonly onFailure?: (error: KeySetError) => void;
}

/** Options of {@linkcode createVerifier}. */
export interface VerifierOptions {
  /**
   * Whose tokens are accepted: the `iss` that they carry, compared byte for
   * byte. Its metadata (RFC 8414) says where its keys are, unless one of
   * `jwksUri`, `jwks` and `keys` does.
   */
  readonly issuer: string;
  /**
   * Who this resource server is: a token is accepted where one of these is
   * among the values of its `aud`, compared byte for byte.
   */
  readonly audience: string | readonly string[];
  /** The URL of the issuer's key set, where it is not to be discovered. */
  readonly jwksUri?: string;
  /** The issuer's key set itself, which then cannot rotate. */
  readonly jwks?: JsonWebKeySet;
  /**
   * The issuer's keys, where it runs in the same process: `server.keys`, or a
   * `KeyRing`.
   */
  readonly keys?: PublishedKeySource;
  /**
   * The algorithms that tokens may be signed with.
   *
   * @default all that the library knows; none of them is symmetric
   */
  readonly algorithms?: readonly string[];
  /**
   * How keys and metadata are fetched. It is done over https only, but for an
   * `issuer` or `jwksUri` that is itself an http URL of a loopback host.
   */
  readonly fetching?: KeyFetchingOptions;
  /** Which tokens are access tokens. @default {"strict"} */
  readonly profile?: Profile;
  /**
   * How far the clocks of issuer and verifier may be apart, in seconds.
   *
   * @default {30}
   */
  readonly clockSkewSeconds?: number;
  /** How granted scopes cover needed ones. @default {"exact"} */
  readonly scopeMatching?: ScopeMatching | ScopeMatcher;
  /**
   * How long a token may be, in characters.
   *
   * @default {16_384}
   */
  readonly maxTokenLength?: number;
  /** The `realm` of challenges. @default {"resource server"} */
  readonly realm?: string;
  /** What RFC 9728 metadata say of this resource; absent = there are none. */
  readonly metadata?: ProtectedResourceMetadata;
  /**
   * Receives every refusal of `protect`, with its private reason. It is never
   * awaited, and what it throws is dropped.
   */
  readonly onRefused?: (
    error: AccessTokenError,
    request: Request,
  ) => void | PromiseLike<void>;
  /** The clock, in epoch seconds. @default the system clock */
  readonly now?: () => number;
}
