/**
 * From the id that a credential claims to the client that may use its method.
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import type { Client } from "../client.ts";
import type { RequestContext } from "../context.ts";
import type { ClientStore } from "../storage.ts";
import { temporarilyUnavailable } from "../temporarily_unavailable.ts";
import { allowsMethod } from "./methods.ts";
import type { Failure, Proof } from "./proof.ts";

/** Longer ids are nobody's: no store is asked for them. */
const MAXIMUM_CLIENT_ID_BYTES = 255;

/** The failure of an id that nobody is registered under. */
export const UNKNOWN_CLIENT: Failure = Object.freeze({
  reason: "unknown_client",
});

/**
 * Finds the client of a proof.
 *
 * @param clients The registered clients.
 * @param proof What names it.
 * @param context The circumstances of the request.
 * @returns The client, or why there is none that could be proven so; at once,
 * where the store answers at once.
 * @throws {OAuthError} `temporarily_unavailable` when the store fails.
 */
export function findClient(
  clients: ClientStore,
  proof: Proof,
  context: RequestContext,
): Client | Failure | Promise<Client | Failure> {
  const { client_id } = proof;
  if (
    client_id.length > MAXIMUM_CLIENT_ID_BYTES / 3 &&
    encodeUtf8(client_id).length > MAXIMUM_CLIENT_ID_BYTES
  ) {
    return UNKNOWN_CLIENT;
  }
  try {
    const asked = context.ask(clients, "get", client_id);
    return asked instanceof Promise
      ? asked.then((client) => usable(client, proof), storeFailed)
      : usable(asked, proof);
  } catch (cause) {
    return storeFailed(cause);
  }
}

function storeFailed(cause: unknown): never {
  throw temporarilyUnavailable(
    "The client could not be looked up",
    "client_store_failed",
    cause,
  );
}

function usable(
  client: Client | undefined,
  { client_id, method }: Proof,
): Client | Failure {
  // A store that compares ids without regard to case must not merge clients.
  if (client?.client_id !== client_id) return UNKNOWN_CLIENT;
  if ((client.disabled ?? false) !== false) {
    return { reason: "client_disabled" };
  }
  if (!allowsMethod(client, method)) {
    return { reason: "method_not_registered", evidence: { method } };
  }
  return client;
}
