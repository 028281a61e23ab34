/**
 * Trusted issuers in the configuration: whose tokens count in the place of a
 * secret, and what they are worth. The names are those of the library.
 *
 * @module
 */

import type {
  AssertionRule,
  IdentityProvider,
} from "../../grants/jwt_bearer_options.ts";
import type { IssuerKeySettings } from "../../trust/issuer_key_sets.ts";
import type { TrustedIssuer } from "../../trusted_issuer.ts";
import { KEY_SET_MEMBERS } from "./key_set_members.ts";
import { PRESET_MEMBERS } from "./preset_members.ts";
import {
  BOOLEAN,
  either,
  integer,
  list,
  map,
  type Member,
  type Members,
  namedObject,
  object,
  SECONDS,
  TEXT,
} from "./shape.ts";
import { JWKS } from "./jwks_shape.ts";

/** A member for each of those of the library that is data. */
type MembersOf<T> = Readonly<
  Record<Exclude<keyof Required<T>, "fetch">, Member>
>;

const CLAIM_VALUE = either(
  TEXT,
  integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  BOOLEAN,
);

const CLAIMS = map(either(...CLAIM_VALUE.shapes, list(CLAIM_VALUE)));

const KEYS = {
  jwks: {
    shape: JWKS,
    what: "Its keys themselves.",
    usual: "found by discovery",
  },
  jwks_uri: {
    shape: TEXT,
    what: "Where its keys are published; only one of this and jwks.",
    usual: "found by discovery",
  },
} satisfies Members;

const ISSUER: Member = {
  shape: TEXT,
  what: "The iss of its tokens, byte for byte.",
  isRequired: true,
};

const ADDRESSES = {
  allowPrivateAddress: {
    shape: BOOLEAN,
    what: "Lets its keys be fetched from inside of the network.",
    usual: "false",
  },
  allowInsecureLoopback: {
    shape: BOOLEAN,
    what: "Lets its keys be fetched from loopback by http, in tests.",
    usual: "false",
  },
} satisfies Members;

const TRUSTED = {
  issuer: {
    shape: TEXT,
    what:
      "The iss of its tokens, byte for byte; needed where none of the platforms below is there.",
  },
  audience: {
    shape: TEXT,
    what:
      "The only aud that its tokens may have: best, the issuer of this file.",
    isRequired: true,
  },
  claims: {
    shape: CLAIMS,
    what:
      "What the claims must be, by name: a value or a list of them; * stands for a part between / and :.",
  },
  ...KEYS,
  singleUse: {
    shape: BOOLEAN,
    what: "Lets each token count once.",
    usual: "false",
  },
  maxAssertionSeconds: {
    shape: integer(1, 604_800),
    what: "How far away the end of a token may be.",
    usual: "3600, or what the platform gives its tokens",
  },
} satisfies MembersOf<TrustedIssuer>;

/** A trusted issuer, in the record of a client. */
export const TRUSTED_ISSUER_MEMBERS: Members = {
  ...TRUSTED,
  ...PRESET_MEMBERS,
};

const RULE = {
  ...TRUSTED,
  ...ADDRESSES,
  client_id: {
    shape: TEXT,
    what: "The client that the token names; it need not be registered.",
    isRequired: true,
  },
  subject: {
    shape: TEXT,
    what: "The subject of the token; {claim} becomes that claim.",
    usual: "the client_id",
  },
  scope: {
    shape: { kind: "text", mayBeEmpty: true },
    what: "The scopes that may be requested, space separated.",
    usual: "none",
  },
  default_scope: {
    shape: { kind: "text", mayBeEmpty: true },
    what: "The scopes that are granted when none is requested.",
    usual: "none",
  },
  resources: {
    shape: list(TEXT),
    what: "The resources that may be requested.",
    usual: "none",
  },
  default_resource: {
    shape: TEXT,
    what: "The resource when none is requested.",
  },
  access_token_seconds: {
    shape: SECONDS,
    what: "A lifetime that may only shorten that of the server.",
  },
} satisfies MembersOf<AssertionRule>;

const IDENTITY_PROVIDER = {
  issuer: ISSUER,
  claims: {
    shape: CLAIMS,
    what: "What the claims must be, by name.",
    usual: "any",
  },
  subject: {
    shape: TEXT,
    what:
      "The subject of the token; {claim} becomes that claim. Needed where there are several.",
    usual: '"{sub}"',
  },
  maxAssertionSeconds: {
    shape: integer(1, 300),
    what: "How far away the end of an ID-JAG may be.",
    usual: "300",
  },
  ...KEYS,
  ...ADDRESSES,
} satisfies MembersOf<IdentityProvider>;

const ISSUER_KEYS = {
  issuer: ISSUER,
  ...KEYS,
  ...ADDRESSES,
} satisfies MembersOf<IssuerKeySettings>;

/** The member about trusted issuers. */
export const TRUSTED_ISSUERS: Members = {
  trustedIssuers: {
    shape: object({
      rules: {
        shape: list(object({ ...RULE, ...PRESET_MEMBERS })),
        what:
          "What tokens of other issuers are worth as a grant (jwt-bearer): the first rule that one keeps counts.",
        usual: "none: the grant is off",
      },
      identityProviders: {
        shape: list(object(IDENTITY_PROVIDER)),
        what: "Whose ID-JAGs are accepted, by the same grant.",
        usual: "none",
      },
      issuers: {
        shape: list(object(ISSUER_KEYS)),
        what:
          "How the keys of issuers in trusted_issuers of clients are had, where that is not from a public host. Nobody is trusted by standing here.",
        usual: "none",
      },
      keySets: {
        shape: namedObject("clientKeySets", KEY_SET_MEMBERS),
        what:
          "How all those keys are fetched, with the members of clientKeySets.",
        usual: "their usual values",
      },
    }),
    what:
      "Lets tokens of other issuers count: those in trusted_issuers of clients, and those that rules say; {} is enough for the former.",
    usual: "none",
  },
};
