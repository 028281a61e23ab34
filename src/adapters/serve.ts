/**
 * What the adapters of all runtimes have in common.
 *
 * @module
 */

/** Options of `serve`, the same on every runtime. */
export interface ServeOptions {
  /** The port; 0 takes any that is free. */
  readonly port: number;
  /**
   * The address to listen on; `0.0.0.0` is every one.
   *
   * @default {"127.0.0.1"}
   */
  readonly hostname?: string;
  /** When aborted, the server answers what has arrived and then ends. */
  readonly signal?: AbortSignal;
  /**
   * How long it may take to answer what has arrived, in milliseconds; what is
   * left then is cut off.
   *
   * @default {10_000}
   */
  readonly drainMilliseconds?: number;
  /** Certificate chain and private key in PEM; absent = plain http. */
  readonly tls?: TlsOptions;
}

/** What a server proves itself with. */
export interface TlsOptions {
  /** The certificate chain, in PEM. */
  readonly cert: string;
  /** The private key, in PEM. */
  readonly key: string;
}

/** A server that listens. */
export interface Serving {
  /** Where it listens. */
  readonly address: Address;
  /** Settles when the server has ended. */
  readonly finished: Promise<void>;
}

/** Where a server listens. */
export interface Address {
  /** The address. */
  readonly hostname: string;
  /** The port. */
  readonly port: number;
}

/** How long requests that have arrived may take, unless told otherwise. */
export const DRAIN_MILLISECONDS = 10_000;

/**
 * How long connections without a request stay open once draining has begun: a
 * request that was already on its way to one of them is still answered.
 */
export const LINGER_MILLISECONDS = 250;
