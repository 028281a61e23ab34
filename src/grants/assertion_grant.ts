/**
 * What every kind of assertion that is a grant needs.
 *
 * @module
 */

import { OAuthError } from "../errors.ts";
import type { Storage } from "../storage.ts";
import type { ExternalFailure } from "../trust/external_assertion.ts";
import type { IssuerKeySets } from "../trust/issuer_key_sets.ts";
import type { AssertionRule, IdentityProvider } from "./jwt_bearer_options.ts";

/** What assertions of one server are checked with. */
export interface AssertionParts {
  /** Our issuer. */
  readonly issuer: string;
  /** The storage of the server. */
  readonly storage: Storage;
  /** The rules. */
  readonly rules: readonly AssertionRule[];
  /** Whose ID-JAGs are accepted. */
  readonly identityProviders: readonly IdentityProvider[];
  /** The keys of them all. */
  readonly keySets: IssuerKeySets;
}

/**
 * Fills in a template: every `{claim}` becomes that claim, which must be a
 * text.
 *
 * @param template The template.
 * @param claims The claims.
 * @returns The text, or why there is none.
 */
export function fill(
  template: string,
  claims: Readonly<Record<string, unknown>>,
): string | ExternalFailure {
  let missing: string | undefined;
  const filled = template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    if (typeof value === "string" && value !== "") return value;
    missing ??= name;
    return "";
  });
  return missing === undefined
    ? filled
    : { reason: "subject_claim_missing", evidence: { claim: missing } };
}

/**
 * The one answer to every assertion that does not count.
 *
 * @param failure Why, for the event.
 * @returns `invalid_grant`.
 */
export function refusal({ reason, evidence }: ExternalFailure): OAuthError {
  return new OAuthError("invalid_grant", {
    description: "The assertion is not accepted.",
    reason,
    ...(evidence !== undefined && { evidence }),
  });
}
