/**
 * Signatures with a client secret: `client_secret_jwt` (OpenID Connect Core
 * §9, RFC 7518 §3.2).
 *
 * Why it is off by default: to verify an HMAC the server needs the secret
 * itself, so that a hash is not enough and whoever reads the registry, with
 * the key of what is wrapped in it, can sign as every client. A private key
 * never leaves its client.
 *
 * @module
 */

import { encodeUtf8 } from "../encoding/utf8.ts";
import type { ClientSecret } from "../client.ts";
import type { RequestContext } from "../context.ts";
import { temporarilyUnavailable } from "../temporarily_unavailable.ts";
import type { ParsedJwt } from "../tokens/jws.ts";
import type { SignatureMethod } from "./client_assertion.ts";
import { activeSecrets } from "./client_secret.ts";

/**
 * Unwraps a stored client secret.
 *
 * @param wrapped The `wrapped_secret` of a client secret.
 * @param client_id The client that it is of: bind the wrapping to it, so that
 * nobody can exchange the secrets of two clients in the registry.
 * @param signal Aborted when nobody waits any more.
 * @returns The secret.
 */
export type SecretUnwrapper = (
  wrapped: string,
  client_id: string,
  signal: AbortSignal,
) => Promise<string>;

/** By algorithm the hash, and the bytes that a key must have at least. */
const HMACS: ReadonlyMap<string, readonly [hash: string, bytes: number]> =
  /* @__PURE__ */ new Map([
    ["HS256", ["SHA-256", 32]],
    ["HS384", ["SHA-384", 48]],
    ["HS512", ["SHA-512", 64]],
  ]);

/** Options of {@linkcode clientSecretJwt}. */
export interface ClientSecretJwtOptions {
  /**
   * Unwraps the `wrapped_secret` of a stored secret.
   *
   * Dangerous: such a registry holds secrets instead of hashes, so that whoever
   * reads it together with the wrapping key can sign as every such client.
   * `private_key_jwt` proves the same and leaves nothing here to steal.
   */
  readonly dangerouslyUnwrapSecret: SecretUnwrapper;
}

/** The method `client_secret_jwt`: an option of the server. */
export interface ClientSecretJwt {
  /**
   * The method.
   *
   * @internal
   */
  readonly signature: SignatureMethod;
}

/**
 * Offers `client_secret_jwt` (OpenID Connect Core §9, RFC 7523 §2.2), for
 * clients that are registered for it and whose secrets have a
 * `wrapped_secret`.
 *
 * @param options How their secrets are unwrapped.
 * @returns The value of `clientAssertions.clientSecretJwt`.
 * @throws {TypeError} A wrong option.
 */
export function clientSecretJwt(
  options: ClientSecretJwtOptions,
): ClientSecretJwt {
  const { dangerouslyUnwrapSecret: unwrap } = options;
  if (typeof unwrap !== "function") {
    throw new TypeError(
      "clientSecretJwt: dangerouslyUnwrapSecret must be a function",
    );
  }
  return Object.freeze({ signature: signatureMethod(unwrap) });
}

function signatureMethod(unwrap: SecretUnwrapper): SignatureMethod {
  return {
    method: "client_secret_jwt",
    algorithms: new Set(HMACS.keys()),
    async verify(client, jwt, context) {
      const { alg } = jwt.header;
      const [hash, bytes] = HMACS.get(alg)!;
      const wrapped = activeSecrets(client, context.now).filter(isWrapped);
      let hasLongEnough = false;
      for (const { wrapped_secret, name } of wrapped) {
        const work = () =>
          unwrap(wrapped_secret, client.client_id, context.signal);
        const secret = encodeUtf8(await unwrapped(work, context));
        if (secret.length < bytes) continue;
        hasLongEnough = true;
        if (await isSignedWith(secret, hash, jwt)) {
          return name === undefined ? {} : { secretName: name };
        }
      }
      if (wrapped.length === 0) return { reason: "no_wrapped_secret" };
      return hasLongEnough
        ? { reason: "assertion_signature_wrong", evidence: { alg } }
        : { reason: "secret_too_short_for_alg", evidence: { alg } };
    },
  };
}

type Wrapped = ClientSecret & { readonly wrapped_secret: string };

function isWrapped(secret: ClientSecret): secret is Wrapped {
  return typeof secret.wrapped_secret === "string" &&
    secret.wrapped_secret !== "";
}

async function unwrapped(
  work: () => Promise<string>,
  context: RequestContext,
): Promise<string> {
  try {
    return await context.within(work());
  } catch (cause) {
    throw temporarilyUnavailable(
      "The assertion could not be checked",
      "secret_unwrapper_failed",
      cause,
    );
  }
}

/** `verify` compares in constant time. */
async function isSignedWith(
  secret: Uint8Array<ArrayBuffer>,
  hash: string,
  { signature, signingInput }: ParsedJwt,
): Promise<boolean> {
  const key = await crypto.subtle.importKey(
    "raw",
    secret,
    { name: "HMAC", hash },
    false,
    ["verify"],
  );
  return await crypto.subtle.verify(
    "HMAC",
    key,
    signature as Uint8Array<ArrayBuffer>,
    signingInput as Uint8Array<ArrayBuffer>,
  );
}
