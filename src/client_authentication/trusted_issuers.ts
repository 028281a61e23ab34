/**
 * Clients that are known by the tokens of another issuer instead of a secret:
 * workload identity as client authentication (RFC 7521 §4.2, RFC 7523 §2.2,
 * draft-ietf-oauth-spiffe-client-auth §3.1).
 *
 * Why `client_id` is required: the subject of such a token is a name of
 * another house, and several clients may be known by the same.
 *
 * @module
 */

import type { Client } from "../client.ts";
import type { RequestContext } from "../context.ts";
import type { Storage } from "../storage.ts";
import { type ParsedJwt, parseJwt } from "../tokens/jws.ts";
import {
  EXTERNAL_ALGORITHMS,
  failureOfSignature,
  failureOfUse,
  matchTrustedIssuer,
  trustDomainOf,
} from "../trust/external_assertion.ts";
import {
  type IssuerKeySets,
  issuerKeySets,
  type IssuerKeySettings,
} from "../trust/issuer_key_sets.ts";
import type { ClientKeySetOptions } from "../trust/key_set_options.ts";
import { problemOfTrustedIssuer } from "../trust/trusted_issuer.ts";
import type { TrustedIssuer } from "../trusted_issuer.ts";
import type {
  ClientAuthenticator,
  Failure,
  Presented,
  Proof,
} from "./proof.ts";
import { refusedCredential } from "./refused_credential.ts";

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const JWT_SPIFFE = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe";

/** No assertion is longer: one of a platform has about 2,000 characters. */
const MAXIMUM_LENGTH = 8_192;

const TYPES: ReadonlySet<string | undefined> = new Set([
  undefined,
  "jwt",
  "client-authentication+jwt",
]);

/** How many issuers of one client are looked at: with more, nobody gets in. */
export const MAXIMUM_ISSUERS = 20;

/** Further ways for clients to authenticate: an option of the server. */
export interface ClientAuthenticationPlugin {
  /** The names of the methods, for the metadata. */
  readonly methods: readonly string[];
  /** The algorithms that their assertions may be signed with. */
  readonly algorithms: readonly string[];
  /**
   * Makes what recognises their credentials, once, for one server.
   *
   * @param server Its issuer and storage.
   * @returns The authenticator.
   * @throws {TypeError} What it needs is not there.
   * @internal
   */
  authenticator(
    server: { readonly issuer: string; readonly storage: Storage },
  ): ClientAuthenticator;
}

/** Options of {@linkcode trustedIssuers}. */
export interface TrustedIssuersOptions extends ClientKeySetOptions {
  /**
   * Issuers whose keys the operator says how to get: in a cluster, with a
   * `fetch` of their own. They are trusted for nothing by standing here; the
   * `trusted_issuers` of a client say for what. Those that stand nowhere else
   * are fetched as the `jwks_uri` of a client is: from public hosts alone.
   *
   * @default none
   */
  readonly issuers?: readonly IssuerKeySettings[];
}

/**
 * Lets clients authenticate with the tokens of the issuers in their
 * `trusted_issuers`, as `client_assertion` with their `client_id` beside it:
 * an option of the server. The method is `trusted_issuer`, or `spiffe_jwt` for
 * JWT-SVIDs.
 *
 * @param options Issuers of the operator, what is injected, and limits.
 * @returns The value of the option `trustedIssuers`.
 * @throws {TypeError} A wrong option.
 *
 * @example
 * ```ts
 * import { githubActionsIssuer, trustedIssuers } from "@mintmark/oauth";
 *
 * const client = {
 *   client_id: "deploy",
 *   trusted_issuers: [githubActionsIssuer({
 *     audience: "https://as.example.com",
 *     repository: "octo-org/octo-repo",
 *     ref: "refs/heads/main",
 *   })],
 *   grant_types: ["client_credentials"],
 * };
 * const option = trustedIssuers(); // createAuthorizationServer({ trustedIssuers: option, … })
 * console.log(client.trusted_issuers.length, option.methods);
 * ```
 */
export function trustedIssuers(
  options: TrustedIssuersOptions = {},
): ClientAuthenticationPlugin {
  const { issuers = [], ...shared } = options;
  let keySets: IssuerKeySets;
  try {
    keySets = issuerKeySets(issuers, shared);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(`trustedIssuers: ${error.message}`);
  }
  return Object.freeze<ClientAuthenticationPlugin>({
    methods: ["trusted_issuer", "spiffe_jwt"],
    algorithms: [...EXTERNAL_ALGORITHMS],
    authenticator({ issuer, storage: { replays } }): ClientAuthenticator {
      if (issuers.some((each) => each.issuer === issuer)) {
        throw new TypeError(
          "trustedIssuers: issuers must not have the issuer of this server",
        );
      }
      return {
        recognise(credential): Presented | undefined {
          if (credential.method !== "client_assertion") return undefined;
          const { client_id, client_assertion_type: type } = credential;
          const isSpiffe = type === JWT_SPIFFE;
          if (!isSpiffe && type !== JWT_BEARER) return undefined;
          const jwt = parseJwt(credential.client_assertion, MAXIMUM_LENGTH);
          if ("reason" in jwt) {
            return isSpiffe
              ? refusedCredential(jwt, false, client_id)
              : undefined;
          }
          const { iss, sub } = jwt.payload;
          // What a client signs itself is for another authenticator.
          if (!isSpiffe && iss === sub) return undefined;
          if (client_id === undefined) {
            return refusedCredential({ reason: "client_id_missing" }, false);
          }
          const proof: Proof = {
            client_id,
            method: isSpiffe ? "spiffe_jwt" : "trusted_issuer",
            isFamiliar: false,
            recall: () => undefined,
            verify: async (client, context) =>
              await failureOf(
                jwt,
                isSpiffe ? trustDomainOf(jwt) : iss,
                client,
                context,
              ) ??
                { client, method: proof.method },
          };
          return { proofs: [proof], client_id, isGuessable: false };
        },
      };

      async function failureOf(
        jwt: ParsedJwt,
        from: unknown,
        client: Client,
        context: RequestContext,
      ): Promise<Failure | undefined> {
        const { alg } = jwt.header;
        const registered = client.token_endpoint_auth_signing_alg;
        if (registered !== undefined && registered !== alg) {
          return { reason: "assertion_alg_not_registered", evidence: { alg } };
        }
        const trusted = trustedBy(client, issuer);
        if ("reason" in trusted) return trusted;
        const found = matchTrustedIssuer(
          jwt,
          from,
          trusted.issuers,
          TYPES,
          context.now,
        );
        if ("reason" in found) return found;
        return await failureOfSignature(jwt, found, keySets, context) ??
          (found.singleUse === true
            ? await context.within(
              failureOfUse(jwt, found.issuer, replays, context),
            )
            : undefined);
      }
    },
  });
}

/** A store may hand out anything: what is wrong trusts nobody. */
function trustedBy(
  { trusted_issuers: list }: Client,
  own: string,
): { readonly issuers: readonly TrustedIssuer[] } | Failure {
  if (!Array.isArray(list) || list.length > MAXIMUM_ISSUERS) {
    return { reason: "no_trusted_issuer" };
  }
  for (const each of list as readonly unknown[]) {
    const problem = problemOfTrustedIssuer(each, own);
    if (problem !== undefined) {
      return { reason: "trusted_issuer_unusable", evidence: { problem } };
    }
  }
  return { issuers: list };
}
