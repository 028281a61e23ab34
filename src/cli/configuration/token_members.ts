/**
 * What the configuration says about tokens and the keys that sign them.
 *
 * @module
 */

import { ALGORITHMS } from "../../keys/algorithms.ts";
import {
  BOOLEAN,
  choice,
  integer,
  list,
  type Members,
  object,
  SECONDS,
  SECRET,
  TEXT,
} from "./shape.ts";

const ALG = choice(...ALGORITHMS.keys());

const ROTATION: Members = {
  signingSeconds: {
    shape: SECONDS,
    what: "How long a key signs.",
    usual: "30 days",
  },
  leadSeconds: {
    shape: SECONDS,
    what: "How long a key is published before it signs.",
    usual: "86400",
  },
  retainSeconds: {
    shape: SECONDS,
    what: "How long a key stays published after it has signed.",
    usual: "as long as its last token can live, and skewSeconds",
  },
  refreshSeconds: {
    shape: SECONDS,
    what: "How often an instance reads the keys.",
    usual: "60",
  },
  skewSeconds: {
    shape: integer(0, 3_155_760_000),
    what: "How far two clocks may be apart.",
    usual: "30",
  },
};

/** The members about tokens. */
export const TOKEN_MEMBERS: Members = {
  signing: {
    shape: object({
      alg: {
        shape: ALG,
        what: "The algorithm that tokens are signed with.",
        usual: '"ES256"',
      },
      rotation: {
        shape: object(ROTATION),
        what: "When the keys in the storage change.",
      },
      key: {
        shape: SECRET,
        what:
          "One private key in the place of those in the storage, as PKCS#8 in PEM or as JWK; it does not rotate.",
        usual: "keys in the storage, which rotate",
      },
    }),
    what: "What tokens are signed with.",
  },
  wrappingKeys: {
    shape: list(SECRET),
    what:
      "What encrypts the private keys in the storage, each 32 bytes in base64url: the first wraps, all unwrap.",
    usual: "none: whoever reads the storage can sign",
  },
  accessToken: {
    shape: object({
      seconds: {
        shape: SECONDS,
        what: "The lifetime, where neither resource nor client sets one.",
        usual: "3600",
      },
      maxSeconds: {
        shape: SECONDS,
        what: "The lifetime that nothing exceeds.",
        usual: "86400",
      },
      reuseSeconds: {
        shape: SECONDS,
        what:
          "For how long equal requests get the same token, up to half of its lifetime: no jti of its own for each.",
        usual: "each gets its own",
      },
    }),
    what: "How long access tokens live.",
  },
  resources: {
    shape: list(object({
      resource: {
        shape: TEXT,
        what: "The resource, as aud carries it.",
        isRequired: true,
      },
      scope: {
        shape: { kind: "text", mayBeEmpty: true },
        what: "The scopes that it defines, space separated.",
        usual: "none",
      },
      seconds: { shape: SECONDS, what: "The lifetime of tokens for it." },
      alg: { shape: ALG, what: "The algorithm of tokens for it." },
    })),
    what: "What tokens may be for.",
    usual: "what the clients list",
  },
  defaultAudience: {
    shape: TEXT,
    what: "The aud of tokens where nobody names a resource.",
    usual: "the issuer",
  },
  resourceMatching: {
    shape: choice("exact", "prefix"),
    what: "How resources are matched.",
    usual: '"exact"',
  },
  multipleResources: {
    shape: BOOLEAN,
    what: "Whether a token may be for several resources.",
    usual: "false",
  },
  scopeMatching: {
    shape: choice("exact", "hierarchic", "wildcard"),
    what: "How scopes are matched.",
    usual: '"exact"',
  },
  emptyScope: {
    shape: choice("include", "omit"),
    what: 'Whether an answer without scopes has "scope":"".',
    usual: '"include"',
  },
};
