/**
 * Which credential a request presents: at most one (RFC 6749 §2.3).
 *
 * @module
 */

import { textBefore } from "../text_before.ts";
import type { ClientCredential } from "../token_request.ts";
import { type BasicCredentials, parseAuthorization } from "./basic.ts";
import { type Exchange, queryOf } from "./exchange.ts";
import { decodeComponent } from "./form.ts";
import { badRequest, missing } from "./request_error.ts";

/** The parameters that carry a credential; no grant gets to see them. */
export const CREDENTIAL_PARAMETERS: readonly string[] = Object.freeze([
  "client_secret",
  "client_assertion",
  "client_assertion_type",
]);

/** What must never travel in a URL, where proxies and logs keep it. */
const NEVER_IN_QUERY: ReadonlySet<string> = new Set([
  "client_secret",
  "client_assertion",
  "assertion",
  "access_token",
]);

/**
 * Reads the credential of a request.
 *
 * @param exchange The exchange.
 * @param parameters The parameters of the body.
 * @param accepted Which readings of Basic are accepted.
 * @returns The credential, or `undefined` where there is none.
 * @throws {RequestError} 400 for several mechanisms, a `client_id` that does
 * not agree, or a credential in the query string.
 */
export function readCredential(
  exchange: Exchange,
  parameters: ReadonlyMap<string, string>,
  accepted: BasicCredentials,
): ClientCredential | undefined {
  refuseCredentialInQuery(exchange.url);
  const authorization = exchange.header("authorization");
  const client_id = parameters.get("client_id");
  const client_secret = parameters.get("client_secret");
  const hasAssertion = parameters.has("client_assertion") ||
    parameters.has("client_assertion_type");
  const mechanisms = Number(authorization !== null) +
    Number(client_secret !== undefined) + Number(hasAssertion);
  if (mechanisms > 1) {
    throw badRequest(
      "several_credentials",
      "Use one way of client authentication: the Authorization header, " +
        "client_secret, or client_assertion.",
    );
  }
  if (authorization !== null) {
    return agreeing(parseAuthorization(authorization, accepted), client_id);
  }
  if (client_secret !== undefined) {
    if (client_id === undefined) throw missing("client_id");
    return { method: "client_secret_post", client_id, client_secret };
  }
  if (hasAssertion) return assertionOf(parameters, client_id);
  return client_id === undefined ? undefined : { method: "none", client_id };
}

/** RFC 7521 §4.2: both are required; `client_id` is not. */
function assertionOf(
  parameters: ReadonlyMap<string, string>,
  client_id: string | undefined,
): ClientCredential {
  const client_assertion = parameters.get("client_assertion");
  const client_assertion_type = parameters.get("client_assertion_type");
  if (client_assertion === undefined) throw missing("client_assertion");
  if (client_assertion_type === undefined) {
    throw missing("client_assertion_type");
  }
  return {
    method: "client_assertion",
    client_assertion_type,
    client_assertion,
    client_id,
  };
}

/** `client_id` beside Basic may be repeated, but not contradicted. */
function agreeing(
  credential: ClientCredential,
  client_id: string | undefined,
): ClientCredential {
  if (client_id === undefined || credential.method !== "client_secret_basic") {
    return credential;
  }
  const readings = credential.readings.filter((reading) =>
    reading.client_id === client_id
  );
  if (readings.length === 0) {
    throw badRequest(
      "client_id_contradicts_credential",
      "client_id differs from the one in the Authorization header.",
    );
  }
  return { ...credential, readings };
}

function refuseCredentialInQuery(url: string): void {
  const query = queryOf(url);
  if (query === "") return;
  for (const pair of query.split("&")) {
    const name = decodeComponent(textBefore(pair, "="));
    if (name !== undefined && NEVER_IN_QUERY.has(name)) {
      throw badRequest(
        "credential_in_query",
        "Credentials in the URL are refused: send them in the body or the " +
          "Authorization header, and replace the one that was sent.",
      );
    }
  }
}
