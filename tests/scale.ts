/**
 * How thorough a test run is: quick for every change, or full.
 *
 * Why the environment: the same files are run by whoever changes a line, in
 * seconds, and by a nightly job, in minutes.
 *
 * @module
 */

import process from "node:process";

/** Whether `MINTMARK_TESTS=full` asks for the long run. */
export const IS_FULL: boolean = process.env["MINTMARK_TESTS"] === "full";

/**
 * How many runs a property test makes.
 *
 * @param usual The number on every change.
 * @param full The number of a full run.
 * @returns The one that applies.
 */
export function runs(usual: number, full: number): number {
  return IS_FULL ? full : usual;
}
