/**
 * What client authentication is made of, from the options.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import type { AuthenticationOptions } from "../client_authentication/authenticate.ts";
import { FailureBudget } from "../client_authentication/failure_budget.ts";
import { FailureDelay } from "../client_authentication/failure_delay.ts";
import { secretAuthenticator } from "../client_authentication/client_secret.ts";
import { NO_CREDENTIAL } from "../client_authentication/no_credential.ts";
import { UsageNotes } from "../client_authentication/usage_notes.ts";
import type { Events } from "../events.ts";
import { memoryCounters } from "../memory_counters.ts";
import { defaultHashers } from "../secrets/default_hashers.ts";
import { SecretVerifier } from "../secrets/secret_verifier.ts";
import {
  assertionAuthenticators,
  offeredAlgorithms,
  offeredMethods,
} from "./client_assertions.ts";

/** How many counters are kept where no storage keeps them: about 30 MB. */
const MAXIMUM_COUNTERS = 100_000;

/** What authentication needs, and how it ends. */
export interface Authentication extends AuthenticationOptions {
  /** The algorithms that assertions may be signed with. */
  readonly algorithms: readonly string[];
  /** Ends what the hashers have started. */
  readonly close: () => void;
}

/**
 * Makes what authentication needs.
 *
 * @param options The options of the server, checked.
 * @param tokenEndpoint The URL of the token endpoint.
 * @param now The clock, in epoch seconds.
 * @param events Where events go.
 * @returns Stores, authenticators, delay and budget.
 */
export function authenticationOf(
  options: AuthorizationServerOptions,
  tokenEndpoint: string,
  now: () => number,
  events: Events,
): Authentication {
  const { clients, usage } = options.storage;
  const { maxClients = 10_000, maxAgeSeconds = Infinity } =
    options.verifiedSecrets ?? {};
  const verifier = new SecretVerifier({
    hashers: options.hashers ?? defaultHashers(),
    cache: { maxClients, maxAgeSeconds },
    events,
  });
  const { trustedIssuers } = options;
  const methods = offeredMethods(options);
  return {
    clients,
    methods: new Set([...methods, ...trustedIssuers?.methods ?? []]),
    algorithms: [
      ...new Set([
        ...offeredAlgorithms(options, methods),
        ...trustedIssuers?.algorithms ?? [],
      ]),
    ],
    authenticators: [
      secretAuthenticator({
        verifier,
        usage: usage === undefined ? undefined : new UsageNotes(usage, events),
        events,
      }),
      // Before those that take every assertion for their own.
      ...(trustedIssuers ? [trustedIssuers.authenticator(options)] : []),
      ...assertionAuthenticators(options, methods, tokenEndpoint),
      NO_CREDENTIAL,
    ],
    failureDelay: new FailureDelay({
      failureMilliseconds: options.failureMilliseconds ?? 500,
      maxWaitingFailures: options.maxWaitingFailures ?? 10_000,
    }),
    failureBudget: failureBudgetOf(options, now, events),
    close: () => verifier.close(),
  };
}

function failureBudgetOf(
  options: AuthorizationServerOptions,
  now: () => number,
  events: Events,
): FailureBudget | undefined {
  if (options.failureBudget === false) return undefined;
  const {
    windowSeconds = 300,
    perPair = 10,
    perAddress = 100,
    perClient = 100,
  } = options.failureBudget ?? {};
  return new FailureBudget({
    limits: { windowSeconds, perPair, perAddress, perClient },
    counters: options.storage.counters ??
      memoryCounters({ now, maxKeys: MAXIMUM_COUNTERS }),
    hasNoProxy: options.trustedProxies === undefined &&
      options.addressHeader === undefined,
    events,
  });
}
