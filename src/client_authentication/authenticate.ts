/**
 * Client authentication (RFC 6749 §2.3): from a credential to a client that is
 * known to be who it says.
 *
 * Every failure is one answer: the same code, description and moment, whether
 * the client is unknown or disabled, the method is not registered, or the
 * secret is wrong or expired. The reason goes to the event.
 *
 * @module
 */

import type { AuthenticatedClient, Client, ClientSecret } from "../client.ts";
import type { RequestContext } from "../context.ts";
import { type Evidence, OAuthError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { SecretVerifier } from "../secrets/secret_verifier.ts";
import type { ClientStore } from "../storage.ts";
import type { ClientCredential } from "../token_request.ts";
import { activeSecrets, checkSecret } from "./client_secret.ts";
import type { Attempt, FailureBudget } from "./failure_budget.ts";
import type { FailureDelay } from "./failure_delay.ts";
import { allowsMethod } from "./methods.ts";
import type { UsageNotes } from "./usage_notes.ts";

/** What authentication needs. */
export interface AuthenticationOptions {
  /** The registered clients. */
  readonly clients: ClientStore;
  /** Verifies secrets. */
  readonly verifier: SecretVerifier;
  /** When failures are answered. */
  readonly failureDelay: FailureDelay;
  /** How many failures are borne; absent = any number. */
  readonly failureBudget: FailureBudget | undefined;
  /** Notes which secrets are used; absent = nobody wants to know. */
  readonly usage: UsageNotes | undefined;
  /** Where warnings go. */
  readonly events: Events;
}

/** Longer ids are nobody's: no store is asked for them. */
const MAXIMUM_CLIENT_ID_BYTES = 255;

/** An id and the secret that should prove it, in one reading of the request. */
interface Claim {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly form?: "encoded" | "raw";
}

/** Why a claim failed: tags for the event, never for the client. */
interface Failure {
  readonly reason: string;
  readonly evidence?: Evidence;
}

/** A claim with the client that it names, where it may make the claim. */
interface Candidate {
  readonly claim: Claim;
  readonly client: Client;
}

const UTF8 = new TextEncoder();

/**
 * Authenticates a client.
 *
 * @param options Store, verifier and delay.
 * @param credential What the request presents.
 * @param context The circumstances of the request.
 * @returns The client and how it was authenticated.
 * @throws {OAuthError} `invalid_client` for every failure;
 * `temporarily_unavailable` when the store or a hasher fails, when too much
 * is waiting, or past the failure budget.
 */
export async function authenticate(
  options: AuthenticationOptions,
  credential: ClientCredential,
  context: RequestContext,
): Promise<AuthenticatedClient> {
  const arrivedAt = performance.now();
  const { method } = credential;
  const { failureBudget } = options;
  const candidates: Candidate[] = [];
  let failure: Failure = method === "unrecognised"
    ? { reason: credential.reason }
    : { reason: "unknown_client" };

  const claims = claimsOf(credential);

  for (const claim of claims) {
    const found = await findCandidate(options, claim, method, context);
    if ("reason" in found) {
      failure = moreTelling(failure, found);
      continue;
    }
    if (claim.client_secret === undefined) {
      return { client: found.client, method };
    }
    const stored = options.verifier.recall({
      client_id: claim.client_id,
      secret: claim.client_secret,
      active: activeSecrets(found.client, context.now),
    }, context.now);
    if (stored !== undefined) {
      return succeed(options, found, method, stored, context);
    }
    candidates.push(found);
  }

  const attempt = attemptOf(claims, context.connection.remoteAddress);
  const ticket = options.failureDelay.begin(arrivedAt);
  try {
    await failureBudget?.check(attempt, context);
    for (const candidate of candidates) {
      const { client, claim } = candidate;
      const secret = claim.client_secret ?? "";
      const result = await checkSecret(
        options.verifier,
        client,
        secret,
        context,
      );
      if (result.matched !== undefined) {
        warnOfRawForm(options.events, claim);
        return succeed(options, candidate, method, result.matched, context);
      }
      failure = moreTelling(failure, result);
    }
    await Promise.all([ticket.fail(), failureBudget?.fail(attempt, context)]);
  } finally {
    ticket.cancel();
  }
  throw new OAuthError("invalid_client", {
    description: "Client authentication failed.",
    reason: failure.reason,
    ...(failure.evidence && { evidence: failure.evidence }),
  });
}

/** Who asks, as far as failures are counted; known and unknown ids alike. */
function attemptOf(
  claims: readonly Claim[],
  address: string | undefined,
): Attempt {
  const clientIds = [...new Set(claims.map((claim) => claim.client_id))];
  return { clientIds, address };
}

/** Of two readings that fail, the one of a client that exists is meant. */
function moreTelling(before: Failure, after: Failure): Failure {
  return before.reason === "unknown_client" ? after : before;
}

function claimsOf(credential: ClientCredential): readonly Claim[] {
  switch (credential.method) {
    case "client_secret_basic":
      return credential.readings;
    case "client_secret_post":
    case "none":
      return [credential];
    case "unrecognised":
      return [];
  }
}

async function findCandidate(
  options: AuthenticationOptions,
  claim: Claim,
  method: string,
  context: RequestContext,
): Promise<Candidate | Failure> {
  const { client_id } = claim;
  if (
    client_id.length > MAXIMUM_CLIENT_ID_BYTES / 3 &&
    UTF8.encode(client_id).length > MAXIMUM_CLIENT_ID_BYTES
  ) {
    return { reason: "unknown_client" };
  }
  let client: Client | undefined;
  try {
    client = await context.within(
      options.clients.get(client_id, context.signal),
    );
  } catch (cause) {
    throw new OAuthError("temporarily_unavailable", {
      description: "The client could not be looked up: try again later.",
      reason: "client_store_failed",
      cause,
      retryAfterSeconds: 1,
    });
  }
  // A store that compares ids without regard to case must not merge clients.
  if (client?.client_id !== client_id) {
    return { reason: "unknown_client" };
  }
  if ((client.disabled ?? false) !== false) {
    return { reason: "client_disabled" };
  }
  if (!allowsMethod(client, method)) {
    return { reason: "method_not_registered", evidence: { method } };
  }
  return { claim, client };
}

function succeed(
  { failureBudget, usage }: AuthenticationOptions,
  { client }: Candidate,
  method: string,
  matched: ClientSecret,
  context: RequestContext,
): AuthenticatedClient {
  const { client_id } = client;
  const { name } = matched;
  const address = context.connection.remoteAddress;
  failureBudget?.succeed(client_id, address, context.now);
  usage?.note(client_id, matched, context);
  return name === undefined
    ? { client, method }
    : { client, method, secretName: name };
}

function warnOfRawForm(events: Events, { form, client_id }: Claim): void {
  if (form !== "raw") return;
  events.warn(
    "raw_basic_credentials",
    "The client sends Basic credentials that are not form-urlencoded " +
      "(RFC 6749 section 2.3.1). They are accepted; basicCredentials: " +
      '"strict" would refuse them.',
    { client_id },
  );
}
