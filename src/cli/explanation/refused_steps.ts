/**
 * What is said of the step that refuses.
 *
 * @module
 */

import { storageName } from "../open_storage.ts";
import { USUAL_STORAGE } from "../configuration/configuration.ts";
import type { Verdict } from "./question.ts";
import type { RulePlace } from "./rule_place.ts";
import type { Said, Scene } from "./scene.ts";

/** A verdict that refuses. */
type Refusal = Exclude<Verdict, { readonly isGranted: true }>;

/**
 * Says by which rule a request is refused.
 *
 * @param scene What it is told from.
 * @param refusal What the server answered.
 * @returns What is said.
 */
export function refused(scene: Scene, refusal: Refusal): Said {
  const tell = TELLERS.get(refusal.reason) ?? CODES.get(refusal.error);
  return tell?.(scene, refusal) ?? by(undefined, otherwise(refusal));
}

type Teller = (scene: Scene, refusal: Refusal) => Said | undefined;

function by(rule: RulePlace | undefined, what: string): Said {
  return { what, ...(rule && { rule }) };
}

function otherwise({ reason, evidence }: Refusal): string {
  const facts = Object.entries(evidence ?? {}).map(([name, value]) =>
    `${name}: ${JSON.stringify(value)}`
  );
  return facts.length === 0 ? reason : `${reason} (${facts.join(", ")})`;
}

/** A member that does not have something, or is not there. */
function lacking(
  member: string,
  what: (text: string) => string,
): Teller {
  return ({ owner }) => {
    if (owner === undefined) return undefined;
    const rule = owner.place(member);
    return owner.has(member)
      ? by(rule, what(rule.text))
      : by(rule, `${owner.name} has no ${member}`);
  };
}

function ofClient(member: string, what: (text: string) => string): Teller {
  return ({ client }) => {
    const rule = client?.place(member);
    return rule && by(rule, what(rule.text));
  };
}

const TELLERS: ReadonlyMap<string, Teller> = new Map<string, Teller>([
  ["unknown_client", ({ deployment, places, question }) => {
    const { storage = USUAL_STORAGE } = deployment.configuration.values;
    const rule = places.of(["clients"]);
    return by(
      rule,
      `there is no client ${
        JSON.stringify(question.client_id)
      }, neither in clients nor in the storage ${storageName(storage)}`,
    );
  }],
  ["client_disabled", ofClient("disabled", (text) => `${text} is true`)],
  ["no_credential", () =>
    by(
      undefined,
      "no client is presented, which this grant needs: name one with --client-id",
    )],
  ["method_not_offered", ({ places }) => {
    const rule = places.of(["clientAuthenticationMethods"]);
    return by(
      rule,
      `it could prove itself in no way that this server offers: ${rule.text}`,
    );
  }],
  [
    "no_secret",
    ofClient("client_secrets", (text) => `it has no secret: ${text}`),
  ],
  [
    "expired_secret",
    ofClient(
      "client_secrets",
      (text) => `every secret has expired: ${text}, expires_at`,
    ),
  ],
  ["grant_type_not_registered", ({ client, question }) => {
    if (client === undefined) return undefined;
    const rule = client.place("grant_types");
    return by(
      rule,
      client.has("grant_types")
        ? `${rule.text} does not have ${question.grant_type}`
        : `${client.name} has no grant_types`,
    );
  }],
  [
    "public_client",
    ofClient(
      "token_endpoint_auth_method",
      (text) => `a client that proves nothing may not use it: ${text}`,
    ),
  ],
  ["scope_not_registered", (scene, { evidence }) =>
    lacking(
      "scope",
      (text) => `${evidence?.["scope"]}: ${text} does not have it`,
    )(scene, {} as Refusal)],
  [
    "default_scope_not_registered",
    (scene, { evidence }) =>
      lacking(
        "default_scope",
        (text) =>
          `${text} has ${evidence?.["scope"]}, which scope does not have`,
      )(scene, {} as Refusal),
  ],
  ["scope_not_defined_by_resource", (scene, { evidence }) => {
    const rule = described(scene, "scope");
    return by(rule, `${evidence?.["scope"]}: ${rule.text} does not define it`);
  }],
  ["resource_not_registered", (scene, refusal) =>
    lacking(
      "resources",
      (text) =>
        `${scene.question.resource.join(", ")}: ${text} does not have it`,
    )(scene, refusal)],
  ["audience_not_registered", (scene, refusal) =>
    lacking(
      "resources",
      (text) =>
        `${scene.question.audience.join(", ")}: ${text} does not have it`,
    )(scene, refusal)],
  ["multiple_resources", ({ places }) => {
    const rule = places.of(["multipleResources"]);
    return by(rule, `${rule.text} is not true, and several are named`);
  }],
  ["resource_not_described", ({ places }) => {
    const rule = places.of(["resources"]);
    return by(rule, `${rule.text} does not describe it`);
  }],
  ["resource_missing", ({ places }) => {
    const rule = places.of(["resources"]);
    return by(
      rule,
      `none is named, neither by the request nor by default_resource or defaultAudience, and ${rule.text} needs one`,
    );
  }],
  ["conflicting_algorithms", ({ places }) => {
    const rule = places.of(["resources"]);
    return by(rule, `${rule.text} has different algs for them`);
  }],
  ["access_token_seconds_malformed", ({ owner, client }) => {
    const rule = (client ?? owner)?.place("access_token_seconds");
    return rule && by(rule, `${rule.text} is no lifetime`);
  }],
  ["signer_failed", ({ places }) => {
    const rule = places.of(["signing"]);
    return by(
      rule,
      `no key can sign at the moment: ${rule.text}, and key list shows those in the storage`,
    );
  }],
  ["assertion_missing", () =>
    by(
      undefined,
      "this grant needs an assertion: --claims names a file with the claims that it would have",
    )],
]);

const CODES: ReadonlyMap<string, Teller> = new Map<string, Teller>([
  ["unsupported_grant_type", ({ places, question }) => {
    const rule = places.of(["trustedIssuers"]);
    const isKnown = question.grant_type.endsWith(":jwt-bearer");
    return isKnown
      ? by(rule, `${question.grant_type} is off: trustedIssuers has no rules`)
      : by(undefined, `${question.grant_type} is not known`);
  }],
  ["invalid_client", ({ client }, refusal) => {
    const member = ["token_endpoint_auth_method", "token_endpoint_auth_methods"]
      .find((name) => client?.has(name));
    const rule = member === undefined ? undefined : client!.place(member);
    const where = rule === undefined ? "" : `, by ${rule.text}`;
    return by(
      rule,
      `it has nothing to prove itself with${where}: ${otherwise(refusal)}`,
    );
  }],
  ["invalid_grant", ({ places }, refusal) => {
    const rule = places.of(["trustedIssuers"]);
    return by(rule, `no rule is kept in ${rule.text}: ${otherwise(refusal)}`);
  }],
]);

/** The description of the resource that is named, where it is one alone. */
function described(
  { deployment, places, question, owner }: Scene,
  member: string,
): RulePlace {
  const { resources = [], defaultAudience } = deployment.configuration.values;
  const [named = owner?.text("default_resource") ?? defaultAudience] = [
    ...question.resource,
    ...question.audience,
  ];
  const at = resources.findIndex(({ resource }) => resource === named);
  return places.of(at < 0 ? ["resources"] : ["resources", at, member]);
}
