/**
 * Which client authentication methods are offered, and those with assertions,
 * from the options.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import {
  assertionAuthenticator,
  type SignatureMethod,
} from "../client_authentication/client_assertion.ts";
import {
  type ClientAuthenticationMethod,
  SECRET_METHODS,
} from "../client_authentication/methods.ts";
import { privateKeyJwt } from "../client_authentication/private_key_jwt.ts";
import type { ClientAuthenticator } from "../client_authentication/proof.ts";
import { ALGORITHMS } from "../keys/algorithms.ts";

const ASSERTION_SECONDS = 300;

/**
 * The methods that are offered.
 *
 * @param options The options of the server, checked.
 * @returns Those that the operator lists; else those that need nothing which
 * is not there.
 */
export function offeredMethods(
  options: AuthorizationServerOptions,
): ReadonlySet<ClientAuthenticationMethod> {
  const { clientAuthenticationMethods, clientAssertions, storage } = options;
  if (clientAuthenticationMethods !== undefined) {
    return new Set(clientAuthenticationMethods);
  }
  const methods = new Set(SECRET_METHODS);
  if (storage.replays !== undefined) methods.add("private_key_jwt");
  if (clientAssertions?.clientSecretJwt !== undefined) {
    methods.add("client_secret_jwt");
  }
  return methods;
}

/**
 * The algorithms that assertions may be signed with.
 *
 * @param options The options of the server, checked.
 * @param methods The methods that are offered.
 * @returns Their JOSE names.
 */
export function offeredAlgorithms(
  options: AuthorizationServerOptions,
  methods: ReadonlySet<ClientAuthenticationMethod>,
): readonly string[] {
  return [
    ...(methods.has("private_key_jwt") ? publicAlgorithms(options) : []),
    ...(methods.has("client_secret_jwt")
      ? options.clientAssertions!.clientSecretJwt!.signature.algorithms
      : []),
  ];
}

function publicAlgorithms(
  { clientAssertions }: AuthorizationServerOptions,
): ReadonlySet<string> {
  return new Set(clientAssertions?.algorithms ?? ALGORITHMS.keys());
}

/**
 * Makes the authenticator of assertions, where a method with them is offered.
 *
 * @param options The options of the server, checked.
 * @param methods The methods that are offered.
 * @param tokenEndpoint The URL of the token endpoint.
 * @returns One, or none.
 */
export function assertionAuthenticators(
  options: AuthorizationServerOptions,
  methods: ReadonlySet<ClientAuthenticationMethod>,
  tokenEndpoint: string,
): readonly ClientAuthenticator[] {
  const { issuer, clientAssertions = {}, storage: { replays } } = options;
  const { audience, clientSecretJwt } = clientAssertions;
  const signatures: SignatureMethod[] = [];
  if (methods.has("private_key_jwt")) {
    const { clientKeySets } = options;
    signatures.push(privateKeyJwt(publicAlgorithms(options), clientKeySets));
  }
  if (methods.has("client_secret_jwt")) {
    signatures.push(clientSecretJwt!.signature);
  }
  if (replays === undefined || signatures.length === 0) return [];
  return [assertionAuthenticator({
    signatures,
    audiences: new Set(
      audience === "issuer" ? [issuer] : [issuer, tokenEndpoint],
    ),
    maxSeconds: clientAssertions.maxSeconds ?? ASSERTION_SECONDS,
    replays,
  })];
}
