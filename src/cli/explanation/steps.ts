/**
 * The steps of a decision, each with the rule that decided it.
 *
 * What was decided is known from the answer of the server; here is only found
 * where the rule stands that says so.
 *
 * @module
 */

import type { Deployment } from "../deployment.ts";
import { passed } from "./passed_steps.ts";
import type { Outcome, Question, Verdict } from "./question.ts";
import { refused } from "./refused_steps.ts";
import { ruleOwner, rulePlaces } from "./rule_place.ts";
import { type Scene, type Step, STEP_NAMES, type StepName } from "./scene.ts";

/** The step in which each reason arises; else the error code says it. */
const STEP_OF_REASON: ReadonlyMap<string, StepName> = new Map([
  ["unknown_client", "client"],
  ["client_disabled", "client"],
  ["client_store_failed", "client"],
  ["public_client", "grant"],
  ["assertion_missing", "assertion"],
  ["replay_store_failed", "assertion"],
  ["access_token_seconds_malformed", "lifetime"],
  ["entitlement_malformed", "grant"],
  ["signer_failed", "key"],
]);

const STEP_OF_CODE: ReadonlyMap<string, StepName> = new Map([
  ["unsupported_grant_type", "grant type"],
  ["invalid_client", "authentication"],
  ["unauthorized_client", "grant"],
  ["invalid_grant", "assertion"],
  ["invalid_scope", "scope"],
  ["invalid_target", "resource"],
]);

/**
 * Tells the steps of a decision, up to the one that refuses.
 *
 * @param deployment The deployment.
 * @param question What was asked for.
 * @param outcome What came of it.
 * @returns The steps.
 */
export function stepsOf(
  deployment: Deployment,
  question: Question,
  outcome: Outcome,
): readonly Step[] {
  const scene = sceneOf(deployment, question, outcome);
  const { verdict } = outcome;
  const last = verdict.isGranted ? undefined : stepOf(verdict);
  const steps: Step[] = [];
  for (const step of STEP_NAMES) {
    if (step === last && !verdict.isGranted) {
      steps.push({ step, ok: false, ...refused(scene, verdict) });
      return steps;
    }
    const said = passed(step, scene);
    if (said !== undefined) steps.push({ step, ok: true, ...said });
  }
  return steps;
}

function stepOf(
  { reason, error }: Exclude<Verdict, { readonly isGranted: true }>,
): StepName {
  return STEP_OF_REASON.get(reason) ?? STEP_OF_CODE.get(error) ?? "request";
}

function sceneOf(
  deployment: Deployment,
  question: Question,
  outcome: Outcome,
): Scene {
  const places = rulePlaces(deployment.configuration);
  const { clients = [], trustedIssuers } = deployment.configuration.values;
  const { client: record, rule } = outcome;
  const at = clients.findIndex(({ client_id }) =>
    client_id === record?.client_id
  );
  const client = record === undefined ? undefined : ruleOwner(
    record,
    at >= 0
      ? ["clients", at]
      : `the client ${JSON.stringify(record.client_id)} in the storage`,
    places,
  );
  const owner = rule === undefined ? client : ruleOwner(
    trustedIssuers!.rules![rule]!,
    ["trustedIssuers", "rules", rule],
    places,
  );
  return { deployment, places, question, outcome, client, owner };
}
