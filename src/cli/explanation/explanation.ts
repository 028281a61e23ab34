/**
 * An explanation: the verdict of the server with the steps that led to it.
 *
 * @module
 */

import type { Deployment } from "../deployment.ts";
import { dryRun } from "./dry_run.ts";
import type { Question, Verdict } from "./question.ts";
import type { Step } from "./scene.ts";
import { stepsOf } from "./steps.ts";

/** An explanation. */
export interface Explanation {
  /** What the server would answer. */
  readonly verdict: Verdict;
  /** The steps that led to it. */
  readonly steps: readonly Step[];
}

/**
 * Explains what a server would answer.
 *
 * @param deployment The deployment.
 * @param question What is asked for.
 * @param now The clock, in epoch seconds.
 * @returns The explanation.
 * @throws {Error} The storage or the keys cannot be used at all.
 */
export async function explain(
  deployment: Deployment,
  question: Question,
  now: () => number,
): Promise<Explanation> {
  const outcome = await dryRun(deployment, question, now);
  return {
    verdict: outcome.verdict,
    steps: stepsOf(deployment, question, outcome),
  };
}
