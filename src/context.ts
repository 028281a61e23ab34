/**
 * What a request carries besides its parameters: when it is handled, how long
 * it may take, and what only the socket knows.
 *
 * @module
 */

import { LATER, promptly, withinDeadline } from "./deadline.ts";

/**
 * Facts that only a socket knows; adapters fill them in and nothing in a
 * request can forge them.
 */
export interface Connection {
  /** The peer's IP address, as the runtime writes it. */
  readonly remoteAddress?: string | undefined;
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
   * Asks a seam, and waits for it, but not past the deadline; then the signal
   * that it was given is aborted. One that is {@linkcode prompt} is just asked.
   *
   * @param seam What is asked.
   * @param method Its method.
   * @param argument What it is asked for.
   * @returns What it settles with; at once, where it answers at once.
   */
  ask<Method extends string, Argument, T>(
    seam: Askable<Method, Argument, T>,
    method: Method,
    argument: Argument,
  ): T | Promise<T>;
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

/** A seam with a method that takes one argument and a signal. */
export type Askable<Method extends string, Argument, T> = {
  readonly [Name in Method]: (
    argument: Argument,
    signal: AbortSignal,
  ) => Promise<T>;
};

/** Makes its signal when somebody asks for it, since almost nobody does. */
class DeadlineContext implements RequestContext {
  readonly now: number;
  readonly connection: Connection;
  readonly #seamMilliseconds: number;
  #controller: AbortController | undefined;

  constructor(now: number, connection: Connection, seamMilliseconds: number) {
    this.now = now;
    this.connection = connection;
    this.#seamMilliseconds = seamMilliseconds;
  }

  get signal(): AbortSignal {
    return (this.#controller ??= new AbortController()).signal;
  }

  ask<Method extends string, Argument, T>(
    seam: Askable<Method, Argument, T>,
    method: Method,
    argument: Argument,
  ): T | Promise<T> {
    const asked = seam[method];
    // It looks at no signal, so that none has to be made.
    const answer = promptly(asked, argument);
    return answer === LATER
      ? this.within(asked.call(seam, argument, this.signal))
      : answer;
  }

  within<T>(work: PromiseLike<T>): Promise<T> {
    return withinDeadline(
      work,
      this.#seamMilliseconds,
      () => (this.#controller ??= new AbortController()).abort(),
    );
  }

  withinOptional<T>(work: PromiseLike<T>): Promise<T> {
    return withinDeadline(work, this.#seamMilliseconds);
  }
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
  return new DeadlineContext(now, connection, seamMilliseconds);
}
