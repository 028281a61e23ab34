/**
 * The limits of fetched key sets, in the configuration.
 *
 * @module
 */

import { integer, list, type Members, TEXT } from "./shape.ts";

/** The members of `clientKeySets`. */
export const KEY_SET_MEMBERS: Members = {
  jwksHosts: {
    shape: list(TEXT),
    what: 'The only hosts, such as "keys.example.com" or "*.example.com".',
    usual: "every public host",
  },
  maxBytes: {
    shape: integer(1, 2 ** 24),
    what: "The size of a key set.",
    usual: "65536",
  },
  fetchMilliseconds: {
    shape: integer(1, 60_000),
    what: "How long a fetch may take.",
    usual: "3000",
  },
  minFreshSeconds: {
    shape: integer(0, 86_400),
    what: "The least time for which a key set is used.",
    usual: "30",
  },
  maxFreshSeconds: {
    shape: integer(0, 604_800),
    what: "The most time for which a key set is used.",
    usual: "3600",
  },
  defaultFreshSeconds: {
    shape: integer(0, 604_800),
    what: "The same where the host says nothing.",
    usual: "600",
  },
  staleSeconds: {
    shape: integer(0, 604_800),
    what: "How much longer it is used while its host cannot be reached.",
    usual: "3600",
  },
  cooldownSeconds: {
    shape: integer(1, 86_400),
    what: "How soon an unknown key is reason for another fetch.",
    usual: "30",
  },
  retrySeconds: {
    shape: integer(1, 86_400),
    what: "How soon after a failed fetch there is another.",
    usual: "10",
  },
  maxKeySets: {
    shape: integer(1, 1_000_000),
    what: "How many key sets are remembered.",
    usual: "1000",
  },
  maxHostFetchesInFlight: {
    shape: integer(1, 10_000),
    what: "How many fetches from one host may be under way.",
    usual: "4",
  },
  maxHostFetchesPerMinute: {
    shape: integer(1, 1_000_000),
    what: "How many fetches from one host are made in a minute.",
    usual: "120",
  },
  maxFetchesInFlight: {
    shape: integer(1, 10_000),
    what: "How many fetches may be under way.",
    usual: "100",
  },
  maxFetchesPerMinute: {
    shape: integer(1, 1_000_000),
    what: "How many fetches are made in a minute.",
    usual: "1200",
  },
};
