/**
 * What `trustedIssuers` of the configuration turns on, and its check by the
 * library's own.
 *
 * @module
 */

import {
  type ClientAuthenticationPlugin,
  MAXIMUM_ISSUERS,
  trustedIssuers,
} from "../../client_authentication/trusted_issuers.ts";
import type { Client } from "../../client.ts";
import type { Grant } from "../../grants/grant.ts";
import { jwtBearer } from "../../grants/jwt_bearer.ts";
import type {
  AssertionRule,
  IdentityProvider,
} from "../../grants/jwt_bearer_options.ts";
import { resolveHost } from "../../adapters/resolve_host.ts";
import { memoryStorage } from "../../storage/memory.ts";
import type { IssuerKeySettings } from "../../trust/issuer_key_sets.ts";
import type { ClientKeySetOptions } from "../../trust/key_set_options.ts";
import { problemOfTrustedIssuer } from "../../trust/trusted_issuer.ts";
import type { Configuration } from "./configuration.ts";
import { leadingPath, type Path, pathText, type Problem } from "./problem.ts";

/** `trustedIssuers` once platforms have become issuers and claims. */
export interface TrustedIssuersConfiguration {
  /** What tokens are worth as a grant. */
  readonly rules?: readonly Omit<AssertionRule, "fetch">[];
  /** Whose ID-JAGs are accepted. */
  readonly identityProviders?: readonly Omit<IdentityProvider, "fetch">[];
  /** How keys of issuers in client records are had. */
  readonly issuers?: readonly Omit<IssuerKeySettings, "fetch">[];
  /** How keys are fetched. */
  readonly keySets?: Omit<
    ClientKeySetOptions,
    "fetch" | "resolve" | "onFailure"
  >;
}

/** What they need of a configuration. */
type Trusting = Pick<Configuration, "issuer" | "trustedIssuers" | "limits">;

/**
 * Makes the grant of the rules.
 *
 * @param configuration The configuration.
 * @returns The grant; none where there is nothing that it could accept.
 * @throws {TypeError} A wrong option.
 */
export function assertionGrants(
  configuration: Trusting,
): readonly Grant[] {
  const { trustedIssuers: { rules = [], identityProviders = [] } = {} } =
    configuration;
  if (rules.length + identityProviders.length === 0) return [];
  const { jwksHosts: _, ...fetching } = fetchingOf(configuration);
  const reachable = reachableBy(configuration);
  return [jwtBearer({
    ...fetching,
    rules: rules.map(reachable),
    identityProviders: identityProviders.map(reachable),
  })];
}

/**
 * Makes what lets clients authenticate with tokens of other issuers.
 *
 * @param configuration The configuration.
 * @returns The option `trustedIssuers`; `undefined` where it is off.
 * @throws {TypeError} A wrong option.
 */
export function trustedIssuersOption(
  configuration: Trusting,
): ClientAuthenticationPlugin | undefined {
  const { trustedIssuers: written } = configuration;
  if (written === undefined) return undefined;
  return trustedIssuers({
    ...fetchingOf(configuration),
    issuers: (written.issuers ?? []).map(reachableBy(configuration)),
  });
}

function fetchingOf({ trustedIssuers }: Trusting): ClientKeySetOptions {
  return { ...trustedIssuers?.keySets, resolve: resolveHost };
}

/** For development, what the operator names may be anywhere. */
function reachableBy(
  { limits }: Trusting,
): <Entry extends IssuerKeySettings>(entry: Entry) => Entry {
  return limits?.allowPrivateAddress !== true ? (entry) => entry : (entry) => ({
    ...entry,
    allowPrivateAddress: true,
    allowInsecureLoopback: true,
  });
}

/**
 * Finds what is wrong with `trustedIssuers`: each entry by itself, so that
 * every mistake is told with its place, and then all of them together.
 *
 * @param configuration The configuration.
 * @returns The mistakes.
 */
export function problemsOfTrusting(
  configuration: Trusting,
): readonly Problem[] {
  const problems: Problem[] = [];
  const { trustedIssuers: written, ...rest } = configuration;
  if (written === undefined) return problems;
  const { keySets, ...lists } = written;
  const attempt = (part: TrustedIssuersConfiguration, at: Path) => {
    try {
      check({ ...rest, trustedIssuers: part });
    } catch (error) {
      problems.push(problemAt(at, (error as Error).message));
    }
  };
  attempt(keySets === undefined ? {} : { keySets }, ["trustedIssuers"]);
  for (const [list, entries] of Object.entries(lists)) {
    for (const [i, entry] of entries.entries()) {
      attempt({ [list]: [entry] }, ["trustedIssuers", list, i]);
    }
  }
  if (problems.length === 0) attempt(written, ["trustedIssuers"]);
  return problems;
}

function check(configuration: Trusting): void {
  const server = { issuer: configuration.issuer, storage: memoryStorage() };
  for (const grant of assertionGrants(configuration)) grant.forServer?.(server);
  trustedIssuersOption(configuration)?.authenticator(server);
}

/** The library names a list and a place in it, of one or of all entries. */
function problemAt(at: Path, message: string): Problem {
  const said = message.replace(/^(?:jwtBearer|trustedIssuers): /, "");
  const isEntry = at.length === 3;
  if (!/^(?:rules|identityProviders)\[\d+\]\./.test(said)) {
    return { path: at, message: `${pathText(at)}: ${said}` };
  }
  const place = isEntry
    ? pathText(at)
    : pathText(at) + "." + /^\w+\[\d+\]/.exec(said)![0];
  const full = place + said.slice(said.indexOf("]") + 1);
  return { path: leadingPath(full), message: full };
}

/**
 * Finds what is wrong with the trusted issuers in the record of a client,
 * which a store does not look at.
 *
 * @param client The record.
 * @param issuer The issuer of this server, which can never be one.
 * @returns The mistakes, each with its way from the record on.
 */
export function problemsOfClientTrust(
  { trusted_issuers: list = [] }: Pick<Client, "trusted_issuers">,
  issuer: string,
): readonly Problem[] {
  const member = "trusted_issuers";
  if (!Array.isArray(list)) {
    return [{ path: [member], message: `${member} must be a list` }];
  }
  const problems: Problem[] = list.length <= MAXIMUM_ISSUERS ? [] : [{
    path: [member],
    message: `${member} must be a list of at most ${MAXIMUM_ISSUERS}`,
  }];
  for (const [i, each] of (list as readonly unknown[]).entries()) {
    const problem = problemOfTrustedIssuer(each, issuer);
    if (problem === undefined) continue;
    const at = [member, i];
    problems.push({
      path: [...at, ...leadingPath(problem).slice(0, 1)],
      message: `${pathText(at)}${
        problem.startsWith("must") ? " " : "."
      }${problem}`,
    });
  }
  return problems;
}
