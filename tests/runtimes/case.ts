/**
 * A case of the suite and what it is given.
 *
 * @module
 */

import type { JWTPayload } from "jose";

/** A server that runs, in a process of its own. */
export interface Target {
  /** Its origin, which is its issuer. */
  readonly base: string;
  /** Verifies an access token and returns its claims. */
  claims(token: string): Promise<JWTPayload>;
  /** What the server takes for the address of its peer. */
  readonly peer: string;
  /** The most memory that its process has had, in bytes, where it is known. */
  peakMemory(): number | undefined;
}

/** One thing that every runtime must do. */
export interface Case {
  /** It, in plain words. */
  readonly name: string;
  /** Fails where the server does something else. */
  run(target: Target): Promise<void>;
}
