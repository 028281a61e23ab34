/**
 * From the configuration to the options of the library.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../../authorization_server_options.ts";
import { clientCredentials } from "../../grants/client_credentials.ts";
import type { Grant } from "../../grants/grant.ts";
import type { SigningAlgorithm } from "../../keys/algorithms.ts";
import type { KeyRotationPolicy } from "../../keys/key_rotation.ts";
import { resolveHost } from "../../adapters/resolve_host.ts";
import { tokenReuse } from "../../tokens/token_reuse.ts";
import { clientKeySets } from "../../trust/client_key_sets.ts";
import type { RemoteJwksCache } from "../../trust/remote_jwks.ts";
import { type Configuration, SAME_NAMES } from "./configuration.ts";
import { privateKeySets } from "./private_key_sets.ts";
import { assertionGrants, trustedIssuersOption } from "./trusted_issuers.ts";

/** Which option of the library a member of the file sets, where they differ. */
export const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["accessTokenSeconds", "accessToken.seconds"],
  ["maxAccessTokenSeconds", "accessToken.maxSeconds"],
  ["failureMilliseconds", "limits.failureMilliseconds"],
  ["failureBudget", "limits.failures"],
  ["trustedProxies", "proxies.trusted"],
  ["forwardedHeader", "proxies.forwardedHeader"],
  ["addressHeader", "proxies.addressHeader"],
  ["policy", "signing.rotation"],
  ["algs", "signing.alg"],
]);

/** The options that are data: all but storage, keys, clock and events. */
export type DataOptions = Omit<
  AuthorizationServerOptions,
  "storage" | "signer" | "keys" | "onEvent" | "now"
>;

/**
 * The options that a configuration stands for.
 *
 * @param configuration The configuration.
 * @returns The options, without storage and keys.
 * @throws {TypeError} Limits of key sets that contradict each other, or an
 * issuer that cannot be trusted.
 */
export function dataOptions(configuration: Configuration): DataOptions {
  const { accessToken, limits, proxies, resources } = configuration;
  const keySets = keySetsOf(configuration);
  return withoutAbsent({
    ...Object.fromEntries(
      SAME_NAMES.map((name) => [name, configuration[name]]),
    ),
    grants: grantsOf(configuration),
    accessTokenSeconds: accessToken?.seconds,
    maxAccessTokenSeconds: accessToken?.maxSeconds,
    tokenReuse: accessToken?.reuseSeconds === undefined
      ? undefined
      : tokenReuse({ reuseSeconds: accessToken.reuseSeconds }),
    resources: resources?.map(({ seconds, ...resource }) =>
      withoutAbsent({ ...resource, accessTokenSeconds: seconds })
    ),
    clientKeySets: keySets,
    trustedIssuers: trustedIssuersOption(configuration),
    failureBudget: limits?.failures,
    failureMilliseconds: limits?.failureMilliseconds,
    trustedProxies: proxies?.trusted,
    forwardedHeader: proxies?.forwardedHeader,
    addressHeader: proxies?.addressHeader,
  }) as unknown as DataOptions;
}

/**
 * Every grant that a configuration turns on.
 *
 * @param configuration The configuration.
 * @returns The grants.
 * @throws {TypeError} An issuer that cannot be trusted.
 */
export function grantsOf(configuration: Configuration): readonly Grant[] {
  return [clientCredentials(), ...assertionGrants(configuration)];
}

function keySetsOf(
  { clientKeySets: options, limits }: Configuration,
): RemoteJwksCache | undefined {
  if (options === false) return undefined;
  return limits?.allowPrivateAddress === true
    ? privateKeySets(options ?? {})
    : clientKeySets({ ...options, resolve: resolveHost });
}

/**
 * The policy of the keys in the storage.
 *
 * @param configuration The configuration.
 * @returns The policy: the algorithm of the file, then those of its resources.
 */
export function rotationPolicy(
  { signing, resources = [], accessToken }: Configuration,
): KeyRotationPolicy {
  const algs = [
    signing?.alg ?? "ES256",
    ...resources.flatMap(({ alg }) => alg === undefined ? [] : [alg]),
  ] satisfies SigningAlgorithm[];
  return withoutAbsent({
    ...signing?.rotation,
    algs: [...new Set(algs)],
    maxAccessTokenSeconds: accessToken?.maxSeconds,
  });
}

function withoutAbsent<T extends object>(
  object: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]: Exclude<T[K], undefined> };
}
