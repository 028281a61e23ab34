/**
 * Signatures of clients that have registered public keys: `private_key_jwt`
 * (RFC 7523 §2.2, OpenID Connect Core §9).
 *
 * @module
 */

import type { Client, JsonWebKeySet } from "../client.ts";
import type { RequestContext } from "../context.ts";
import {
  type VerificationKeys,
  verificationKeys,
} from "../keys/verification_keys.ts";
import { RecentEntries } from "../recent_entries.ts";
import type { KeySetError } from "../trust/key_set_error.ts";
import type { RemoteJwksCache } from "../trust/remote_jwks.ts";
import { cut } from "../tokens/assertion.ts";
import type { ParsedJwt } from "../tokens/jws.ts";
import type { SignatureMethod, SignatureResult } from "./client_assertion.ts";
import type { Failure } from "./proof.ts";

/** How many registered key sets are kept ready. */
const MAXIMUM_SETS = 1_000;

/** Larger ones are made ready again each time. */
const MAXIMUM_TEXT = 8_192;

/**
 * Makes the method of clients that sign with a private key.
 *
 * @param algorithms The algorithms that are accepted, all of them asymmetric.
 * @param remote The key sets that clients publish themselves; absent = none is
 * fetched.
 * @returns The method.
 */
export function privateKeyJwt(
  algorithms: ReadonlySet<string>,
  remote: RemoteJwksCache | undefined,
): SignatureMethod {
  const inline = inlineKeys();

  /** A key set that cannot be had is a failed authentication like any other. */
  async function keysOf(
    { jwks, jwks_uri }: Client,
    kid: string | undefined,
    context: RequestContext,
  ): Promise<VerificationKeys | Failure> {
    if (jwks !== undefined) return inline(jwks, context.now);
    if (jwks_uri === undefined) return { reason: "no_registered_key" };
    if (remote === undefined) return { reason: "client_key_sets_not_enabled" };
    try {
      return await remote.keys(jwks_uri, context, kid);
    } catch (error) {
      if (!isKeySetError(error)) throw error;
      return { reason: error.reason, evidence: { ...error.evidence } };
    }
  }

  async function verify(
    client: Client,
    { header, signingInput, signature }: ParsedJwt,
    context: RequestContext,
  ): Promise<SignatureResult> {
    const { alg, kid } = header;
    const keys = await keysOf(client, kid, context);
    if ("reason" in keys) return keys;
    const evidence = { alg, ...(kid !== undefined && { kid: cut(kid) }) };
    const candidates = keys.candidates(header);
    if (candidates.length === 0) {
      return { reason: "assertion_key_not_registered", evidence };
    }
    for (const key of candidates) {
      if (await key.verify(signingInput, signature)) return {};
    }
    return { reason: "assertion_signature_wrong", evidence };
  }

  return { method: "private_key_jwt", algorithms, verify };
}

/** By name, so that a server which fetches nothing does not hold the class. */
function isKeySetError(error: unknown): error is KeySetError {
  return error instanceof Error && error.name === "KeySetError";
}

/**
 * Key sets by what is in them and not by which object they are: stores hand out
 * new objects for the same record, and some change the one that they have.
 */
function inlineKeys(): (jwks: JsonWebKeySet, now: number) => VerificationKeys {
  const ready = new RecentEntries<VerificationKeys>({
    maxEntries: MAXIMUM_SETS,
    maxAgeSeconds: Infinity,
  });
  return (jwks, now) => {
    const text = JSON.stringify(jwks);
    const found = ready.find(text, now)?.value;
    if (found !== undefined) return found;
    const keys = verificationKeys(JSON.parse(text));
    if (text.length <= MAXIMUM_TEXT) ready.keep(text, keys, now);
    return keys;
  };
}
