/**
 * Client authentication with an assertion that the client signs itself
 * (RFC 7521 §4.2, RFC 7523 §2.2): issuer and subject are the client, and the
 * `client_id` parameter may repeat it.
 *
 * The order is the cheapest first and the single use last: form, claims,
 * registered algorithm, key, signature, and then the replay id, in one atomic
 * step. An assertion that fails anywhere before may be presented again by the
 * client that made it.
 *
 * @module
 */

import type { Client } from "../client.ts";
import type { RequestContext } from "../context.ts";
import type { ReplayStore } from "../storage.ts";
import { temporarilyUnavailable } from "../temporarily_unavailable.ts";
import {
  type AssertionRules,
  failureOfAssertion,
  SKEW_SECONDS,
} from "../tokens/assertion.ts";
import { type ParsedJwt, parseJwt } from "../tokens/jws.ts";
import { replayExpiry, replayId } from "../tokens/replay_id.ts";
import type {
  ClientAuthenticator,
  Failure,
  Presented,
  Proof,
} from "./proof.ts";
import { refusedCredential } from "./refused_credential.ts";

/** The only `client_assertion_type` that is known (RFC 7523 §2.2). */
const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** No assertion is longer: one with ML-DSA-87 has about 6,500 characters. */
const MAXIMUM_LENGTH = 8_192;

/** RFC 7523 §3, RFC 8725 §3.11: never `at+jwt`, `dpop+jwt` and the like. */
const TYPES: ReadonlySet<string | undefined> = new Set([
  undefined,
  "jwt",
  "client-authentication+jwt",
]);

/** What a signature proves beyond who made it, or why it proves nothing. */
export type SignatureResult = { readonly secretName?: string } | Failure;

/** One way to verify what a client has signed. */
export interface SignatureMethod {
  /** The name of the authentication method. */
  readonly method: "private_key_jwt" | "client_secret_jwt";
  /** The algorithms that belong to it. */
  readonly algorithms: ReadonlySet<string>;
  /**
   * Verifies the signature with what is registered for the client.
   *
   * @param client The client.
   * @param jwt The assertion, whose claims have been checked.
   * @param context The circumstances of the request.
   * @returns What is worth telling of the proof, or why there is none.
   */
  verify(
    client: Client,
    jwt: ParsedJwt,
    context: RequestContext,
  ): Promise<SignatureResult>;
}

/** What checking assertions takes. */
export interface AssertionParts {
  /** The ways that are offered; their algorithms do not overlap. */
  readonly signatures: readonly SignatureMethod[];
  /** Our names: what `aud` may say. */
  readonly audiences: ReadonlySet<string>;
  /** How far away `exp` may be, in seconds. */
  readonly maxSeconds: number;
  /** Remembers what was used. */
  readonly replays: ReplayStore;
}

/**
 * Makes the authenticator of clients that sign assertions.
 *
 * @param parts Methods, audiences and the store of replays.
 * @returns The authenticator.
 */
export function assertionAuthenticator(
  parts: AssertionParts,
): ClientAuthenticator {
  const { signatures, audiences, maxSeconds } = parts;
  const rules: AssertionRules = {
    types: TYPES,
    algorithms: new Set(signatures.flatMap((s) => [...s.algorithms])),
    audiences,
    maxSeconds,
    requiresJti: true,
  };

  return {
    recognise(credential, now) {
      if (credential.method !== "client_assertion") return undefined;
      const { client_assertion_type, client_assertion } = credential;
      if (client_assertion_type !== JWT_BEARER) {
        return refused({ reason: "unknown_client_assertion_type" });
      }
      const jwt = parseJwt(client_assertion, MAXIMUM_LENGTH);
      if ("reason" in jwt) return refused(jwt);
      const { sub } = jwt.payload;
      const failure = failureOfAssertion(jwt, rules, now) ??
        failureOfParties(jwt, credential.client_id);
      if (failure !== undefined) return refused(failure, sub);
      const { alg } = jwt.header;
      const signature = signatures.find((s) => s.algorithms.has(alg))!;
      return {
        proofs: [assertionProof(parts, signature, jwt)],
        client_id: sub as string,
        isGuessable: false,
      };
    },
  };
}

function refused(failure: Failure, sub?: unknown): Presented {
  const client_id = typeof sub === "string" ? sub : undefined;
  return refusedCredential(failure, false, client_id);
}

/** RFC 7523 §3, RFC 7521 §4.2: who signs is who asks. */
function failureOfParties(
  { payload: { iss, sub } }: ParsedJwt,
  client_id: string | undefined,
): Failure | undefined {
  if (iss !== sub) return { reason: "assertion_issuer_is_not_client" };
  return client_id === undefined || client_id === sub
    ? undefined
    : { reason: "client_id_contradicts_assertion" };
}

function assertionProof(
  parts: AssertionParts,
  signature: SignatureMethod,
  jwt: ParsedJwt,
): Proof {
  const { method } = signature;
  const client_id = jwt.payload["sub"] as string;
  return {
    client_id,
    method,
    isFamiliar: false,
    recall: () => undefined,
    async verify(client, context) {
      const { alg } = jwt.header;
      const registered = client.token_endpoint_auth_signing_alg;
      if (registered !== undefined && registered !== alg) {
        return { reason: "assertion_alg_not_registered", evidence: { alg } };
      }
      const verified = await signature.verify(client, jwt, context);
      if ("reason" in verified) return verified;
      if (!await claim(parts.replays, jwt, context)) {
        return { reason: "assertion_replayed" };
      }
      return { client, method, ...verified };
    },
  };
}

/** Only a store that says `true` has said that nobody was first. */
async function claim(
  replays: ReplayStore,
  { payload }: ParsedJwt,
  context: RequestContext,
): Promise<boolean> {
  const { iss, jti, exp } = payload as {
    readonly iss: string;
    readonly jti: string;
    readonly exp: number;
  };
  const id = replayId("client assertion", iss, jti);
  const expiresAt = replayExpiry(exp + SKEW_SECONDS);
  try {
    const work = replays.claim(id, expiresAt, context.signal);
    return await context.within(work) === true;
  } catch (cause) {
    throw temporarilyUnavailable(
      "The assertion could not be checked",
      "replay_store_failed",
      cause,
    );
  }
}
