/**
 * The check of the keys in a client record.
 *
 * @module
 */

import type { Client, JsonWebKey } from "../client.ts";

const MAXIMUM_KEYS = 100;

/** The members of RFC 7518 §6 that only the owner of a key may know. */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "priv", "k"];

/**
 * Checks `jwks` and `jwks_uri`.
 *
 * A key of a type that is not known here is let through: it verifies nothing,
 * and another instance may know it.
 *
 * @param client The record.
 * @param fail Refuses a member in a sentence.
 */
export function checkClientKeys(
  { jwks, jwks_uri }: Client,
  fail: (member: string, what: string) => never,
): void {
  if (jwks_uri !== undefined && !isHttpsUrl(jwks_uri)) {
    fail("jwks_uri", "an https URL without credentials and fragment");
  }
  if (jwks === undefined) return;
  if (jwks_uri !== undefined) {
    fail("jwks", "left out where there is a jwks_uri (RFC 7591 section 2)");
  }
  const keys: unknown = jwks?.keys;
  if (!Array.isArray(keys) || keys.length > MAXIMUM_KEYS) {
    fail("jwks", `a JWK Set: { keys: [ … ] } of at most ${MAXIMUM_KEYS}`);
  }
  (keys as readonly (JsonWebKey | null)[]).forEach((key, i) => {
    const member = `jwks.keys[${i}]`;
    if (typeof key?.kty !== "string") fail(member, "a JWK with kty");
    const found = PRIVATE_MEMBERS.find((name) => name in Object(key));
    if (found !== undefined) {
      fail(
        member,
        `a public key: this one has ${found}, and a registry must not hold private keys`,
      );
    }
    for (const name of ["kid", "alg", "use", "crv"] as const) {
      const value = key?.[name];
      if (value !== undefined && typeof value !== "string") {
        fail(`${member}.${name}`, "a text");
      }
    }
  });
}

function isHttpsUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" && url.username === "" &&
    url.password === "" && !text.includes("#");
}
