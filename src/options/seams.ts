/**
 * The options that plug something in.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import type { Grant } from "../grants/grant.ts";
import type { KeyRing } from "../keys/key_ring.ts";
import { requireSoundRsaKey } from "../keys/rsa_modulus.ts";
import type { Signer } from "../keys/signer.ts";
import type { SecretHasher } from "../secrets/hasher.ts";
import { isText } from "../text.ts";
import {
  checkFilled,
  checkMethods,
  expected,
  expectedUnseen,
} from "./expected.ts";

/** The options that are functions. */
export const FUNCTION_OPTIONS: readonly ("policy" | "onEvent" | "now")[] = [
  "policy",
  "onEvent",
  "now",
];

/**
 * Checks storage, keys, grants, hashers and functions.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkSeams(options: AuthorizationServerOptions): void {
  const { storage, signer, keys, hashers } = options;
  if (typeof storage?.clients?.get !== "function") {
    throw expectedUnseen(
      "storage",
      "a bag of roles with clients in it",
      storage,
    );
  }
  const { counters, usage } = storage;
  checkMethods("storage.counters", "a CounterStore", counters, "count", "add");
  checkMethods("storage.usage", "a UsageStore", usage, "note");
  if ((signer === undefined) === (keys === undefined)) {
    throw new TypeError("exactly one of signer and keys must be given");
  }
  if (signer !== undefined) checkSigner(signer);
  if (keys !== undefined) checkKeyRing(keys, options);
  checkGrants(options.grants);
  if (
    hashers !== undefined &&
    !(Array.isArray(hashers) && hashers.length > 0 && hashers.every(isHasher))
  ) {
    throw expected("hashers", "an array with at least one hasher", hashers);
  }
  for (const name of FUNCTION_OPTIONS) {
    const value = options[name];
    if (value !== undefined && typeof value !== "function") {
      throw expected(name, "a function", value);
    }
  }
}

function checkSigner(signer: Signer): void {
  checkMethods(
    "signer",
    "a Signer (await generateSigner() or importSigner())",
    signer,
    "sign",
  );
  const { alg, kid, publicJwk } = signer;
  // A token that is not signed, or signed with what is published, is no proof.
  if (!isText(alg) || alg === "none" || alg.startsWith("HS")) {
    throw expected("signer.alg", "an asymmetric JWS algorithm", alg);
  }
  if (!isText(kid)) throw expected("signer.kid", "the id of the key", kid);
  if (typeof publicJwk !== "object" || publicJwk === null) {
    throw expectedUnseen("signer.publicJwk", "a public JWK", publicJwk);
  }
  if (publicJwk.kty === "RSA") {
    requireSoundRsaKey(publicJwk, "signer.publicJwk");
  }
}

function checkGrants(grants: readonly Grant[]): void {
  checkFilled("grants", grants, "grant");
  const seen = new Set<string>();
  for (const grant of grants) {
    if (!isGrant(grant)) {
      throw expected(
        "grants",
        'grants with grant_type, client: "required" or "optional", and entitle()',
        grant,
      );
    }
    if (seen.has(grant.grant_type)) {
      throw new TypeError(`grants must not have ${grant.grant_type} twice`);
    }
    seen.add(grant.grant_type);
  }
}

function isGrant(grant: Grant): boolean {
  return isText(grant?.grant_type) && typeof grant.entitle === "function" &&
    (grant.client === "required" || grant.client === "optional");
}

function checkKeyRing(
  keys: KeyRing,
  { maxAccessTokenSeconds = 86_400 }: AuthorizationServerOptions,
): void {
  checkMethods("keys", "a KeyRing", keys, "signer", "published");
  const longest = keys.maxAccessTokenSeconds ?? Infinity;
  if (maxAccessTokenSeconds > longest) {
    throw new TypeError(
      `maxAccessTokenSeconds (${maxAccessTokenSeconds}) must not exceed that of the policy of keys (${longest}): tokens would outlive their key`,
    );
  }
}

function isHasher(hasher: SecretHasher): boolean {
  return Array.isArray(hasher?.prefixes) &&
    typeof hasher.verify === "function" && typeof hasher.problem === "function";
}

/** What turns a feature on is made by the function of its name. */
const MADE = [
  ["clientKeySets", "keys"],
  ["trustedIssuers", "authenticator"],
  ["tokenReuse", "create"],
] as const;

/**
 * Checks the options that functions of ours make.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkMade(options: AuthorizationServerOptions): void {
  for (const [name, method] of MADE) {
    checkMethods(name, `what ${name}() returns`, options[name], method);
  }
}
