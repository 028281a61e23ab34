/**
 * Which rule the lifetime of a token is from.
 *
 * @module
 */

import type { RulePlace } from "./rule_place.ts";
import type { Said, Scene } from "./scene.ts";

/** A rule that may have set it. */
interface Candidate {
  readonly seconds: number;
  readonly rule?: RulePlace;
  readonly name: string;
}

/**
 * Finds the rule that has the lifetime of the token, and those that have a
 * longer one.
 *
 * @param scene What it is told from.
 * @returns What is said; `undefined` where there is no token.
 */
export function lifetimeRule(scene: Scene): Said | undefined {
  const { verdict } = scene.outcome;
  if (!verdict.isGranted) return undefined;
  const { exp, iat } = verdict.claims;
  const seconds = Number(exp) - Number(iat);
  const candidates = candidatesOf(scene, [verdict.claims["aud"]].flat());
  const decisive = candidates.find((one) => one.seconds === seconds);
  if (decisive === undefined) return { what: `${seconds} s` };
  const longer = candidates.filter((one) =>
    one.seconds > seconds && one.rule !== undefined
  ).map((one) => `${one.name} ${one.seconds}`);
  const { rule, name } = decisive;
  return {
    what: `${seconds} s: ${name}${
      longer.length === 0 ? "" : `, shorter than ${longer.join(" and ")}`
    }`,
    ...(rule && { rule }),
  };
}

function candidatesOf(
  { client, owner, places, deployment }: Scene,
  audience: readonly unknown[],
): readonly Candidate[] {
  const { accessToken, resources = [] } = deployment.configuration.values;
  const at = (seconds: number | undefined, rule: () => RulePlace) =>
    seconds === undefined ? [] : [{ seconds, rule: rule(), name: rule().text }];
  const member = "access_token_seconds";
  const set: readonly Candidate[] = [
    ...at(client?.number(member), () => client!.place(member)),
    ...resources.flatMap((one, i) =>
      audience.includes(one.resource)
        ? at(one.seconds, () => places.of(["resources", i, "seconds"]))
        : []
    ),
  ];
  const usual: readonly Candidate[] = accessToken?.seconds === undefined
    ? [{ seconds: 3_600, name: "the usual lifetime" }]
    : at(accessToken.seconds, () => places.of(["accessToken", "seconds"]));
  const ofRule = owner === client
    ? []
    : at(owner?.number(member), () => owner!.place(member));
  const most: readonly Candidate[] = accessToken?.maxSeconds === undefined
    ? [{ seconds: 86_400, name: "the usual accessToken.maxSeconds" }]
    : at(
      accessToken.maxSeconds,
      () => places.of(["accessToken", "maxSeconds"]),
    );
  return [...(set.length > 0 ? set : usual), ...ofRule, ...most];
}
