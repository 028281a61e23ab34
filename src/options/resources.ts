/**
 * The options that describe resources.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import { ALGORITHMS } from "../keys/algorithms.ts";
import { canonicalResource } from "../resource.ts";
import { parseScope } from "../scope.ts";
import { isText } from "../text.ts";
import {
  checkChoice,
  checkInteger,
  checkMembers,
  expected,
  MAXIMUM_SECONDS,
} from "./expected.ts";

const MEMBERS = ["resource", "scope", "accessTokenSeconds", "alg"] as const;

/**
 * Checks `resources` and `defaultAudience`.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkResources(options: AuthorizationServerOptions): void {
  const { resources = [], defaultAudience, signer, keys } = options;
  if (defaultAudience !== undefined && !isText(defaultAudience)) {
    throw expected(
      "defaultAudience",
      "a text that is not empty",
      defaultAudience,
    );
  }
  if (!Array.isArray(resources)) {
    throw expected("resources", "an array", resources);
  }
  const names = new Set<string>();
  const canonical = new Set<string>();
  resources.forEach((description, i) => {
    const name = `resources[${i}]`;
    const { resource, scope, accessTokenSeconds, alg } = description ?? {};
    if (!isText(resource)) {
      throw expected(`${name}.resource`, "a text that is not empty", resource);
    }
    checkMembers(description, MEMBERS, `${name}.`);
    const key = canonicalResource(resource) ?? resource;
    if (canonical.has(key)) {
      throw new TypeError(`resources must not have ${resource} twice`);
    }
    canonical.add(key);
    names.add(resource);
    if (
      scope !== undefined &&
      (typeof scope !== "string" || parseScope(scope) === undefined)
    ) {
      throw expected(`${name}.scope`, "space separated scopes", scope);
    }
    checkInteger(
      `${name}.accessTokenSeconds`,
      accessTokenSeconds,
      1,
      MAXIMUM_SECONDS,
    );
    checkChoice(`${name}.alg`, alg, [...ALGORITHMS.keys()]);
    if (alg !== undefined && signer !== undefined && signer.alg !== alg) {
      throw new TypeError(
        `${name}.alg is ${alg}, but the only signer signs ${signer.alg}: give keys instead of signer`,
      );
    }
    if (alg !== undefined && keys?.algs?.includes(alg) === false) {
      throw new TypeError(
        `${name}.alg is ${alg}, but keys has only ${
          keys.algs.join(", ")
        }: add it to the algs of its policy`,
      );
    }
  });
  if (
    resources.length > 0 && defaultAudience !== undefined &&
    !names.has(defaultAudience)
  ) {
    throw new TypeError(
      `defaultAudience must be one of resources, not ${
        JSON.stringify(defaultAudience)
      }`,
    );
  }
}
