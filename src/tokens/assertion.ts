/**
 * What a JWT must say to count as an assertion (RFC 7523 §3, RFC 8725 §3): one
 * table of rules, each with the tag under which it refuses.
 *
 * Why before the signature: a rule costs nothing, while a signature costs
 * arithmetic and perhaps a fetched key set. Whoever passes them all has proven
 * nothing yet; the caller verifies the signature next, and claims the replay
 * id after everything else.
 *
 * Keys are never taken from a header: `jwk`, `jku`, `x5u` and `x5c` mean
 * nothing here (RFC 8725 §3.10).
 *
 * @module
 */

import type { Evidence } from "../errors.ts";
import { isText } from "../text.ts";
import { jwtType, type ParsedJwt } from "./jws.ts";

/** How much the clocks of two machines may differ, in seconds. */
export const SKEW_SECONDS = 30;

/** What one kind of assertion must say. */
export interface AssertionRules {
  /** The media types that it may have; `undefined` for none (RFC 8725 §3.11). */
  readonly types: ReadonlySet<string | undefined>;
  /** The algorithms that it may be signed with (RFC 8725 §3.1). */
  readonly algorithms: ReadonlySet<string>;
  /** Our names: every `aud` must be one of them (RFC 7523 §3). */
  readonly audiences: ReadonlySet<string>;
  /** How far away `exp` may be, in seconds, beyond the skew. */
  readonly maxSeconds: number;
  /** Whether `jti` is required. */
  readonly requiresJti: boolean;
}

/** The tags under which an assertion is refused. */
export type AssertionReason =
  | "assertion_type_not_allowed"
  | "assertion_alg_not_allowed"
  | "assertion_without_issuer"
  | "assertion_without_subject"
  | "assertion_without_audience"
  | "assertion_for_other_audience"
  | "assertion_without_expiry"
  | "assertion_expired"
  | "assertion_expires_too_late"
  | "assertion_not_yet_valid"
  | "assertion_issued_in_future"
  | "assertion_without_jti";

/** Why an assertion is refused, with facts for the event. */
export interface AssertionFailure {
  /** The tag. */
  readonly reason: AssertionReason;
  /** Values that the rule looked at, none of them secret. */
  readonly evidence?: Evidence;
}

interface Rule {
  readonly reason: AssertionReason;
  readonly isKept: (
    jwt: ParsedJwt,
    rules: AssertionRules,
    now: number,
  ) => boolean;
  /** The claims or header members that an event may show. */
  readonly shows?: readonly string[];
}

const TABLE: readonly Rule[] = [
  {
    reason: "assertion_type_not_allowed",
    isKept: ({ header }, { types }) => types.has(jwtType(header)),
    shows: ["typ"],
  },
  {
    // An allow-list, so that `none` and HMAC need no rule of their own.
    reason: "assertion_alg_not_allowed",
    isKept: ({ header }, { algorithms }) => algorithms.has(header.alg),
    shows: ["alg"],
  },
  {
    reason: "assertion_without_issuer",
    isKept: ({ payload }) => isText(payload["iss"]),
  },
  {
    reason: "assertion_without_subject",
    isKept: ({ payload }) => isText(payload["sub"]),
  },
  {
    reason: "assertion_without_audience",
    isKept: ({ payload }) => audienceOf(payload["aud"]).length > 0,
  },
  {
    reason: "assertion_for_other_audience",
    isKept: ({ payload }, { audiences }) =>
      audienceOf(payload["aud"]).every((aud) => audiences.has(aud as string)),
    shows: ["aud"],
  },
  {
    reason: "assertion_without_expiry",
    isKept: ({ payload }) => isInstant(payload["exp"]),
  },
  {
    reason: "assertion_expired",
    isKept: ({ payload }, _, now) =>
      now < Number(payload["exp"]) + SKEW_SECONDS,
    shows: ["exp"],
  },
  {
    reason: "assertion_expires_too_late",
    isKept: ({ payload }, { maxSeconds }, now) =>
      Number(payload["exp"]) <= now + maxSeconds + SKEW_SECONDS,
    shows: ["exp"],
  },
  {
    reason: "assertion_not_yet_valid",
    isKept: ({ payload: { nbf } }, _, now) =>
      nbf === undefined || (isInstant(nbf) && nbf <= now + SKEW_SECONDS),
    shows: ["nbf"],
  },
  {
    reason: "assertion_issued_in_future",
    isKept: ({ payload: { iat } }, _, now) =>
      iat === undefined || (isInstant(iat) && iat <= now + SKEW_SECONDS),
    shows: ["iat"],
  },
  {
    reason: "assertion_without_jti",
    isKept: ({ payload: { jti } }, { requiresJti }) =>
      isText(jti) || (jti === undefined && !requiresJti),
  },
];

/**
 * Finds the first rule that an assertion breaks. Pure; it never throws, and
 * says nothing about the signature.
 *
 * @param jwt The assertion, taken apart.
 * @param rules The rules of its kind.
 * @param now Epoch seconds.
 * @returns The failure, or `undefined` where every rule is kept.
 */
export function failureOfAssertion(
  jwt: ParsedJwt,
  rules: AssertionRules,
  now: number,
): AssertionFailure | undefined {
  const broken = TABLE.find(({ isKept }) => !isKept(jwt, rules, now));
  if (broken === undefined) return undefined;
  const { reason, shows } = broken;
  if (shows === undefined) return { reason };
  return { reason, evidence: shown(jwt, shows, now) };
}

/** RFC 7519 §4.1.3: one text or an array; anything else is no audience. */
function audienceOf(aud: unknown): readonly unknown[] {
  return Array.isArray(aud) ? aud : isText(aud) ? [aud] : [];
}

/** JSON can write numbers that are infinite. */
function isInstant(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

const MAXIMUM_SHOWN = 5;
const MAXIMUM_SHOWN_LENGTH = 255;

/** Whoever wrote it is a stranger, so that only a little of it is repeated. */
function shown(
  { header, payload }: ParsedJwt,
  names: readonly string[],
  now: number,
): Evidence {
  const facts: Record<string, string | number | readonly string[]> = {};
  for (const name of names) {
    const value = name === "typ" || name === "alg"
      ? header[name]
      : payload[name];
    if (typeof value === "number") {
      facts[name] = value;
      facts["now"] = now;
    } else if (typeof value === "string") {
      facts[name] = cut(value);
    } else if (Array.isArray(value)) {
      facts[name] = value.filter(isText).slice(0, MAXIMUM_SHOWN).map(cut);
    }
  }
  return facts;
}

/**
 * A text of a sender, as much of it as an event shows.
 *
 * @param text The text.
 * @returns Its beginning.
 */
export function cut(text: string): string {
  return text.slice(0, MAXIMUM_SHOWN_LENGTH);
}
