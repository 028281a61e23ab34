/**
 * Validation of options: each mistake of an operator is one sentence that
 * names the option and what was expected.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import { isRecord } from "../grants/undecided.ts";
import { checkClientAuthentication } from "./client_authentication.ts";
import { checkMembers, expected } from "./expected.ts";
import { checkCors, checkIssuer } from "./issuer.ts";
import {
  checkChoices,
  checkNumbers,
  CHOICE_OPTIONS,
  NUMBER_OPTIONS,
} from "./limits.ts";
import { checkProxies } from "./proxies.ts";
import { checkResources } from "./resources.ts";
import { checkMade, checkSeams, FUNCTION_OPTIONS } from "./seams.ts";

/** Every option, so that a misspelt one is an error and not a default. */
const NAMES: readonly (keyof AuthorizationServerOptions)[] = [
  ...NUMBER_OPTIONS,
  ...CHOICE_OPTIONS,
  ...FUNCTION_OPTIONS,
  "clientKeySets",
  "trustedIssuers",
  "tokenReuse",
  "issuer",
  "basePath",
  "storage",
  "signer",
  "keys",
  "grants",
  "scopeMatching",
  "defaultAudience",
  "resources",
  "clientAuthenticationMethods",
  "clientAssertions",
  "hashers",
  "verifiedSecrets",
  "failureBudget",
  "trustedProxies",
  "forwardedHeader",
  "addressHeader",
  "cors",
];

/**
 * Checks the options of a server.
 *
 * @param options The options.
 * @throws {TypeError} The first mistake.
 */
export function checkOptions(options: AuthorizationServerOptions): void {
  if (!isRecord(options)) throw expected("options", "an object", options);
  checkMembers(options, NAMES, "");
  checkIssuer(options);
  checkProxies(options);
  checkSeams(options);
  checkMade(options);
  checkClientAuthentication(options);
  checkNumbers(options);
  checkChoices(options);
  checkResources(options);
  checkCors(options);
}
