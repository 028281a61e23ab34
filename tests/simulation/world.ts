/**
 * What a run is made of: drawn from its seed.
 *
 * @module
 */

import { type KeyRotation, keyRotation } from "../../src/keys/key_rotation.ts";
import { Chance, VirtualTime } from "./virtual_time.ts";

/** Changes a policy after it was worked out, to see that the run notices. */
export type Fault = (rotation: KeyRotation) => KeyRotation;

/** The circumstances of a run. */
export interface World {
  readonly time: VirtualTime;
  readonly chance: Chance;
  /** The policy, by which is judged. */
  readonly rotation: KeyRotation;
  /** The policy by which instances act. */
  readonly practice: KeyRotation;
  /** How long everything goes on, in seconds. */
  readonly duration: number;
  readonly issuers: number;
  readonly verifiers: number;
  /** How long a request waits for a refresh. */
  readonly deadlineSeconds: number;
  /** The longest way of a write to the store, and of an answer back. */
  readonly slowestSeconds: number;
  /** Whether nothing fails, and nothing is too slow. */
  readonly isCalm: boolean;
  /** How often a call to the store fails. */
  readonly failures: number;
  /** Whether the store is cut off from an instance now and then. */
  readonly hasOutages: boolean;
  /** The mean time between two requests of an instance. */
  readonly requestSeconds: number;
}

/**
 * Draws a world.
 *
 * @param seed Its seed.
 * @param fault What is wrong in it.
 * @returns The world.
 */
export function worldOf(seed: number, fault: Fault): World {
  const chance = new Chance(seed);
  const refreshSeconds = chance.integer(6, 40);
  const skewSeconds = chance.pick([0, chance.integer(1, 20)]);
  const leadSeconds = 2 * refreshSeconds + skewSeconds +
    chance.pick([chance.integer(1, 10), chance.integer(10, 200), 500]);
  const signingSeconds = Math.ceil(leadSeconds * chance.between(1, 3));
  const rotation = keyRotation({
    algs: ["ES256"],
    refreshSeconds,
    skewSeconds,
    leadSeconds,
    signingSeconds,
    maxAccessTokenSeconds: chance.pick([
      chance.integer(5, 60),
      Math.ceil(signingSeconds * chance.between(0.2, 3)),
    ]),
  });
  const isCalm = chance.happens(0.2);
  const deadlineSeconds = chance.pick([1, 5]);
  // Two seconds of the interval are what rounding may cost.
  const slowestSeconds = (refreshSeconds - 2) / 2;
  return {
    time: new VirtualTime(),
    chance,
    rotation,
    practice: fault(rotation),
    duration: signingSeconds * 5 + leadSeconds,
    issuers: chance.integer(1, 4),
    verifiers: chance.integer(2, 8),
    deadlineSeconds,
    // A read, a write that another one was before, and a read go there and back.
    slowestSeconds: isCalm
      ? Math.min(slowestSeconds, deadlineSeconds / 6.5)
      : slowestSeconds,
    isCalm,
    failures: isCalm ? 0 : chance.pick([0, 0, 0.05, 0.3]),
    hasOutages: !isCalm && chance.happens(0.4),
    requestSeconds: refreshSeconds * chance.pick([0.2, 0.5, 1, 3]),
  };
}

/** A clock that is off by no more than half of the tolerance, either way. */
export function skewedClock({ time, chance, rotation }: World): () => number {
  const { skewSeconds } = rotation;
  const off = chance.pick([-0.5, 0.5, chance.between(-0.5, 0.5)]) * skewSeconds;
  // Far from zero, so that no time is negative.
  return () => 1_000_000 + time.now + off;
}

/** How long a message is on its way: mostly not long, at times very long. */
export function delay({ chance, slowestSeconds }: World): number {
  return chance.happens(0.1)
    ? chance.between(0, slowestSeconds)
    : chance.between(0, Math.min(0.2, slowestSeconds));
}
