/**
 * Key sets of clients from inside of the network, for development.
 *
 * @module
 */

import { RecentEntries } from "../../recent_entries.ts";
import type {
  ClientKeySetOptions,
  KeySetLimits,
} from "../../trust/key_set_options.ts";
import {
  type RemoteJwks,
  remoteJwks,
  type RemoteJwksCache,
} from "../../trust/remote_jwks.ts";
import { hostList } from "../../trust/document_url.ts";
import { KeySetError } from "../../trust/key_set_error.ts";

/**
 * The key sets of clients, wherever they are: also at addresses inside of the
 * network, and at loopback by http. Whoever registers a client can then make
 * the service ask there.
 *
 * @param options The limits; budgets do not apply.
 * @returns The key sets.
 */
export function privateKeySets(options: ClientKeySetOptions): RemoteJwksCache {
  const {
    jwksHosts,
    maxKeySets = 1_000,
    maxFetchesInFlight: _inFlight,
    maxFetchesPerMinute: _perMinute,
    maxHostFetchesInFlight: _hostInFlight,
    maxHostFetchesPerMinute: _hostPerMinute,
    ...limits
  } = options;
  const isListed = jwksHosts === undefined ? undefined : hostList(jwksHosts);
  const sets = new RecentEntries<RemoteJwks>({
    maxEntries: maxKeySets,
    maxAgeSeconds: Infinity,
  });
  return {
    async keys(url, moment, wantedKid) {
      if (
        isListed !== undefined && URL.canParse(url) && !isListed(new URL(url))
      ) {
        throw new KeySetError("key_set_host_not_listed");
      }
      let set = sets.find(url, moment.now)?.value;
      if (set === undefined) {
        set = setOf(url, limits);
        sets.keep(url, set, moment.now);
      }
      return await set.keys(moment, wantedKid);
    },
    get size() {
      return sets.size;
    },
  };
}

function setOf(url: string, limits: KeySetLimits): RemoteJwks {
  try {
    return remoteJwks(url, {
      ...limits,
      allowPrivateAddress: true,
      allowInsecureLoopback: true,
    });
  } catch (cause) {
    // What a client registers is no option of the operator.
    throw new KeySetError("key_set_url_malformed", {}, cause);
  }
}
