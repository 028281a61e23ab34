/**
 * What the configuration says about clients and how they prove themselves.
 *
 * @module
 */

import { ALGORITHMS } from "../../keys/algorithms.ts";
import { CLIENT_MEMBERS } from "./client_members.ts";
import { KEY_SET_MEMBERS } from "./key_set_members.ts";
import {
  choice,
  COUNT,
  either,
  integer,
  list,
  type Members,
  namedObject,
  object,
  SECONDS,
} from "./shape.ts";

const ALG = choice(...ALGORITHMS.keys());

/** The members about clients. */
export const AUTHENTICATION_MEMBERS: Members = {
  clients: {
    shape: list(object(CLIENT_MEMBERS)),
    what:
      "Clients that belong to this file, besides those in the storage. They come and go with it.",
  },
  clientAuthenticationMethods: {
    shape: list(
      choice("client_secret_basic", "client_secret_post", "private_key_jwt"),
    ),
    what: "The ways in which clients may prove themselves.",
    usual: "all of them",
  },
  clientAssertions: {
    shape: object({
      audience: {
        shape: choice("issuer", "issuer-or-token-endpoint"),
        what: "What the aud of an assertion may name.",
        usual: '"issuer-or-token-endpoint"',
      },
      algorithms: {
        shape: list(ALG),
        what: "The algorithms that clients may sign with.",
        usual: "all of them",
      },
      maxSeconds: {
        shape: integer(1, 3_600),
        what: "How far away the end of an assertion may be.",
        usual: "300",
      },
    }),
    what: "How the assertions of clients are checked.",
  },
  clientKeySets: {
    shape: either(
      choice(false),
      namedObject("clientKeySets", KEY_SET_MEMBERS),
    ),
    what:
      "How key sets at the jwks_uri of clients are fetched; false fetches none.",
    usual: "public hosts, by https",
  },
  basicCredentials: {
    shape: choice("lenient", "strict"),
    what: '"strict" refuses Basic credentials that are not form-urlencoded.',
    usual: '"lenient"',
  },
  verifiedSecrets: {
    shape: object({
      maxClients: {
        shape: COUNT,
        what: "How many clients are remembered.",
        usual: "10000",
      },
      maxAgeSeconds: {
        shape: SECONDS,
        what: "After how long a secret is hashed again.",
        usual: "never",
      },
    }),
    what: "The memory of secrets that were verified.",
  },
};
