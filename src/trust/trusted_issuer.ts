/**
 * The check of a trusted issuer, wherever it stands.
 *
 * @module
 */

import type { ClaimRules, TrustedIssuer } from "../trusted_issuer.ts";
import { problemOfRule } from "./claim_rules.ts";
import { missingOwner } from "./shared_issuers.ts";
import { isTrustDomain } from "./spiffe_id.ts";

/** Where `maxAssertionSeconds` is not set. */
export const ASSERTION_SECONDS = 3_600;

/** A week; no platform goes further. */
const MAXIMUM_SECONDS = 604_800;

/**
 * What is wrong with a trusted issuer.
 *
 * @param value What stands in its place.
 * @param own The issuer of this server, which can never be one.
 * @returns A sentence without subject that begins with the member, such as
 * `audience must be …`, or `undefined` where it is fine.
 */
export function problemOfTrustedIssuer(
  value: unknown,
  own?: string,
): string | undefined {
  if (typeof value !== "object" || value === null) return "must be an object";
  const { issuer, audience, claims, jwks, jwks_uri, singleUse } =
    value as Partial<TrustedIssuer>;
  const { maxAssertionSeconds: seconds } = value as Partial<TrustedIssuer>;
  if (typeof issuer !== "string" || !isIssuer(issuer)) {
    return "issuer must be the https URL of an issuer, or spiffe:// and a trust domain";
  }
  if (issuer === own) {
    return "issuer must not be this server: whoever has a token could have another";
  }
  if (typeof audience !== "string" || audience === "") {
    return "audience must be a text that is not empty";
  }
  if (jwks !== undefined && jwks_uri !== undefined) {
    return "jwks_uri must be left out where there is jwks";
  }
  if (jwks !== undefined && !Array.isArray(jwks?.keys)) {
    return "jwks must be a JWK Set: { keys: [ … ] }";
  }
  if (jwks_uri !== undefined && !/^https?:\/\/./.test(jwks_uri)) {
    return "jwks_uri must be a URL";
  }
  if (issuer.startsWith("spiffe:") && (jwks ?? jwks_uri) === undefined) {
    return "jwks_uri or jwks must be there, since a SPIFFE bundle cannot be discovered";
  }
  if (singleUse !== undefined && typeof singleUse !== "boolean") {
    return "singleUse must be true or false";
  }
  if (
    seconds !== undefined &&
    !(Number.isInteger(seconds) && seconds > 0 && seconds <= MAXIMUM_SECONDS)
  ) {
    return `maxAssertionSeconds must be an integer from 1 to ${MAXIMUM_SECONDS}`;
  }
  return problemOfClaims(issuer, claims);
}

/**
 * Checks a trusted issuer in full, before a client record with it is stored.
 *
 * @param issuer The trusted issuer.
 * @throws {TypeError} In a sentence that names the member. A record with it
 * would be stored, and let nobody in.
 */
export function checkTrustedIssuer(issuer: TrustedIssuer): void {
  const problem = problemOfTrustedIssuer(issuer);
  if (problem !== undefined) throw new TypeError(`trusted issuer: ${problem}`);
}

/**
 * What is wrong with the rules for the claims of an issuer.
 *
 * @param issuer The issuer.
 * @param claims What stands in their place.
 * @returns A sentence without subject, or `undefined` where they are fine.
 */
function problemOfClaims(issuer: string, claims: unknown): string | undefined {
  if (
    typeof claims !== "object" || claims === null || Array.isArray(claims) ||
    Object.keys(claims).length === 0
  ) {
    return "claims must have a rule, such as { sub: … }: without one every token of the issuer counts";
  }
  for (const [name, rule] of Object.entries(claims)) {
    const problem = problemOfRule(rule);
    if (problem !== undefined) return `claims.${name} must be ${problem}`;
  }
  const owner = missingOwner(issuer, claims as ClaimRules);
  return owner === undefined
    ? undefined
    : `claims must name an owner in one of ${
      owner.join(", ")
    }: everybody can have tokens of this issuer`;
}

function isIssuer(issuer: string): boolean {
  if (issuer.startsWith("spiffe://")) return isTrustDomain(issuer.slice(9));
  if (!/^https?:\/\//.test(issuer) || /[?#]/.test(issuer)) return false;
  return URL.canParse(issuer) && new URL(issuer).username === "";
}
