/**
 * Client authentication (RFC 6749 §2.3): from a credential to a client that is
 * known to be who it says.
 *
 * Every failure is one answer: the same code, description and moment, whether
 * the client is unknown or disabled, the method is not registered, or the
 * secret is wrong or expired. The reason goes to the event.
 *
 * Why the failure budget is asked at two places: a secret could be guessed, so
 * that nobody past the budget gets to try one, or to see by the time of a
 * refusal which clients exist: it comes before the client is looked up, unless
 * the secret is remembered, which a guesser's is not. A signature cannot be
 * guessed, so that a valid one is never refused for what others do, and only
 * what has failed is, in the time of every failure.
 *
 * @module
 */

import type { AuthenticatedClient, Client } from "../client.ts";
import type { RequestContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { ClientStore } from "../storage.ts";
import type { ClientCredential } from "../token_request.ts";
import type { Attempt, FailureBudget } from "./failure_budget.ts";
import type { FailureDelay } from "./failure_delay.ts";
import { findClient, UNKNOWN_CLIENT } from "./find_client.ts";
import type {
  ClientAuthenticator,
  Failure,
  Presented,
  Proof,
} from "./proof.ts";
import { refusedCredential } from "./refused_credential.ts";

/** What authentication needs. */
export interface AuthenticationOptions {
  /** The registered clients. */
  readonly clients: ClientStore;
  /** Who knows what to make of a credential; the first who does is asked. */
  readonly authenticators: readonly ClientAuthenticator[];
  /** The methods that this server offers; `none` needs no offer. */
  readonly methods: ReadonlySet<string>;
  /** When failures are answered. */
  readonly failureDelay: FailureDelay;
  /** How many failures are borne; absent = any number. */
  readonly failureBudget: FailureBudget | undefined;
}

/**
 * Looks at a credential, without any I/O.
 *
 * @param options The authenticators.
 * @param credential What the request presents.
 * @param now Epoch seconds.
 * @returns What there is to check.
 */
export function recognise(
  { authenticators, methods }: AuthenticationOptions,
  credential: ClientCredential,
  now: number,
): Presented {
  for (const authenticator of authenticators) {
    const presented = authenticator.recognise(credential, now);
    if (presented === undefined) continue;
    const method = presented.proofs[0]?.method ?? "none";
    return method === "none" || methods.has(method) ? presented : {
      ...presented,
      proofs: [],
      failure: { reason: "method_not_offered", evidence: { method } },
    };
  }
  return refusedCredential({ reason: "method_not_offered" }, true);
}

/**
 * Authenticates a client.
 *
 * @param options Store, delay and budget.
 * @param presented What there is to check.
 * @param context The circumstances of the request.
 * @returns The client and how it was authenticated; at once, where it is
 * remembered.
 * @throws {OAuthError} `invalid_client` for every failure;
 * `temporarily_unavailable` when a store or a hasher fails, when too much
 * is waiting, or past the failure budget.
 */
export function authenticate(
  options: AuthenticationOptions,
  presented: Presented,
  context: RequestContext,
): AuthenticatedClient | Promise<AuthenticatedClient> {
  const [proof] = presented.proofs;
  if (!proof?.isFamiliar) return check(options, presented, context);
  const first = findClient(options.clients, proof, context);
  const known = first instanceof Promise || "reason" in first
    ? undefined
    : proof.recall(first, context);
  return known === undefined
    ? check(options, presented, context, first)
    : succeed(options.failureBudget, known, context);
}

/** The same where it takes a look-up or a check. */
async function check(
  options: AuthenticationOptions,
  presented: Presented,
  context: RequestContext,
  first?: ReturnType<typeof findClient>,
): Promise<AuthenticatedClient> {
  const arrivedAt = performance.now();
  const { proofs, isGuessable } = presented;
  const { failureBudget } = options;
  const found = new Map<Proof, Client | Failure>();

  for (const proof of proofs) {
    if (!proof.isFamiliar) continue;
    const client = await (first !== undefined && proof === proofs[0]
      ? first
      : findClient(options.clients, proof, context));
    found.set(proof, client);
    if ("reason" in client) {
      continue;
    }
    const known = proof.recall(client, context);
    if (known !== undefined) {
      return succeed(failureBudget, known, context);
    }
  }

  const attempt = attemptOf(proofs, context.connection.remoteAddress);
  let failure = presented.failure ?? UNKNOWN_CLIENT;
  const ticket = options.failureDelay.begin(arrivedAt);
  try {
    if (isGuessable) await failureBudget?.check(attempt, context);
    for (const proof of proofs) {
      const client = found.get(proof) ??
        await findClient(options.clients, proof, context);
      const result = "reason" in client
        ? client
        : await proof.verify(client, context);
      if ("client" in result) return succeed(failureBudget, result, context);
      failure = moreTelling(failure, result);
    }
    try {
      if (!isGuessable) await failureBudget?.check(attempt, context);
      await failureBudget?.fail(attempt, context);
    } finally {
      // Last, so that not even the time that counting takes is seen.
      await ticket.fail();
    }
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
  proofs: readonly Proof[],
  address: string | undefined,
): Attempt {
  const clientIds = [...new Set(proofs.map(({ client_id }) => client_id))];
  return { clientIds, address };
}

/** Of two readings that fail, the one of a client that exists is meant. */
function moreTelling(before: Failure, after: Failure): Failure {
  return before.reason === UNKNOWN_CLIENT.reason ? after : before;
}

function succeed(
  budget: FailureBudget | undefined,
  authenticated: AuthenticatedClient,
  context: RequestContext,
): AuthenticatedClient {
  const { client, method } = authenticated;
  // Whoever names a client that needs no proof has not shown to be it.
  if (method !== "none") budget?.succeed(client.client_id, context);
  return authenticated;
}
