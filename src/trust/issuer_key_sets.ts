/**
 * The keys of trusted issuers: of those that the operator configured for the
 * server, and of those that stand only in the record of a client.
 *
 * Why two classes: the operator may lead the server into its own network; who
 * writes client records may not.
 *
 * @module
 */

import {
  type VerificationKeys,
  verificationKeys,
} from "../keys/verification_keys.ts";
import { RecentEntries } from "../recent_entries.ts";
import { discoveredJwks, discoveredJwksCache } from "./discovery.ts";
import type { FetchKeySet } from "./fetch_document.ts";
import type { ClientKeySetOptions } from "./key_set_options.ts";
import {
  type KeySetMoment,
  type RemoteJwks,
  remoteJwks,
  remoteJwksCache,
} from "./remote_jwks.ts";
import { spiffeBundleKeys } from "./spiffe_bundle.ts";
import type { IssuerKeys } from "../trusted_issuer.ts";

/** How the keys of one issuer are had. */
export interface IssuerKeySettings extends IssuerKeys {
  /** The issuer. */
  readonly issuer: string;
  /**
   * Fetches its metadata and keys, for example with the CA of a cluster. Give
   * a token in a header to the host of the issuer alone: metadata may name any
   * other.
   *
   * @default the `fetch` of all issuers
   */
  readonly fetch?: FetchKeySet;
  /**
   * Whether its host may have an address inside of a network.
   *
   * @default {false}
   */
  readonly allowPrivateAddress?: boolean;
  /**
   * Whether `http` is accepted for loopback hosts, in tests.
   *
   * @default {false}
   */
  readonly allowInsecureLoopback?: boolean;
}

/** Finds the keys of an issuer. */
export interface IssuerKeySets {
  /**
   * Finds the keys.
   *
   * @param issuer Issuer, and where its keys are.
   * @param moment When; the context of a request will do.
   * @param kid The key that is looked for.
   * @returns The keys.
   * @throws {KeySetError} There are none to be had.
   */
  keys(
    issuer: IssuerKeySettings,
    moment: KeySetMoment,
    kid?: string,
  ): Promise<VerificationKeys>;
}

/** How many inline key sets are kept ready. */
const MAXIMUM_SETS = 1_000;

/**
 * Makes the key sets. Nothing is fetched before keys are asked for.
 *
 * @param configured The issuers of the operator.
 * @param options What is injected, and limits, for all.
 * @returns The key sets.
 * @throws {TypeError} A wrong option.
 */
export function issuerKeySets(
  configured: readonly IssuerKeySettings[],
  options: ClientKeySetOptions = {},
): IssuerKeySets {
  const own = new Map(
    configured.map((
      settings,
    ) => [settings.issuer, ofOperator(settings, options)]),
  );
  const published = remoteJwksCache(options);
  const bundles = remoteJwksCache(
    { ...options, toKeys: spiffeBundleKeys } as ClientKeySetOptions,
  );
  const { jwksHosts: _, ...others } = options;
  const discovered = discoveredJwksCache(others);
  const ready = new RecentEntries<VerificationKeys>({
    maxEntries: MAXIMUM_SETS,
    maxAgeSeconds: Infinity,
  });
  return {
    async keys({ issuer, jwks, jwks_uri }, moment, kid) {
      const known = own.get(issuer);
      if (known !== undefined) return await known.keys(moment, kid);
      const isSpiffe = issuer.startsWith("spiffe:");
      if (jwks !== undefined) {
        const text = JSON.stringify([isSpiffe, jwks]);
        const found = ready.find(text, moment.now)?.value;
        if (found !== undefined) return found;
        const made = keysOf(issuer)(JSON.parse(text)[1]);
        ready.keep(text, made, moment.now);
        return made;
      }
      if (jwks_uri === undefined) {
        return await discovered.keys(issuer, moment, kid);
      }
      return await (isSpiffe ? bundles : published).keys(jwks_uri, moment, kid);
    },
  };
}

function ofOperator(
  settings: IssuerKeySettings,
  { jwksHosts: _, ...shared }: ClientKeySetOptions,
): RemoteJwks {
  const { issuer, jwks, jwks_uri, fetch } = settings;
  const { allowPrivateAddress = false, allowInsecureLoopback = false } =
    settings;
  const toKeys = keysOf(issuer);
  if (jwks !== undefined) {
    const keys = Promise.resolve(toKeys(structuredClone(jwks)));
    return { keys: () => keys };
  }
  const options = {
    ...shared,
    ...(fetch !== undefined && { fetch }),
    allowPrivateAddress,
    allowInsecureLoopback,
    toKeys,
  };
  return jwks_uri === undefined
    ? discoveredJwks(issuer, options)
    : remoteJwks(jwks_uri, options);
}

function keysOf(issuer: string): typeof spiffeBundleKeys {
  return issuer.startsWith("spiffe:")
    ? spiffeBundleKeys
    : (jwks) => verificationKeys(jwks);
}
