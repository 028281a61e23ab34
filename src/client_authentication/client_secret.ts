/**
 * Client authentication with a secret: `client_secret_basic` and
 * `client_secret_post` (RFC 6749 §2.3.1).
 *
 * @module
 */

import type { AuthenticatedClient, Client, ClientSecret } from "../client.ts";
import type { RequestContext } from "../context.ts";
import type { Events } from "../events.ts";
import { kindOfSecret } from "../secrets/secret_format.ts";
import type {
  PresentedSecret,
  SecretVerifier,
} from "../secrets/secret_verifier.ts";
import type { BasicReading, ClientCredential } from "../token_request.ts";
import type { ClientAuthenticator, Failure, Proof } from "./proof.ts";
import type { UsageNotes } from "./usage_notes.ts";

/** What checking secrets takes. */
export interface SecretParts {
  /** Verifies secrets. */
  readonly verifier: SecretVerifier;
  /** Notes which secrets are used; absent = nobody wants to know. */
  readonly usage: UsageNotes | undefined;
  /** Where warnings go. */
  readonly events: Events;
}

/** An id and the secret that should prove it, in one reading of the request. */
interface Claim extends Pick<BasicReading, "client_id" | "client_secret"> {
  readonly method: string;
  readonly form?: BasicReading["form"];
}

/**
 * Makes the authenticator of clients that have a secret.
 *
 * @param parts Verifier, usage and events.
 * @returns The authenticator.
 */
export function secretAuthenticator(parts: SecretParts): ClientAuthenticator {
  return {
    recognise(credential) {
      const claims = claimsOf(credential);
      return claims.length === 0 ? undefined : {
        proofs: claims.map((claim) => secretProof(parts, claim)),
        client_id: claims[0]?.client_id,
        isGuessable: true,
      };
    },
  };
}

function claimsOf(credential: ClientCredential): readonly Claim[] {
  switch (credential.method) {
    case "client_secret_basic": {
      const { method, readings } = credential;
      return readings.map((reading) => ({ ...reading, method }));
    }
    case "client_secret_post":
      return [credential];
    default:
      return [];
  }
}

function secretProof(parts: SecretParts, claim: Claim): Proof {
  const { client_id, client_secret: secret, method } = claim;
  const digest = parts.verifier.digest(client_id, secret);

  function proven(
    client: Client,
    matched: ClientSecret,
    context: RequestContext,
  ): AuthenticatedClient {
    parts.usage?.note(client_id, matched, context);
    const { name } = matched;
    return name === undefined
      ? { client, method }
      : { client, method, secretName: name };
  }

  return {
    client_id,
    method,
    isFamiliar: parts.verifier.isFamiliar(client_id, digest),
    recall(client, context) {
      const active = activeSecrets(client, context.now);
      const presented = { client_id, secret, digest, active };
      const matched = parts.verifier.recall(presented, context.now);
      return matched === undefined
        ? undefined
        : proven(client, matched, context);
    },
    async verify(client, context) {
      const presented = { client_id, secret, digest };
      const result = await checkSecret(parts, client, presented, context);
      if ("reason" in result) return result;
      warnOfRawForm(parts.events, claim);
      return proven(client, result, context);
    },
  };
}

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

/** Checks a secret in full, which may take a slow hash for each stored one. */
async function checkSecret(
  { verifier }: SecretParts,
  client: Client,
  presented: Omit<PresentedSecret, "active">,
  context: RequestContext,
): Promise<ClientSecret | Failure> {
  const { client_secrets = [] } = client;
  const active = activeSecrets(client, context.now);
  if (client_secrets.length === 0) return { reason: "no_secret" };
  if (active.length === 0) return { reason: "expired_secret" };
  const matched = await verifier.verify({ ...presented, active }, context);
  if (matched !== undefined) return matched;
  const expired = client_secrets.length - active.length;
  return {
    // A generated secret whose checksum is wrong was not copied as it is.
    reason: kindOfSecret(presented.secret) === "mistyped"
      ? "mistyped_secret"
      : "wrong_secret",
    // A client that still sends an expired secret looks like this.
    ...(expired > 0 ? { evidence: { expired_secrets: expired } } : undefined),
  };
}

function warnOfRawForm(events: Events, { form, client_id }: Claim): void {
  if (form !== "raw") return;
  events.warn(
    "raw_basic_credentials",
    "The client sends Basic credentials that are not form-urlencoded " +
      "(RFC 6749 section 2.3.1). basicCredentials: " +
      '"strict" would refuse them.',
    { client_id },
  );
}
