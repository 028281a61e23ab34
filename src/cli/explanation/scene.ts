/**
 * What the steps of a decision are, and what they are told from.
 *
 * @module
 */

import type { Deployment } from "../deployment.ts";
import type { Outcome, Question } from "./question.ts";
import type { RuleOwner, RulePlace, RulePlaces } from "./rule_place.ts";

/** The steps, in the order of the server. */
export const STEP_NAMES = [
  "request",
  "grant type",
  "client",
  "authentication",
  "grant",
  "assertion",
  "scope",
  "resource",
  "lifetime",
  "key",
] as const;

/** The name of a step. */
export type StepName = (typeof STEP_NAMES)[number];

/** What is said of a step. */
export interface Said {
  /** What was decided, in words, with the place of the rule in them. */
  readonly what: string;
  /** The rule that decided it, where there is one. */
  readonly rule?: RulePlace;
}

/** A step. */
export interface Step extends Said {
  /** Its name. */
  readonly step: StepName;
  /** Whether it was passed. */
  readonly ok: boolean;
}

/** What the steps are told from. */
export interface Scene {
  /** The configuration and the storage. */
  readonly deployment: Deployment;
  /** Names places. */
  readonly places: RulePlaces;
  /** What was asked for. */
  readonly question: Question;
  /** What came of it. */
  readonly outcome: Outcome;
  /** The client, where there is one. */
  readonly client: RuleOwner | undefined;
  /** Who says what may be had at most: the client, or a rule. */
  readonly owner: RuleOwner | undefined;
}
