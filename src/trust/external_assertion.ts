/**
 * Assertions that an external issuer made: which of the trusted issuers they
 * are from, and whether they count (RFC 7523 §3).
 *
 * The order is the cheapest first and the single use last: claims, rules, key,
 * signature, and then the replay id, in one atomic step.
 *
 * @module
 */

import { encodeBase64Url } from "../encoding/base64url.ts";
import { sha256 } from "../encoding/sha256.ts";
import type { Evidence } from "../errors.ts";
import { ALGORITHMS } from "../keys/algorithms.ts";
import type { ReplayStore } from "../storage.ts";
import { temporarilyUnavailable } from "../temporarily_unavailable.ts";
import {
  type AssertionFailure,
  cut,
  failureOfAssertion,
  SKEW_SECONDS,
} from "../tokens/assertion.ts";
import type { ParsedJwt } from "../tokens/jws.ts";
import { replayExpiry, replayId } from "../tokens/replay_id.ts";
import { brokenClaim } from "./claim_rules.ts";
import type { IssuerKeySets, IssuerKeySettings } from "./issuer_key_sets.ts";
import { KeySetError } from "./key_set_error.ts";
import { JWT_SVID_ALGORITHMS } from "./spiffe_bundle.ts";
import { parseSpiffeId } from "./spiffe_id.ts";
import type { TrustedIssuer } from "../trusted_issuer.ts";
import { ASSERTION_SECONDS } from "./trusted_issuer.ts";

/** Why an assertion does not count: a tag for the event, never for the client. */
export interface ExternalFailure {
  /** The tag. */
  readonly reason: string;
  /** Facts that belong to it; never the assertion. */
  readonly evidence?: Evidence;
}

/** When an assertion is looked at, and until when its answer is awaited. */
export interface ExternalMoment {
  /** Epoch seconds. */
  readonly now: number;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** What an assertion is checked with. */
export interface ExternalChecks {
  /** The keys of issuers. */
  readonly keySets: IssuerKeySets;
  /** Remembers what counts once; absent = nothing can count once. */
  readonly replays: ReplayStore | undefined;
}

/** The algorithms of an external issuer: all but HMAC. */
export const EXTERNAL_ALGORITHMS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ ALGORITHMS.keys(),
);

const SVID_TYPES: ReadonlySet<string | undefined> = new Set([
  undefined,
  "jwt",
  "jose",
]);

/** JWT-SVID §3.1: a SPIFFE ID names its issuer. */
export function trustDomainOf({ payload }: ParsedJwt): string | undefined {
  const id = parseSpiffeId(payload["sub"]);
  return id === undefined ? undefined : `spiffe://${id.trustDomain}`;
}

/**
 * Finds the trusted issuer whose every rule an assertion keeps. Nothing is
 * proven by it: the signature comes next.
 *
 * @param jwt The assertion, taken apart.
 * @param issuer Who it is from: its `iss`, or the trust domain of a JWT-SVID.
 * @param trusted Those that may be meant.
 * @param types The media types that it may have, where it is no JWT-SVID.
 * @param now Epoch seconds.
 * @returns The first that fits, or why none does.
 */
export function matchTrustedIssuer<Trusted extends TrustedIssuer>(
  jwt: ParsedJwt,
  issuer: unknown,
  trusted: readonly Trusted[],
  types: ReadonlySet<string | undefined>,
  now: number,
): Trusted | ExternalFailure {
  const isSvid = typeof issuer === "string" && issuer.startsWith("spiffe:");
  const said = isSvid
    ? { ...jwt, payload: { ...jwt.payload, iss: issuer } }
    : jwt;
  let failure: ExternalFailure = { reason: "assertion_issuer_not_trusted" };
  for (const each of trusted) {
    if (each.issuer !== issuer) continue;
    const broken: AssertionFailure | undefined = failureOfAssertion(said, {
      types: isSvid ? SVID_TYPES : types,
      algorithms: isSvid ? JWT_SVID_ALGORITHMS : EXTERNAL_ALGORITHMS,
      audiences: new Set([each.audience]),
      maxSeconds: each.maxAssertionSeconds ?? ASSERTION_SECONDS,
      requiresJti: false,
    }, now);
    const claim = brokenClaim(each.claims, jwt.payload);
    if (broken === undefined && claim === undefined) return each;
    failure = broken ??
      { reason: "assertion_claim_not_trusted", evidence: { claim: claim! } };
  }
  return failure;
}

/**
 * Verifies the signature of an assertion with the keys of its issuer.
 *
 * @param jwt The assertion, whose claims have been checked.
 * @param issuer The issuer.
 * @param keySets The keys of issuers.
 * @param moment When.
 * @returns `undefined` where it is right, or why it is not.
 */
export async function failureOfSignature(
  { header, signingInput, signature }: ParsedJwt,
  issuer: IssuerKeySettings,
  keySets: IssuerKeySets,
  moment: ExternalMoment,
): Promise<ExternalFailure | undefined> {
  const { alg, kid } = header;
  const evidence = {
    issuer: issuer.issuer,
    alg,
    ...(kid !== undefined && { kid: cut(kid) }),
  };
  try {
    const keys = await keySets.keys(issuer, moment, kid);
    const candidates = keys.candidates(header);
    if (candidates.length === 0) {
      return { reason: "assertion_key_unknown", evidence };
    }
    for (const key of candidates) {
      if (await key.verify(signingInput, signature)) return undefined;
    }
    return { reason: "assertion_signature_wrong", evidence };
  } catch (error) {
    if (!(error instanceof KeySetError)) throw error;
    return { reason: error.reason, evidence: { ...error.evidence } };
  }
}

/**
 * Claims the single use of an assertion, after every other check. Signatures
 * are malleable, so that nothing of them is in the id; what was signed is
 * canonical base64url and has one text.
 *
 * @param jwt The assertion, verified.
 * @param issuer Its issuer.
 * @param replays Remembers what was used.
 * @param moment When.
 * @returns `undefined` for whoever is first, else why it does not count.
 * @throws {OAuthError} `temporarily_unavailable` where the store fails.
 */
export async function failureOfUse(
  { payload, signingInput }: ParsedJwt,
  issuer: string,
  replays: ReplayStore | undefined,
  { signal }: ExternalMoment,
): Promise<ExternalFailure | undefined> {
  if (replays === undefined) return { reason: "no_replay_store" };
  const { jti, exp } = payload;
  const id = typeof jti === "string"
    ? replayId("trusted issuer", issuer, jti)
    : replayId("signing input", issuer, encodeBase64Url(sha256(signingInput)));
  const expiresAt = replayExpiry(exp as number + SKEW_SECONDS);
  try {
    const isFirst = await replays.claim(id, expiresAt, signal) === true;
    return isFirst ? undefined : { reason: "assertion_replayed" };
  } catch (cause) {
    throw temporarilyUnavailable(
      "The assertion could not be checked",
      "replay_store_failed",
      cause,
    );
  }
}
