/**
 * Client authentication with a secret: `client_secret_basic` and
 * `client_secret_post` (RFC 6749 §2.3.1).
 *
 * @module
 */

import type { Client, ClientSecret } from "../client.ts";
import type { RequestContext } from "../context.ts";
import type { Evidence } from "../errors.ts";
import { kindOfSecret } from "../secrets/secret_format.ts";
import type { SecretVerifier } from "../secrets/secret_verifier.ts";

/** What came of checking a secret. */
export type SecretResult =
  | { readonly matched: ClientSecret }
  | {
    readonly matched: undefined;
    readonly reason:
      | "no_secret"
      | "expired_secret"
      | "wrong_secret"
      | "mistyped_secret";
    readonly evidence?: Evidence;
  };

/**
 * The secrets of a client that may be used at a moment.
 *
 * @param client The client.
 * @param now Epoch seconds.
 * @returns Those that have not expired.
 */
export function activeSecrets(
  client: Client,
  now: number,
): readonly ClientSecret[] {
  const secrets = client.client_secrets ?? [];
  return secrets.every((secret) => isActive(secret, now))
    ? secrets
    : secrets.filter((secret) => isActive(secret, now));
}

function isActive(secret: ClientSecret, now: number): boolean {
  return secret.expires_at === undefined || secret.expires_at > now;
}

/**
 * Checks a secret in full, which may take a slow hash for each stored one.
 *
 * @param verifier The verifier.
 * @param client The client.
 * @param secret What it presents.
 * @param context The circumstances of the request.
 * @returns The stored secret that matched, or why none did.
 */
export async function checkSecret(
  verifier: SecretVerifier,
  client: Client,
  secret: string,
  context: RequestContext,
): Promise<SecretResult> {
  const { client_id, client_secrets = [] } = client;
  const active = activeSecrets(client, context.now);
  if (client_secrets.length === 0) {
    return { matched: undefined, reason: "no_secret" };
  }
  if (active.length === 0) {
    return { matched: undefined, reason: "expired_secret" };
  }
  const matched = await verifier.verify({ client_id, secret, active }, context);
  if (matched !== undefined) return { matched };
  const expired = client_secrets.length - active.length;
  return {
    matched: undefined,
    // A generated secret whose checksum is wrong was not copied as it is.
    reason: kindOfSecret(secret) === "mistyped"
      ? "mistyped_secret"
      : "wrong_secret",
    // A client that still sends an expired secret looks like this.
    ...(expired > 0 ? { evidence: { expired_secrets: expired } } : undefined),
  };
}
