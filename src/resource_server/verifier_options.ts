/**
 * The options of a verifier.
 *
 * @module
 */

import type { JsonWebKeySet } from "../client.ts";
import type { PublishedKeySource } from "../keys/key_ring.ts";
import type { ScopeMatcher, ScopeMatching } from "../scope.ts";
import type { AccessTokenError } from "./access_token_error.ts";
import type { Profile } from "./access_token_claims.ts";
import type { ProtectedResourceMetadata } from "./metadata.ts";

/** Options of {@linkcode createVerifier}. */
export interface VerifierOptions {
  /**
   * Whose tokens are accepted: the `iss` that they carry, compared byte for
   * byte.
   */
  readonly issuer: string;
  /**
   * Who this resource server is: a token is accepted where one of these is
   * among the values of its `aud`, compared byte for byte.
   */
  readonly audience: string | readonly string[];
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
