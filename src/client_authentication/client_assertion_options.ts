/**
 * The options of client assertions.
 *
 * @module
 */

import type { SigningAlgorithm } from "../keys/algorithms.ts";
import type { ClientSecretJwt } from "./client_secret_jwt.ts";

/**
 * Whom an assertion may be for: the issuer, or also the URL of the token
 * endpoint.
 */
export type AssertionAudience = "issuer" | "issuer-or-token-endpoint";

/** How assertions that clients sign are checked (RFC 7523 §3). */
export interface ClientAssertionOptions {
  /**
   * What `aud` may name. `"issuer"` is what new profiles ask for: a client that
   * talks to several servers cannot then be led to sign for the wrong one by a
   * server that lies about its token endpoint.
   *
   * @default {"issuer-or-token-endpoint"}
   */
  readonly audience?: AssertionAudience;
  /**
   * The algorithms that `private_key_jwt` may use.
   *
   * @default all of them
   */
  readonly algorithms?: readonly SigningAlgorithm[];
  /**
   * How far away `exp` may be, in seconds. The claims that keep an assertion
   * from being used again are kept for as long.
   *
   * @default {300}
   */
  readonly maxSeconds?: number;
  /**
   * Offers `client_secret_jwt`: what `clientSecretJwt()` returns.
   *
   * @default none: the method is off
   */
  readonly clientSecretJwt?: ClientSecretJwt;
}
