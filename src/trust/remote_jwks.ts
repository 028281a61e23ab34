/**
 * Key sets behind URLs (RFC 7517 §5), fetched when they are needed.
 *
 * Why two kinds of URL: what an operator writes may lead into the operator's
 * own network, and there is little of it; what a client registers may lead to
 * public hosts only, and is counted by host and altogether.
 *
 * @module
 */

import type { VerificationKeys } from "../keys/verification_keys.ts";
import { checkKeySetOptions } from "./check_key_set_options.ts";
import { checkDocumentUrl, hostList, type UrlPolicy } from "./document_url.ts";
import { documentLoader, KeySetCache } from "./key_set_cache.ts";
import { KeySetError } from "./key_set_error.ts";
import type {
  ClientKeySetOptions,
  OperatorKeySetOptions,
} from "./key_set_options.ts";

/** When keys are asked for. */
export interface KeySetMoment {
  /** Epoch seconds. */
  readonly now: number;
}

/** The key set of one URL or issuer. */
export interface RemoteJwks {
  /**
   * Finds the keys.
   *
   * @param moment When; the context of a request will do.
   * @param wantedKid The key that is looked for: where the set does not have
   * it, the set is fetched again, if that is not too soon.
   * @returns The keys, perhaps without the one that is looked for.
   * @throws {KeySetError} There are none to be had.
   */
  keys(moment: KeySetMoment, wantedKid?: string): Promise<VerificationKeys>;
}

/** The key sets of many URLs or issuers. */
export interface RemoteJwksCache {
  /**
   * Finds the keys of one set.
   *
   * @param source The URL or issuer.
   * @param moment When; the context of a request will do.
   * @param wantedKid The key that is looked for: where the set does not have
   * it, the set is fetched again, if that is not too soon.
   * @returns The keys, perhaps without the one that is looked for.
   * @throws {KeySetError} There are none to be had.
   */
  keys(
    source: string,
    moment: KeySetMoment,
    wantedKid?: string,
  ): Promise<VerificationKeys>;
  /** How many key sets are known now. */
  readonly size: number;
}

/**
 * The key set of a URL that the operator wrote. Nothing is fetched before keys
 * are asked for.
 *
 * @param url The URL: https, and of a public host, unless options say more.
 * @param options What is injected, and limits.
 * @returns The key set.
 * @throws {TypeError} A wrong option, or a URL that may not be fetched.
 */
export function remoteJwks(
  url: string,
  options: OperatorKeySetOptions = {},
): RemoteJwks {
  const numbers = checkKeySetOptions(options);
  const policy = operatorPolicy(options);
  requireUrl("the URL of the key set", url, policy);
  const load = documentLoader(policy, options, numbers);
  const cache = new KeySetCache(load, options, numbers);
  return {
    keys: ({ now }, wantedKid) => cache.get(url, now, wantedKid),
  };
}

/**
 * The key sets of URLs that clients register (`jwks_uri`, RFC 7591 §2): https
 * and of public hosts only, bounded in number, and fetched within budgets by
 * host and altogether.
 *
 * @param options What is injected, limits, and `jwksHosts`.
 * @returns The key sets.
 * @throws {TypeError} A wrong option.
 */
export function remoteJwksCache(
  options: ClientKeySetOptions = {},
): RemoteJwksCache {
  const numbers = checkKeySetOptions(options);
  const { jwksHosts } = options;
  const policy: UrlPolicy = {
    allowPrivateAddress: false,
    allowInsecureLoopback: false,
    ...(jwksHosts !== undefined && { hosts: hostList(jwksHosts) }),
  };
  const load = documentLoader(policy, options, numbers);
  const cache = new KeySetCache(load, options, numbers);
  return {
    keys: (url, { now }, wantedKid) => cache.get(url, now, wantedKid),
    get size(): number {
      return cache.size;
    },
  };
}

/**
 * Which URLs of an operator may be fetched.
 *
 * @param options What the operator allows.
 * @returns The policy.
 */
export function operatorPolicy(options: OperatorKeySetOptions): UrlPolicy {
  const { allowPrivateAddress = false, allowInsecureLoopback = false } =
    options;
  return { allowPrivateAddress, allowInsecureLoopback };
}

/**
 * Checks a URL of an operator.
 *
 * @param what What it is the URL of.
 * @param url The URL.
 * @param policy Which may be fetched.
 * @throws {TypeError} This may not.
 */
export function requireUrl(
  what: string,
  url: string,
  policy: UrlPolicy,
): void {
  try {
    checkDocumentUrl(url, policy);
  } catch (error) {
    if (!(error instanceof KeySetError)) throw error;
    throw new TypeError(`${what} ${SENTENCES.get(error.reason)}`);
  }
}

const SENTENCES: ReadonlyMap<string, string> = new Map([
  [
    "key_set_url_malformed",
    "must be an absolute URL without user, password and fragment",
  ],
  [
    "key_set_url_insecure",
    "must use https; http is accepted for loopback hosts with allowInsecureLoopback: true",
  ],
  [
    "key_set_address_private",
    "has an address that is not public; it is accepted with allowPrivateAddress: true",
  ],
  [
    "key_set_name_private",
    "has a host that can only be one inside of a network; it is accepted with allowPrivateAddress: true",
  ],
]);
