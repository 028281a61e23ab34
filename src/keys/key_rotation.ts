/**
 * The policy of rotation, and what follows from it.
 *
 * Why `max-age` is worked out: a reader of `/jwks` may keep what it got for so
 * long that a key which it does not know yet is still in its lead. Everything
 * that anybody does on the strength of one read of the key set, signing as well
 * as caching, therefore ends a horizon after that read began: lead − refresh
 * interval − skew. The refresh interval in it is what a slow write, a slow
 * answer and the rounding to seconds may take together. An instance whose read
 * is within the interval then always has lead − 2 × interval − skew to give.
 *
 * Why a key is retained for the lead even where tokens live shorter: when the
 * key that was to replace it is revoked in the last moment, it signs on, and an
 * instance that does not know of it yet must not drop it before its horizon.
 *
 * @module
 */

import { ALGORITHMS, type SigningAlgorithm } from "./algorithms.ts";

/** When keys change. Durations are seconds. */
export interface KeyRotationPolicy {
  /**
   * The algorithms that keys are kept for; the first signs tokens that need no
   * other one.
   *
   * @default {["ES256"]}
   */
  readonly algs?: readonly SigningAlgorithm[];
  /** How long a key signs. @default 30 days */
  readonly signingSeconds?: number;
  /** How long a key is published before it signs. @default {86_400} */
  readonly leadSeconds?: number;
  /**
   * How long a key stays published after it has signed for the last time.
   *
   * @default the longer one of `maxAccessTokenSeconds` and `leadSeconds`, with
   * `skewSeconds` added; it is also the least
   */
  readonly retainSeconds?: number;
  /** How often an instance reads the key set. @default {60} */
  readonly refreshSeconds?: number;
  /** How far two clocks may be apart. @default {30} */
  readonly skewSeconds?: number;
  /**
   * The longest lifetime of a token; that of the server must not exceed it.
   *
   * @default {86_400}
   */
  readonly maxAccessTokenSeconds?: number;
}

/** A policy with all that follows from it. */
export interface KeyRotation
  extends Required<Omit<KeyRotationPolicy, "skewSeconds">> {
  /** How far two clocks may be apart. */
  readonly skewSeconds: number;
  /** How long after it began a read of the key set counts for anything. */
  readonly horizonSeconds: number;
  /** The `max-age` of `/jwks` while the last read is fresh. */
  readonly maxAgeSeconds: number;
}

/** Longer would delay a revocation and spare nobody anything. */
const MAXIMUM_MAX_AGE = 300;

/** More than anybody reads gladly; a policy that needs more is a mistake. */
export const MAXIMUM_PUBLISHED: number = 32;

/** A hundred years. */
const MAXIMUM_SECONDS = 3_155_760_000;

const NAMES: readonly string[] = [
  "algs",
  "signingSeconds",
  "leadSeconds",
  "retainSeconds",
  "refreshSeconds",
  "skewSeconds",
  "maxAccessTokenSeconds",
] satisfies (keyof KeyRotationPolicy)[];

/**
 * Checks a policy and works out what follows from it.
 *
 * @param policy The policy.
 * @returns The policy with its defaults, horizon and `max-age`.
 * @throws {TypeError} The first mistake.
 */
export function keyRotation(policy: KeyRotationPolicy = {}): KeyRotation {
  if (typeof policy !== "object" || policy === null) {
    throw new TypeError("policy must be an object");
  }
  for (const name of Object.keys(policy)) {
    if (!NAMES.includes(name)) {
      throw new TypeError(`policy.${name} is not an option`);
    }
  }
  const {
    algs = ["ES256"],
    signingSeconds = 30 * 86_400,
    leadSeconds = 86_400,
    refreshSeconds = 60,
    skewSeconds = 30,
    maxAccessTokenSeconds = 86_400,
  } = policy;
  const needed = Math.max(maxAccessTokenSeconds, leadSeconds) + skewSeconds;
  const { retainSeconds = needed } = policy;
  checkAlgorithms(algs);
  checkSeconds("signingSeconds", signingSeconds, 1);
  checkSeconds("leadSeconds", leadSeconds, 1);
  checkSeconds("refreshSeconds", refreshSeconds, 1);
  checkSeconds("skewSeconds", skewSeconds, 0);
  checkSeconds("maxAccessTokenSeconds", maxAccessTokenSeconds, 1);
  checkSeconds("retainSeconds", retainSeconds, 1);
  const least = 2 * refreshSeconds + skewSeconds;
  if (leadSeconds <= least) {
    throw new TypeError(
      `policy.leadSeconds (${leadSeconds}) must exceed 2 x refreshSeconds + skewSeconds (${least}): nobody could cache the keys otherwise`,
    );
  }
  if (signingSeconds < leadSeconds) {
    throw new TypeError(
      `policy.signingSeconds (${signingSeconds}) must not be less than leadSeconds (${leadSeconds})`,
    );
  }
  if (retainSeconds < needed) {
    throw new TypeError(
      `policy.retainSeconds (${retainSeconds}) must not be less than the longer one of maxAccessTokenSeconds and leadSeconds with skewSeconds added (${needed}): tokens could outlive their key`,
    );
  }
  const published = 2 +
    Math.ceil((leadSeconds + retainSeconds) / signingSeconds);
  if (published > MAXIMUM_PUBLISHED) {
    throw new TypeError(
      `policy.signingSeconds (${signingSeconds}) is too short for tokens of ${maxAccessTokenSeconds} seconds: ${published} keys would be published at once, and at most ${MAXIMUM_PUBLISHED} may be`,
    );
  }
  const horizonSeconds = leadSeconds - refreshSeconds - skewSeconds;
  return Object.freeze({
    algs: Object.freeze([...algs]),
    signingSeconds,
    leadSeconds,
    retainSeconds,
    refreshSeconds,
    skewSeconds,
    maxAccessTokenSeconds,
    horizonSeconds,
    maxAgeSeconds: Math.min(MAXIMUM_MAX_AGE, horizonSeconds - refreshSeconds),
  });
}

function checkAlgorithms(algs: readonly string[]): void {
  const known = [...ALGORITHMS.keys()];
  if (
    !Array.isArray(algs) || algs.length === 0 ||
    new Set(algs).size !== algs.length ||
    !algs.every((alg) => known.includes(alg))
  ) {
    throw new TypeError(
      `policy.algs must be an array of at least one of ${
        known.join(", ")
      }, none of them twice`,
    );
  }
}

function checkSeconds(name: string, value: unknown, minimum: number): void {
  if (
    !Number.isInteger(value) || (value as number) < minimum ||
    (value as number) > MAXIMUM_SECONDS
  ) {
    throw new TypeError(
      `policy.${name} must be an integer from ${minimum} to ${MAXIMUM_SECONDS}`,
    );
  }
}
