/**
 * What is said of a step that was passed.
 *
 * @module
 */

import { parseScope } from "../../scope.ts";
import { lifetimeRule } from "./lifetime_rule.ts";
import type { Said, Scene, StepName } from "./scene.ts";

/**
 * Says by which rule a step was passed.
 *
 * @param step The step.
 * @param scene What it is told from.
 * @returns What is said; `undefined` for a step that is none here.
 */
export function passed(step: StepName, scene: Scene): Said | undefined {
  return TELLERS[step](scene);
}

const TELLERS: Readonly<
  Record<StepName, (scene: Scene) => Said | undefined>
> = {
  request: () => undefined,
  "grant type": grantType,
  client,
  authentication,
  grant,
  assertion,
  scope,
  resource,
  lifetime: lifetimeRule,
  key,
};

function grantType({ question, places }: Scene): Said {
  const { grant_type } = question;
  if (grant_type === "client_credentials") {
    return { what: `${grant_type} is always on` };
  }
  const rule = places.of(["trustedIssuers"]);
  return { what: `${grant_type} is on by ${rule.text}`, rule };
}

function client({ client, question }: Scene): Said | undefined {
  if (client === undefined) {
    return question.client_id === undefined
      ? { what: "none is presented" }
      : undefined;
  }
  const rule = client.place("client_id");
  return { what: `${JSON.stringify(question.client_id)}: ${rule.text}`, rule };
}

function authentication({ client, outcome }: Scene): Said | undefined {
  if (client === undefined) return undefined;
  const member = [
    "token_endpoint_auth_method",
    "token_endpoint_auth_methods",
    "trusted_issuers",
    "jwks",
    "jwks_uri",
    "client_secrets",
  ].find((name) => client.has(name));
  const methods = outcome.methods.join(" or ");
  if (member === undefined) return { what: `assumed, by ${methods}` };
  const rule = client.place(member);
  return { what: `assumed, by ${methods}: ${rule.text}`, rule };
}

function grant({ client, question }: Scene): Said | undefined {
  if (client === undefined) return undefined;
  const rule = client.place("grant_types");
  return { what: `${rule.text} has ${question.grant_type}`, rule };
}

function assertion({ outcome, owner, client }: Scene): Said | undefined {
  if (outcome.rule === undefined || owner === undefined) {
    return undefined;
  }
  const beside = client === undefined ? "" : ", for the client beside it";
  return {
    what: `it keeps ${owner.name}${beside}`,
    rule: { text: owner.name },
  };
}

function scope({ question, owner, outcome, places, deployment }: Scene): Said {
  if (owner === undefined) return { what: "as the assertion allows" };
  const { verdict } = outcome;
  const isNamed = parseScope(question.scope)?.length !== 0;
  if (isNamed) {
    const rule = owner.place("scope");
    return { what: `${question.scope}: within ${rule.text}`, rule };
  }
  const usual = owner.text("default_scope") ?? "";
  if (usual === "") {
    return {
      what: `none: none is requested, and ${owner.name} has no default_scope`,
    };
  }
  const rule = owner.place("default_scope");
  const granted = verdict.isGranted
    ? String(verdict.claims["scope"] ?? "")
    : usual;
  const isCut = verdict.isGranted && granted !== usual &&
    deployment.configuration.values.resources !== undefined;
  const cut = isCut
    ? `, as far as ${places.of(["resources"]).text} defines it`
    : "";
  return { what: `${granted || "none"}: ${rule.text}${cut}`, rule };
}

function resource(
  { question, owner, outcome, places, deployment }: Scene,
): Said {
  const named = [...question.resource, ...question.audience];
  const { verdict } = outcome;
  const audience = verdict.isGranted
    ? [verdict.claims["aud"]].flat().join(", ")
    : named.join(", ");
  if (named.length > 0) {
    const rule = owner?.place("resources");
    return rule === undefined
      ? { what: audience }
      : { what: `${audience}: in ${rule.text}`, rule };
  }
  const isOwn = owner?.has("default_resource") === true;
  const { defaultAudience } = deployment.configuration.values;
  if (isOwn || defaultAudience !== undefined) {
    const rule = isOwn
      ? owner.place("default_resource")
      : places.of(["defaultAudience"]);
    return { what: `${audience || "none is named"}: ${rule.text}`, rule };
  }
  return {
    what: `${
      audience || "none is named"
    }: neither the request nor default_resource nor defaultAudience names one`,
  };
}

function key(scene: Scene): Said | undefined {
  const { outcome: { verdict, isKeyStored }, places, deployment } = scene;
  if (!verdict.isGranted) return undefined;
  const { resources = [], signing } = deployment.configuration.values;
  const { alg, kid } = verdict.header;
  const audience = [verdict.claims["aud"]].flat();
  const asking = resources.findIndex((one) =>
    one.alg !== undefined && audience.includes(one.resource)
  );
  const rule = asking >= 0
    ? places.of(["resources", asking, "alg"])
    : signing?.alg !== undefined
    ? places.of(["signing", "alg"])
    : undefined;
  const why = rule?.text ?? "the usual algorithm";
  const key = isKeyStored
    ? `the key ${kid}`
    : "a key that is made when the service starts";
  return { what: `${alg}: ${why}; ${key}`, ...(rule && { rule }) };
}
