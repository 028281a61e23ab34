/**
 * A client that is assumed to be authentic: whoever explains has no secret.
 * Everything else about its authentication is decided by the server itself:
 * whether it is there, enabled, and registered for the method.
 *
 * @module
 */

import type { Client } from "../../client.ts";
import { activeSecrets } from "../../client_authentication/client_secret.ts";
import { allowsMethod } from "../../client_authentication/methods.ts";
import type {
  ClientAuthenticator,
  Failure,
} from "../../client_authentication/proof.ts";
import type { ClientAuthenticationPlugin } from "../../client_authentication/trusted_issuers.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { problemsOfClientTrust } from "../configuration/trusted_issuers.ts";

/** The credential of one. The server that takes it listens to nobody. */
export const ASSUMED_TYPE = "urn:mintmark:assumed-client";

/** What there is to know of the server. */
type Surroundings = Pick<
  Configuration,
  "issuer" | "clientKeySets" | "trustedIssuers"
>;

/**
 * The methods by which a client could prove itself.
 *
 * @param client The client.
 * @param offered The methods that the server offers.
 * @param server What its configuration says.
 * @param now Epoch seconds.
 * @returns Those that it is registered for, and has something to prove with.
 */
export function methodsOf(
  client: Client,
  offered: readonly string[],
  server: Surroundings,
  now: number,
): readonly string[] {
  return [...offered, "none"].filter((method) =>
    allowsMethod(client, method) &&
    failureOf(client, method, server, now) === undefined
  );
}

/**
 * Lets every client in that has something to prove itself with.
 *
 * @param configured What lets clients in by tokens of other issuers, which is
 * replaced.
 * @param method The method that is assumed.
 * @param server What the configuration says.
 * @returns The option `trustedIssuers` of a server.
 */
export function assumedClients(
  configured: ClientAuthenticationPlugin | undefined,
  method: () => string,
  server: Surroundings,
): ClientAuthenticationPlugin {
  return {
    methods: configured?.methods ?? [],
    algorithms: configured?.algorithms ?? [],
    authenticator: (): ClientAuthenticator => ({
      recognise(credential) {
        if (
          credential.method !== "client_assertion" ||
          credential.client_assertion_type !== ASSUMED_TYPE
        ) {
          return undefined;
        }
        const { client_id = "" } = credential;
        const proof = {
          client_id,
          method: method(),
          isFamiliar: false,
          recall: () => undefined,
          verify: (client: Client, { now }: { readonly now: number }) =>
            Promise.resolve(
              failureOf(client, method(), server, now) ??
                { client, method: method() },
            ),
        };
        return { proofs: [proof], client_id, isGuessable: false };
      },
    }),
  };
}

/** Why a client has nothing to prove itself with, by this method. */
function failureOf(
  client: Client,
  method: string,
  { issuer, clientKeySets, trustedIssuers }: Surroundings,
  now: number,
): Failure | undefined {
  const fail = (reason: string): Failure => ({ reason, evidence: { method } });
  const { client_secrets = [], jwks, jwks_uri, trusted_issuers = [] } = client;
  switch (method) {
    case "none":
      return undefined;
    case "client_secret_basic":
    case "client_secret_post":
      if (client_secrets.length === 0) return fail("no_secret");
      return activeSecrets(client, now).length === 0
        ? fail("expired_secret")
        : undefined;
    case "private_key_jwt":
      if (jwks !== undefined) return undefined;
      if (jwks_uri === undefined) return fail("no_registered_key");
      return clientKeySets === false
        ? fail("client_key_sets_not_enabled")
        : undefined;
    case "trusted_issuer":
    case "spiffe_jwt": {
      if (trustedIssuers === undefined || trusted_issuers.length === 0) {
        return fail("no_trusted_issuer");
      }
      const [problem] = problemsOfClientTrust(client, issuer);
      if (problem !== undefined) return fail("trusted_issuer_unusable");
      const isSpiffe = trusted_issuers.some(({ issuer }) =>
        issuer.startsWith("spiffe:")
      );
      const isOther = trusted_issuers.some(({ issuer }) =>
        !issuer.startsWith("spiffe:")
      );
      return (method === "spiffe_jwt" ? isSpiffe : isOther)
        ? undefined
        : fail("no_trusted_issuer");
    }
    default:
      return fail("method_not_offered");
  }
}
