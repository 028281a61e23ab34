/**
 * Work that is shared with whoever asks for the same at once, but not for long.
 *
 * Why not for long: on Workers work ends with the request that started it, and
 * its promise then never settles. Whoever has joined it starts it anew after a
 * moment.
 *
 * @module
 */

import { DeadlineError, withinDeadline } from "./deadline.ts";
import type { SingleFlight } from "./single_flight.ts";

/** What is shared, and how long. */
export interface BriefFlight<T> {
  /** What the work is for. */
  readonly key: string;
  /** How long to wait for what another caller started, in milliseconds. */
  readonly joinMilliseconds: number;
  /** Starts the work; its signal is aborted when nobody waits. */
  readonly start: (signal: AbortSignal) => Promise<T>;
  /** How this caller waits for what it started itself; absent = to its end. */
  readonly wait?: (work: Promise<T>) => Promise<T>;
}

/** What came of it. */
export interface BrieflyJoined<T> {
  /** What the work settled with. */
  readonly value: T;
  /** Whether this caller started it. */
  readonly isOwn: boolean;
}

/**
 * Joins the work under way for a key for a moment, or starts it.
 *
 * @param flights The work that is under way.
 * @param flight What is shared, and how long.
 * @returns What the work settles with.
 */
export async function joinBriefly<T>(
  flights: SingleFlight<T>,
  flight: BriefFlight<T>,
): Promise<BrieflyJoined<T>> {
  const { key, joinMilliseconds, start, wait = (work) => work } = flight;
  while (true) {
    let isOwn = false;
    const starting = (signal: AbortSignal) => {
      isOwn = true;
      return start(signal);
    };
    const waiting = (work: Promise<T>) =>
      isOwn ? wait(work) : withinDeadline(work, joinMilliseconds);
    try {
      return { value: await flights.join(key, starting, waiting), isOwn };
    } catch (error) {
      if (isOwn || !(error instanceof DeadlineError)) throw error;
    }
  }
}
