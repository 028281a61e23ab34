/**
 * From an issuer to its keys, through the metadata that it publishes (RFC 8414
 * §3, OpenID Connect Discovery 1.0 §4).
 *
 * Why the `issuer` in the metadata must be the configured one byte for byte
 * (RFC 8414 §3.3): otherwise whoever can place a document anywhere on the host
 * could speak for another issuer there.
 *
 * @module
 */

import { checkKeySetOptions } from "./check_key_set_options.ts";
import { DocumentCache } from "./document_cache.ts";
import {
  documentCacheOptions,
  documentLoader,
  isObject,
  KeySetCache,
  type LoadDocument,
} from "./key_set_cache.ts";
import { KeySetError } from "./key_set_error.ts";
import type {
  KeySetCacheLimits,
  OperatorKeySetOptions,
} from "./key_set_options.ts";
import {
  operatorPolicy,
  type RemoteJwks,
  type RemoteJwksCache,
  requireUrl,
} from "./remote_jwks.ts";

/** Options of {@linkcode discoveredJwksCache}. */
export interface DiscoveredKeySetOptions
  extends OperatorKeySetOptions, KeySetCacheLimits {}

/**
 * The key set of an issuer that the operator wrote, found by discovery.
 * Nothing is fetched before keys are asked for.
 *
 * @param issuer The issuer, as its metadata and tokens spell it.
 * @param options What is injected, and limits; they hold for the metadata as
 * well as for the key set that it names.
 * @returns The key set.
 * @throws {TypeError} A wrong option, or an issuer that may not be asked.
 */
export function discoveredJwks(
  issuer: string,
  options: OperatorKeySetOptions = {},
): RemoteJwks {
  checkIssuer(issuer, options);
  const cache = discoveredJwksCache(options);
  return {
    keys: (moment, wantedKid) => cache.keys(issuer, moment, wantedKid),
  };
}

/**
 * The key sets of many issuers that the operator wrote, such as those in
 * client records, found by discovery.
 *
 * @param options What is injected, and limits.
 * @returns The key sets, by issuer.
 * @throws {TypeError} A wrong option.
 */
export function discoveredJwksCache(
  options: DiscoveredKeySetOptions = {},
): RemoteJwksCache {
  const numbers = checkKeySetOptions(options);
  const load = documentLoader(operatorPolicy(options), options, numbers);
  const uris = new DocumentCache(
    (issuer, now) => discover(issuer, now, load),
    documentCacheOptions(options, numbers),
  );
  const sets = new KeySetCache(load, options, numbers);
  return {
    keys: async (issuer, { now }, wantedKid) =>
      await sets.get(await uris.get(issuer, now), now, wantedKid),
    get size(): number {
      return sets.size;
    },
  };
}

/**
 * Checks an issuer that an operator wrote.
 *
 * @param issuer The issuer.
 * @param options What is allowed.
 * @throws {TypeError} It may not be asked.
 */
export function checkIssuer(
  issuer: string,
  options: OperatorKeySetOptions,
): void {
  requireUrl("the issuer", issuer, operatorPolicy(options));
  if (issuer.includes("?")) {
    throw new TypeError("the issuer must be a URL without query");
  }
}

/** What was answered, but is not the metadata of the issuer. */
const NEXT: ReadonlySet<string> = new Set([
  "key_set_redirect",
  "key_set_status",
  "key_set_too_large",
  "key_set_malformed",
  "key_set_issuer_mismatch",
  "key_set_uri_missing",
]);

async function discover(
  issuer: string,
  now: number,
  load: LoadDocument,
): Promise<{ readonly value: string; readonly freshSeconds: number }> {
  const [first, second] = metadataUrls(issuer);
  try {
    return await jwksUri(first, issuer, now, load);
  } catch (error) {
    if (!(error instanceof KeySetError) || !NEXT.has(error.reason)) throw error;
    try {
      return await jwksUri(second, issuer, now, load);
    } catch (other) {
      // Of the two the one that says more than that nothing is there.
      throw error.isGone ? other : error;
    }
  }
}

async function jwksUri(
  url: string,
  issuer: string,
  now: number,
  load: LoadDocument,
): Promise<{ readonly value: string; readonly freshSeconds: number }> {
  const { json, host, freshSeconds } = await load(url, now);
  if (!isObject(json)) throw new KeySetError("key_set_malformed", { host });
  if (json["issuer"] !== issuer) {
    throw new KeySetError("key_set_issuer_mismatch", { host });
  }
  const value = json["jwks_uri"];
  if (typeof value !== "string") {
    throw new KeySetError("key_set_uri_missing", { host });
  }
  return { value, freshSeconds };
}

/** Inserted before the path, and appended to it (RFC 8414 §3.1, §5). */
function metadataUrls(issuer: string): readonly [string, string] {
  const base = issuer.replace(/\/$/, "");
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (url === undefined) throw new KeySetError("key_set_url_malformed");
  const path = url.pathname.replace(/\/$/, "");
  return [
    `${url.origin}/.well-known/oauth-authorization-server${path}`,
    `${base}/.well-known/openid-configuration`,
  ];
}
