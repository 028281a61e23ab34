/**
 * The options of the JWT bearer grant, and their check.
 *
 * @module
 */

import type { ClaimRules, TrustedIssuer } from "../trusted_issuer.ts";
import type { IssuerKeySettings } from "../trust/issuer_key_sets.ts";
import type { ClientKeySetOptions } from "../trust/key_set_options.ts";
import { problemOfTrustedIssuer } from "../trust/trusted_issuer.ts";

/**
 * Whose assertions are accepted, and what they are worth. But for `fetch` it
 * is plain JSON.
 */
export interface AssertionRule extends TrustedIssuer, IssuerKeySettings {
  /** The issuer, as in {@linkcode TrustedIssuer}. */
  readonly issuer: string;
  /**
   * The client that the token names. It need not be registered; a request
   * that presents a client has to present this one.
   */
  readonly client_id: string;
  /**
   * The subject of the token. `{claim}` in it becomes that claim of the
   * assertion: `github:{repository}`. Keep a fixed beginning for each issuer,
   * or two of them can name the same subject.
   *
   * @default the `client_id`
   */
  readonly subject?: string;
  /** The scopes that may be requested, space separated. */
  readonly scope?: string;
  /** The scopes that are granted when none is requested, space separated. */
  readonly default_scope?: string;
  /** The resources that may be requested. */
  readonly resources?: readonly string[];
  /** The resource when none is requested. */
  readonly default_resource?: string;
  /** A lifetime in seconds that may only shorten the configured one. */
  readonly access_token_seconds?: number;
}

/**
 * An enterprise identity provider whose ID-JAGs are accepted
 * (draft-ietf-oauth-identity-assertion-authz-grant). But for `fetch` it is
 * plain JSON.
 */
export interface IdentityProvider extends IssuerKeySettings {
  /**
   * What the claims must be, as in {@linkcode TrustedIssuer}. An issuer of
   * several tenants needs a rule for `tenant`.
   *
   * @default no rule
   */
  readonly claims?: ClaimRules;
  /**
   * The subject of the token; `{claim}` becomes that claim. Needed where there
   * are several identity providers, since their users have the same names:
   * `acme:{sub}`.
   *
   * @default {"{sub}"}
   */
  readonly subject?: string;
  /**
   * How far away `exp` may be, in seconds; at most 300.
   *
   * @default {300}
   */
  readonly maxAssertionSeconds?: number;
}

/** Options of `jwtBearer`, with limits of what is fetched. */
export interface JwtBearerOptions
  extends Omit<ClientKeySetOptions, "jwksHosts"> {
  /** The rules; the first that an assertion keeps counts. @default none */
  readonly rules?: readonly AssertionRule[];
  /** Whose ID-JAGs are accepted. @default none */
  readonly identityProviders?: readonly IdentityProvider[];
}

/**
 * Checks the options.
 *
 * @param options The options.
 * @param own The issuer of the server, where it is known.
 * @throws {TypeError} The first mistake.
 */
export function checkJwtBearerOptions(
  options: JwtBearerOptions,
  own?: string,
): void {
  const { rules = [], identityProviders = [] } = options ?? {};
  if (!Array.isArray(rules)) fail("rules must be an array");
  if (!Array.isArray(identityProviders)) {
    fail("identityProviders must be an array");
  }
  if (rules.length + identityProviders.length === 0) {
    fail("rules or identityProviders must have an entry");
  }
  (rules as readonly AssertionRule[]).forEach((rule, i) => {
    const problem = problemOfTrustedIssuer(rule, own) ?? problemOfRule(rule);
    if (problem !== undefined) fail(`rules[${i}].${problem}`);
  });
  (identityProviders as readonly IdentityProvider[]).forEach((provider, i) => {
    const problem = problemOfProvider(provider, own, identityProviders.length);
    if (problem !== undefined) fail(`identityProviders[${i}].${problem}`);
  });
  checkUnique(rules, identityProviders);
}

function problemOfRule({ client_id, subject }: AssertionRule) {
  if (typeof client_id !== "string" || client_id === "") {
    return "client_id must be a text that is not empty";
  }
  return problemOfSubject(subject);
}

function problemOfProvider(
  provider: IdentityProvider,
  own: string | undefined,
  count: number,
): string | undefined {
  const { subject, maxAssertionSeconds: seconds = 300 } = provider ?? {};
  const problem = problemOfTrustedIssuer({
    ...provider,
    audience: "ours",
    claims: { sub: "any", ...provider?.claims },
  }, own);
  if (problem !== undefined) return problem;
  if (seconds > 300) {
    return "maxAssertionSeconds must be an integer from 1 to 300";
  }
  if (count > 1 && subject === undefined) {
    return "subject must be there where there are several identity providers, such as acme:{sub}: their users have the same names";
  }
  return problemOfSubject(subject);
}

function problemOfSubject(subject: unknown): string | undefined {
  return subject === undefined ||
      (typeof subject === "string" && subject !== "")
    ? undefined
    : "subject must be a text such as github:{repository}";
}

/** One issuer has one set of keys, wherever it stands. */
function checkUnique(
  rules: readonly IssuerKeySettings[],
  providers: readonly IssuerKeySettings[],
): void {
  const seen = new Map<string, string>();
  for (const { issuer, jwks, jwks_uri } of [...rules, ...providers]) {
    const keys = JSON.stringify([jwks, jwks_uri]);
    if ((seen.get(issuer) ?? keys) !== keys) {
      fail(`${issuer} must have the same jwks or jwks_uri everywhere`);
    }
    seen.set(issuer, keys);
  }
}

function fail(what: string): never {
  throw new TypeError(`jwtBearer: ${what}`);
}
