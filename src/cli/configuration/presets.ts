/**
 * From the platforms that the configuration names to trusted issuers.
 *
 * @module
 */

import { azureIssuer } from "../../trust/presets/azure.ts";
import { githubActionsIssuer } from "../../trust/presets/github_actions.ts";
import { gitlabCiIssuer } from "../../trust/presets/gitlab_ci.ts";
import { googleCloudIssuer } from "../../trust/presets/google_cloud.ts";
import { kubernetesIssuer } from "../../trust/presets/kubernetes.ts";
import { spiffeIssuer } from "../../trust/presets/spiffe.ts";
import type { TrustedIssuer } from "../../trusted_issuer.ts";
import { PRESET_MEMBERS } from "./preset_members.ts";
import { leadingPath, type Path, pathText, type Problem } from "./problem.ts";

/** The name of a platform. */
type PresetName = keyof typeof PRESET_MEMBERS;

/** A trusted issuer as it is written: perhaps by its platform. */
export type WrittenTrustedIssuer =
  & Partial<TrustedIssuer>
  & { readonly [Name in PresetName]?: Readonly<Record<string, unknown>> };

/** What makes trusted issuers; the table has checked the types of options. */
const PRESETS: Readonly<
  Record<PresetName, (options: never) => TrustedIssuer>
> = {
  kubernetes: kubernetesIssuer,
  githubActions: githubActionsIssuer,
  gitlabCi: gitlabCiIssuer,
  googleCloud: googleCloudIssuer,
  azure: azureIssuer,
  spiffe: spiffeIssuer,
};

const NAMES = Object.keys(PRESETS) as readonly PresetName[];

/** What a platform says by itself. */
const SAID = ["issuer", "claims", "jwks_uri"] as const;

/**
 * Puts what a platform stands for in its place.
 *
 * @param written An entry, with members of its own besides.
 * @param path Where it is.
 * @param report Takes each mistake.
 * @returns The entry with `issuer` and `claims`; of no use where a mistake was
 * reported.
 */
export function withoutPreset<Entry extends WrittenTrustedIssuer>(
  written: Entry,
  path: Path,
  report: (problem: Problem) => void,
): Omit<Entry, PresetName> & TrustedIssuer {
  const entry = Object.fromEntries(
    Object.entries(written).filter(([name]) => !Object.hasOwn(PRESETS, name)),
  ) as Omit<Entry, PresetName> & TrustedIssuer;
  const refuse = (message: string, at = path) => {
    report({ path: at, message });
    return entry;
  };
  const [preset, second] = NAMES.filter((name) => written[name] !== undefined);
  if (preset === undefined) {
    return entry.issuer !== undefined ? entry : refuse(
      `${pathText(path)} must have issuer and claims, or one of ${
        NAMES.join(", ")
      }`,
    );
  }
  const other = second ?? SAID.find((name) => written[name] !== undefined);
  if (other !== undefined) {
    const at = [...path, other];
    return refuse(
      `${pathText(at)} must be left out where there is ${preset}`,
      at,
    );
  }
  const { audience, maxAssertionSeconds, singleUse, jwks } = entry;
  const options = {
    ...written[preset],
    audience,
    ...(maxAssertionSeconds !== undefined && { maxAssertionSeconds }),
    ...(singleUse !== undefined && { singleUse }),
    ...(jwks !== undefined && { jwks }),
  };
  try {
    return { ...entry, ...PRESETS[preset](options as never) };
  } catch (error) {
    const said = (error as Error).message.replace(/^\w+: /, "");
    const [member = ""] = leadingPath(said);
    const isInside = Object.hasOwn(
      PRESET_MEMBERS[preset].shape.members,
      member,
    );
    const within = isInside ? [...path, preset] : path;
    return isInside || member === "audience"
      ? refuse(`${pathText(within)}.${said}`, [...within, member])
      : refuse(`${pathText([...path, preset])}: ${said}`, [...path, preset]);
  }
}
