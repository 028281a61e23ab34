/**
 * An external issuer whose tokens say who a workload is: plain JSON, so that
 * it can stand in the record of a client and in a configuration file.
 *
 * @module
 */

import type { JsonWebKeySet } from "./client.ts";

/** One value that a claim may have; a text may be a pattern with `*`. */
export type ClaimValue = string | number | boolean;

/** What one claim has to be: a value, or one of several. */
export type ClaimRule = ClaimValue | readonly ClaimValue[];

/** What every claim that is named has to be. */
export type ClaimRules = Readonly<Record<string, ClaimRule>>;

/** Where the keys of an issuer are; neither member = found by discovery. */
export interface IssuerKeys {
  /** The key set itself. */
  readonly jwks?: JsonWebKeySet;
  /** Where the key set is published. */
  readonly jwks_uri?: string;
}

/**
 * An issuer that is trusted, and for what: a token counts where it is from the
 * issuer, for the audience, and its claims are what the rules say.
 */
export interface TrustedIssuer extends IssuerKeys {
  /**
   * The `iss` of its tokens, compared byte for byte; for JWT-SVIDs, which have
   * none, `spiffe://` and the trust domain.
   */
  readonly issuer: string;
  /** The only value that `aud` of its tokens may have. */
  readonly audience: string;
  /**
   * What the claims must be, by name: a value or a list of alternatives. In a
   * text, `*` stands for one character or more without `/` and `:`.
   */
  readonly claims: ClaimRules;
  /**
   * Whether a token counts once: by its `jti`, or where it has none by the
   * digest of what was signed.
   *
   * @default {false}
   */
  readonly singleUse?: boolean;
  /**
   * How far away `exp` may be, in seconds.
   *
   * @default {3_600}
   */
  readonly maxAssertionSeconds?: number;
}
