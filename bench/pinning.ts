/**
 * Which processor runs what: a server has the first one for itself, and what
 * makes the load the second.
 *
 * @module
 */

import { exists } from "./load.ts";

/** Whether programs can be pinned to processors here. */
export const isPinned: boolean = navigator.hardwareConcurrency > 1 &&
  await exists("taskset");

/** The command that pins a server; empty where that cannot be done. */
export const SERVER_PIN: readonly string[] = pinTo(0);

/** The command that pins the load. */
export const LOAD_PIN: readonly string[] = pinTo(1);

function pinTo(processor: number): readonly string[] {
  return isPinned ? ["taskset", "-c", String(processor)] : [];
}
