/**
 * The options that plug something in.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import { expected } from "./expected.ts";

/**
 * Checks storage, keys, grants, hashers and functions.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkSeams(options: AuthorizationServerOptions): void {
  const { storage, signer, keys, grants, hashers } = options;
  if (typeof storage?.clients?.get !== "function") {
    throw expected("storage", "a bag of roles with clients in it", storage);
  }
  if ((signer === undefined) === (keys === undefined)) {
    throw new TypeError("exactly one of signer and keys must be given");
  }
  if (signer !== undefined && typeof signer.sign !== "function") {
    throw expected(
      "signer",
      "a Signer (await generateSigner() or importSigner())",
      signer,
    );
  }
  if (
    keys !== undefined &&
    (typeof keys.signer !== "function" || typeof keys.published !== "function")
  ) {
    throw expected("keys", "a KeyRing", keys);
  }
  if (!Array.isArray(grants) || grants.length === 0) {
    throw expected("grants", "an array with at least one grant", grants);
  }
  const seen = new Set<string>();
  for (const grant of grants) {
    const { grant_type, client, entitle } = grant ?? {};
    if (
      typeof grant_type !== "string" || grant_type === "" ||
      typeof entitle !== "function" ||
      (client !== "required" && client !== "optional")
    ) {
      throw expected(
        "grants",
        'grants with grant_type, client: "required" or "optional", and entitle()',
        grant,
      );
    }
    if (seen.has(grant_type)) {
      throw new TypeError(`grants must not have ${grant_type} twice`);
    }
    seen.add(grant_type);
  }
  if (hashers !== undefined && (!Array.isArray(hashers) || !hashers.length)) {
    throw expected("hashers", "an array with at least one hasher", hashers);
  }
  for (const name of ["policy", "onEvent", "now"] as const) {
    const value = options[name];
    if (value !== undefined && typeof value !== "function") {
      throw expected(name, "a function", value);
    }
  }
}
