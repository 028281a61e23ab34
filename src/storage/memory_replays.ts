/**
 * Claims in memory, bounded.
 *
 * Why a full store fails: to make room by forgetting a claim before its end
 * would let somebody use it again, and to answer "not yet claimed" would let
 * everybody. So it rejects, which the server answers with 503, until claims
 * have expired. Only what has passed every other check is claimed, so that
 * nobody but clients can fill it.
 *
 * @module
 */

import type { ReplayStore } from "../storage.ts";

/** Bounds of {@linkcode memoryReplays}. */
export interface MemoryReplaysOptions {
  /** The clock, in epoch seconds. */
  readonly now: () => number;
  /** How many claims are kept. */
  readonly maxClaims: number;
}

/** Fewer than these are never searched for expired ones. */
const FEW = 1_000;

/** Claims in memory. */
export interface MemoryReplays extends ReplayStore {
  /** How many claims are kept now. */
  readonly size: number;
}

/**
 * Makes claims in memory; they are those of one instance alone.
 *
 * @param options Clock and bound.
 * @returns The claims.
 */
export function memoryReplays(options: MemoryReplaysOptions): MemoryReplays {
  const { now, maxClaims } = options;
  const claims = new Map<string, number>();
  let sweepAt = Math.min(FEW, maxClaims);
  let sweptAt = -Infinity;

  /** Searched when there are twice as many, so that a claim costs the same. */
  function sweep(time: number): void {
    for (const [id, expiresAt] of claims) {
      if (expiresAt <= time) claims.delete(id);
    }
    sweepAt = Math.min(Math.max(FEW, claims.size * 2), maxClaims);
    sweptAt = time;
  }

  return {
    get size(): number {
      return claims.size;
    },
    // deno-lint-ignore require-await -- a full store rejects, it does not throw
    claim: async (id, expiresAt) => {
      const time = now();
      if ((claims.get(id) ?? -Infinity) > time) return false;
      // A full store is searched once a second, not once per request.
      if (claims.size >= sweepAt && Math.abs(time - sweptAt) >= 1) sweep(time);
      if (claims.size >= maxClaims && !claims.has(id)) {
        throw new Error(
          `${maxClaims} claims are kept, and none of them has expired`,
        );
      }
      claims.set(id, expiresAt);
      return true;
    },
  };
}
