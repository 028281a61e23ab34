/**
 * From the text of a token to its claims: form, header, issuer, signature, and
 * then whatever the claims say.
 *
 * Why this order: what is cheap comes before what is not, and nothing that is
 * told of expiry or audience is told of a token that the issuer did not sign.
 * The issuer comes before the key, so that a token of another issuer makes
 * nobody fetch keys.
 *
 * @module
 */

import {
  type JwtHeader,
  jwtType,
  type ParsedJwt,
  parseJwt,
} from "../tokens/jws.ts";
import type { Profile } from "./access_token_claims.ts";
import { AccessTokenError } from "./access_token_error.ts";
import { checkClaims, type ClaimRules, type Claims } from "./check_claims.ts";
import type { KeySource } from "./key_source.ts";
import { invalidToken, type Refusal, shown } from "./refusal.ts";
import type { VerifiedHeaders } from "./verified_headers.ts";

/** What is asked of a token. */
export interface TokenRules extends ClaimRules {
  /** The `iss` of every token. */
  readonly issuer: string;
  /** The algorithms that are allowed. */
  readonly algorithms: ReadonlySet<string>;
  /** Where the keys are. */
  readonly keySource: KeySource;
  /** The headers of tokens that were good before. */
  readonly headers: VerifiedHeaders;
  /** How long a token may be, in characters. */
  readonly maxTokenLength: number;
}

/** How many keys are tried, where a token does not say which one it is. */
const MAXIMUM_TRIALS = 8;

const TYPES: Readonly<Record<Profile, ReadonlySet<string | undefined>>> = {
  strict: new Set(["at+jwt"]),
  lenient: new Set(["at+jwt", "jwt", undefined]),
};

/**
 * Verifies a token.
 *
 * @param token The token.
 * @param rules What is asked of it.
 * @param now Epoch seconds.
 * @param scope The scopes that the request needs, for the refusal.
 * @returns The claims.
 * @throws {AccessTokenError} It is not valid, or cannot be verified now.
 */
export async function verifyToken(
  token: string,
  rules: TokenRules,
  now: number,
  scope: string | undefined,
): Promise<Claims> {
  const jwt = parseJwt(token, rules.maxTokenLength, rules.headers);
  if ("reason" in jwt) {
    throw new AccessTokenError("invalid_token", {
      description: "The access token is malformed.",
      reason: jwt.reason,
      ...(scope !== undefined && { scope }),
    });
  }
  const wrongHeader = checkHeader(jwt, rules);
  if (wrongHeader !== undefined) throw invalidToken(wrongHeader, scope);
  const { header, payload, signingInput, signature } = jwt;
  const found = rules.keySource.candidates(header, now);
  // Keys that are at hand are not waited for, which costs as much as reading.
  const candidates = found instanceof Promise ? await found : found;
  let isSigned = false;
  for (const key of candidates.slice(0, MAXIMUM_TRIALS)) {
    isSigned = await key.verify(signingInput, signature);
    if (isSigned) break;
  }
  if (!isSigned) throw invalidToken(forgery(header, candidates.length), scope);
  rules.headers.keep(token, header);
  const refusal = checkClaims(payload, rules, now);
  if (refusal !== undefined) throw invalidToken(refusal, scope);
  return payload;
}

function forgery({ alg, kid }: JwtHeader, candidates: number): Refusal {
  return {
    reason: candidates === 0 ? "unknown_key" : "wrong_signature",
    evidence: { alg, kid: shown(kid) },
  };
}

function checkHeader(
  { header, payload }: ParsedJwt,
  { issuer, algorithms, profile }: TokenRules,
): Refusal | undefined {
  const { alg, typ } = header;
  if (!TYPES[profile].has(jwtType(header))) {
    return { reason: "wrong_type", evidence: { typ: shown(typ) } };
  }
  if (!algorithms.has(alg)) {
    return { reason: "algorithm_not_allowed", evidence: { alg: shown(alg) } };
  }
  if (payload.iss !== issuer) {
    return { reason: "wrong_issuer", evidence: { iss: shown(payload.iss) } };
  }
  return undefined;
}
