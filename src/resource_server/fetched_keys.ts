/**
 * Keys that are fetched: from a URL, or from where the issuer's metadata say.
 *
 * @module
 */

import { verificationKeys } from "../keys/verification_keys.ts";
import { discoveredJwks } from "../trust/discovery.ts";
import type { KeySetError } from "../trust/key_set_error.ts";
import type { OperatorKeySetOptions } from "../trust/key_set_options.ts";
import {
  operatorPolicy,
  remoteJwks,
  requireUrl,
} from "../trust/remote_jwks.ts";
import { type KeySource, keysUnavailable } from "./key_source.ts";
import type { KeyFetchingOptions } from "./verifier_options.ts";

/** When a fetch that failed is tried again. */
const DEFAULT_RETRY_SECONDS = 10;

/**
 * The keys of an issuer elsewhere. Nothing is fetched before the first token.
 *
 * @param issuer The issuer.
 * @param jwksUri The URL of its key set; absent = its metadata say.
 * @param fetching How they are fetched.
 * @returns The source.
 * @throws {TypeError} For a wrong option, or a URL that may not be fetched.
 */
export function fetchedKeys(
  issuer: string,
  jwksUri: string | undefined,
  fetching: KeyFetchingOptions,
): KeySource {
  const url = jwksUri ?? issuer;
  let failure: KeySetError | undefined;
  const options: OperatorKeySetOptions = {
    ...fetching,
    allowInsecureLoopback: typeof url === "string" && url.startsWith("http:"),
    toKeys(fetched) {
      failure = undefined;
      return verificationKeys(fetched);
    },
    onFailure(error) {
      failure = error;
      fetching.onFailure?.(error);
    },
  };
  requireUrl(
    jwksUri === undefined ? "issuer" : "jwksUri",
    url,
    operatorPolicy(options),
  );
  const remote = jwksUri === undefined
    ? discoveredJwks(issuer, options)
    : remoteJwks(jwksUri, options);
  const { retrySeconds = DEFAULT_RETRY_SECONDS } = options;
  return {
    async candidates(header, now) {
      try {
        const keys = await remote.keys({ now }, header.kid);
        const found = keys.candidates(header);
        // Older keys cannot tell that there is no newer one.
        if (found.length === 0 && failure !== undefined) throw failure;
        return found;
      } catch (cause) {
        throw keysUnavailable(cause, retrySeconds);
      }
    },
  };
}
