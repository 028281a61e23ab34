/**
 * The policy of the live test: as short as whole seconds allow.
 *
 * @module
 */

import type { KeyRotationPolicy } from "@mintmark/oauth";

/** A key signs for five seconds; `max-age` is two. */
export const POLICY = {
  algs: ["EdDSA"],
  signingSeconds: 5,
  leadSeconds: 5,
  refreshSeconds: 1,
  skewSeconds: 1,
  maxAccessTokenSeconds: 5,
} as const satisfies KeyRotationPolicy;
