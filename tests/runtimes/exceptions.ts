/**
 * What single runtimes cannot do, each with its reason.
 *
 * @module
 */

/** A case that is not run on a runtime. */
export interface Exception {
  /** The name of the runtime; a prefix counts for all its versions. */
  readonly runtime: string;
  /** The name of the case. */
  readonly name: string;
  /** Why. */
  readonly reason: string;
}

/** All of them. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    runtime: "Bun",
    name: "a request that is pipelined after an error is answered",
    reason: "Bun hangs up on a request that does not wait for the last answer",
  },
  {
    runtime: "Bun",
    name: "pipelined requests are answered in their order",
    reason: "Bun hangs up on a request that does not wait for the last answer",
  },
  {
    runtime: "Bun",
    name: "RFC 9112 §7.1.2: trailers are read over",
    reason: "Bun takes a trailer for the next request, and answers it with 400",
  },
  {
    runtime: "Node 22",
    name: "tokens are signed with ML-DSA-65, from keys that are made there",
    reason: "its WebCrypto has no ML-DSA",
  },
  {
    runtime: "workerd",
    name: "tokens are signed with ML-DSA-65, from keys that are made there",
    reason: "its WebCrypto has no ML-DSA",
  },
  {
    runtime: "workerd",
    name: "shutdown under load breaks no answer",
    reason: "it ends by itself, without an adapter, and cuts idle connections",
  },
  {
    runtime: "workerd",
    name: "what is under way when shutdown begins is answered",
    reason: "it ends by itself, without an adapter, and lets callers wait",
  },
  {
    runtime: "workerd",
    name: "a request on its way to an idle connection is answered",
    reason: "it ends by itself, without an adapter, and cuts idle connections",
  },
  {
    runtime: "workerd",
    name: "what takes longer than the drain may is cut off",
    reason: "it ends by itself, without an adapter, and takes its time",
  },
];

/**
 * Looks up why a case is not run on a runtime.
 *
 * @returns The reason, or `undefined` where it is run.
 */
export function reasonNotToRun(
  runtime: string,
  name: string,
): string | undefined {
  return EXCEPTIONS.find((exception) =>
    runtime.startsWith(exception.runtime) && name === exception.name
  )?.reason;
}
