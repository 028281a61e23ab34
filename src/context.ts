/**
 * What a request carries besides its parameters: when it is handled, how long
 * it may take, and what only the socket knows.
 *
 * @module
 */

import { withinDeadline } from "./deadline.ts";

/**
 * Facts that only a socket knows; adapters fill them in and nothing in a
 * request can forge them.
 */
export interface Connection {
  /** The peer's IP address, as the runtime writes it. */
  readonly remoteAddress?: string;
  /** The certificate that the peer proved to hold in the TLS handshake, DER. */
  readonly clientCertificate?: Uint8Array;
}

/** The circumstances of one request, handed to grants and policies. */
export interface Context {
  /** The time of the request in epoch seconds, the same at every step. */
  readonly now: number;
  /** Aborted when a step misses its deadline and nobody awaits it any more. */
  readonly signal: AbortSignal;
  /** What the socket knows; empty where no adapter is in front. */
  readonly connection: Connection;
}

/** A context that can also enforce the deadline of the seams. */
export interface RequestContext extends Context {
  /**
   * Waits for a call into a seam, but not past its deadline; then `signal` is
   * aborted.
   *
   * @param work What the seam returned.
   * @returns What it settles with.
   */
  within<T>(work: PromiseLike<T>): Promise<T>;
  /**
   * Waits for a call into a seam that the request can do without, but not past
   * its deadline; nothing is aborted then, since the request goes on.
   *
   * @param work What the seam returned.
   * @returns What it settles with.
   */
  withinOptional<T>(work: PromiseLike<T>): Promise<T>;
}

/**
 * Makes the context of one request.
 *
 * @param now Epoch seconds.
 * @param connection What the socket knows.
 * @param seamMilliseconds The deadline of every seam.
 * @returns The context.
 */
export function requestContext(
  now: number,
  connection: Connection,
  seamMilliseconds: number,
): RequestContext {
  const controller = new AbortController();
  const abort = () => controller.abort();
  return {
    now,
    signal: controller.signal,
    connection,
    within: (work) => withinDeadline(work, seamMilliseconds, abort),
    withinOptional: (work) => withinDeadline(work, seamMilliseconds),
  };
}
