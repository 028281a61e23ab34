/**
 * From an exchange to a token request, each check in its settled order: method,
 * media type, size, form, duplicates, grant type, credential mechanism.
 *
 * @module
 */

import { OAuthError } from "../errors.ts";
import { textBefore } from "../text_before.ts";
import type { TokenRequest } from "../token_request.ts";
import type { BasicCredentials } from "./basic.ts";
import { type BodyLimits, readBody } from "./body.ts";
import { CREDENTIAL_PARAMETERS, readCredential } from "./credential.ts";
import type { Exchange } from "./exchange.ts";
import { type Form, parseForm } from "./form.ts";
import { missing, RequestError } from "./request_error.ts";

const FORM_TYPE = "application/x-www-form-urlencoded";

/** How token requests are read. */
export interface TokenRequestOptions {
  /** Bounds of the body. */
  readonly limits: BodyLimits;
  /** The grant types that are known. */
  readonly grantTypes: readonly string[];
  /** Which readings of Basic are accepted. */
  readonly basicCredentials: BasicCredentials;
  /** The methods of the endpoint, for the `Allow` header of a 405. */
  readonly allow: string;
}

/**
 * Reads a token request.
 *
 * @param exchange The exchange.
 * @param options Bounds and what is known.
 * @returns The request; its parameters hold no credential.
 * @throws {OAuthError} `unsupported_grant_type`, or a `RequestError` for
 * anything that is not a well-formed token request.
 */
export async function readTokenRequest(
  exchange: Exchange,
  options: TokenRequestOptions,
): Promise<TokenRequest> {
  if (exchange.method !== "POST") throw methodNotAllowed(options.allow);
  requireFormType(exchange);
  const body = await readBody(exchange, options.limits);
  return tokenRequestOf(parseForm(body), exchange, options);
}

function tokenRequestOf(
  form: Form,
  exchange: Exchange,
  options: TokenRequestOptions,
): TokenRequest {
  const grant_type = knownGrantType(options.grantTypes, form.single);
  const credential = readCredential(
    exchange,
    form.single,
    options.basicCredentials,
  );
  // The form is ours alone, and has no reader but the rest of this function.
  for (const name of CREDENTIAL_PARAMETERS) form.single.delete(name);
  return {
    grant_type,
    parameters: form.single,
    scope: form.single.get("scope"),
    resource: form.resource,
    audience: form.audience,
    credential,
  };
}

function knownGrantType(
  known: readonly string[],
  parameters: ReadonlyMap<string, string>,
): string {
  const grant_type = parameters.get("grant_type");
  if (grant_type === undefined) throw missing("grant_type");
  if (!known.includes(grant_type)) {
    throw new OAuthError("unsupported_grant_type", {
      description: `grant_type must be one of: ${known.join(", ")}.`,
      reason: "unknown_grant_type",
    });
  }
  return grant_type;
}

/**
 * The refusal of a method (RFC 9110 §15.5.6).
 *
 * @param allow The methods that are allowed.
 * @returns The error.
 */
export function methodNotAllowed(allow: string): RequestError {
  return new RequestError({
    status: 405,
    headers: { allow },
    reason: "method_not_allowed",
    description: `Use ${allow}.`,
  });
}

function requireFormType(exchange: Exchange): void {
  const type = exchange.header("content-type") ?? "";
  if (textBefore(type, ";").trim().toLowerCase() !== FORM_TYPE) {
    throw unsupported(
      "unsupported_media_type",
      `Send the parameters as ${FORM_TYPE}.`,
      { "accept-post": FORM_TYPE },
    );
  }
  const coding = exchange.header("content-encoding") ?? "identity";
  if (coding.toLowerCase() !== "identity") {
    throw unsupported(
      "unsupported_content_coding",
      "Send the parameters without compression.",
      { "accept-encoding": "identity" },
    );
  }
}

function unsupported(
  reason: string,
  description: string,
  headers: Readonly<Record<string, string>>,
): RequestError {
  return new RequestError({ status: 415, reason, description, headers });
}
