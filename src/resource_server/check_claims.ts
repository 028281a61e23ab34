/**
 * What the claims of an access token must be (RFC 9068 §4, RFC 8725 §3).
 *
 * Why a token with `cnf` is refused: it is bound to a key that its holder must
 * prove to have (RFC 7800, RFC 8705, RFC 9449). Whoever accepts it without the
 * proof lets in everybody who has seen it, which is what the binding is to
 * prevent.
 *
 * @module
 */

import type { Profile } from "./access_token_claims.ts";
import type { Refusal } from "./refusal.ts";

/** A JSON object from a token. */
export type Claims = Readonly<Record<string, unknown>>;

/** What is asked of claims. */
export interface ClaimRules {
  /** The values of `aud` that are ours. */
  readonly audience: ReadonlySet<string>;
  /** Which tokens are access tokens. */
  readonly profile: Profile;
  /** How far clocks may be apart, in seconds. */
  readonly clockSkewSeconds: number;
}

/** RFC 9068 §2.2: what an access token has besides `iss`, `aud` and `exp`. */
const STRICT = ["iat", "sub", "client_id", "jti"] as const;

/** What only ID tokens and security events have; they may lack a `typ`. */
const OF_OTHER_KINDS = ["at_hash", "c_hash", "s_hash", "events"] as const;

/** The claims that are texts, and those that are instants. */
const TEXTS = ["sub", "client_id", "jti"] as const;
const INSTANTS = ["exp", "nbf", "iat"] as const;

/**
 * Checks the claims of a token whose signature and issuer are right.
 *
 * @param claims The claims.
 * @param rules What is asked of them.
 * @param now Epoch seconds.
 * @returns Why they are refused, or `undefined` where they are fine.
 */
export function checkClaims(
  claims: Claims,
  rules: ClaimRules,
  now: number,
): Refusal | undefined {
  return checkPresence(claims, rules.profile) ?? checkForms(claims) ??
    checkAudience(claims.aud, rules.audience) ??
    checkTimes(claims, rules.clockSkewSeconds, now);
}

function checkPresence(claims: Claims, profile: Profile): Refusal | undefined {
  if (claims.cnf !== undefined) return { reason: "bound_token" };
  if (claims.exp === undefined) return missing("exp");
  if (profile === "strict") {
    for (const name of STRICT) {
      if (claims[name] === undefined) return missing(name);
    }
    return undefined;
  }
  for (const name of OF_OTHER_KINDS) {
    if (claims[name] !== undefined) {
      return { reason: "not_an_access_token", evidence: { claim: name } };
    }
  }
  return undefined;
}

function checkForms(claims: Claims): Refusal | undefined {
  for (const name of TEXTS) {
    const value = claims[name];
    if (value === undefined) continue;
    if (typeof value !== "string" || value === "") return malformed(name);
  }
  for (const name of INSTANTS) {
    const value = claims[name];
    // JSON has numbers beyond what a double holds: they become Infinity.
    if (value !== undefined && !Number.isFinite(value)) return malformed(name);
  }
  return undefined;
}

function checkAudience(
  aud: unknown,
  ours: ReadonlySet<string>,
): Refusal | undefined {
  if (aud === undefined) return missing("aud");
  const values: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!values.every((value) => typeof value === "string")) {
    return malformed("aud");
  }
  if (values.some((value) => ours.has(value))) return undefined;
  return { reason: "wrong_audience", evidence: { aud: values } };
}

function checkTimes(
  claims: Claims,
  skew: number,
  now: number,
): Refusal | undefined {
  const { exp, nbf, iat } = claims as Readonly<Record<string, number>>;
  if (now >= exp! + skew) return { reason: "expired", evidence: { exp: exp! } };
  if (nbf !== undefined && nbf > now + skew) {
    return { reason: "not_yet_valid", evidence: { nbf } };
  }
  if (iat !== undefined && iat > now + skew) {
    return { reason: "issued_in_future", evidence: { iat } };
  }
  return undefined;
}

function missing(claim: string): Refusal {
  return { reason: "missing_claim", evidence: { claim } };
}

function malformed(claim: string): Refusal {
  return { reason: "malformed_claim", evidence: { claim } };
}
