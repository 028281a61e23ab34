/**
 * The limits that the configuration sets.
 *
 * @module
 */

import {
  BOOLEAN,
  choice,
  COUNT,
  either,
  integer,
  type Members,
  object,
} from "./shape.ts";

const MILLISECONDS = integer(1, 2 ** 31 - 1);

const FAILURES: Members = {
  windowSeconds: {
    shape: integer(1, 86_400),
    what: "The length of the window.",
    usual: "300",
  },
  perPair: {
    shape: COUNT,
    what: "Failures from one address against one client.",
    usual: "10",
  },
  perAddress: {
    shape: COUNT,
    what: "Failures from one address.",
    usual: "100",
  },
  perClient: {
    shape: COUNT,
    what: "Failures against one client.",
    usual: "100",
  },
};

/** The members about limits. */
export const LIMIT_MEMBERS: Members = {
  limits: {
    shape: object({
      failures: {
        shape: either(choice(false), object(FAILURES)),
        what:
          "How many failed authentications are borne; false bears any number.",
      },
      failureMilliseconds: {
        shape: integer(0, 60_000),
        what: "When a failed authentication is answered.",
        usual: "500",
      },
      allowPrivateAddress: {
        shape: BOOLEAN,
        what:
          "Lets key sets of clients, and of the issuers that trustedIssuers names, be fetched from inside of the network, and from loopback by http: for development.",
        usual: "false",
      },
    }),
    what: "What is borne, and what is allowed.",
  },
  maxWaitingFailures: {
    shape: COUNT,
    what: "How many failures may wait for their answer.",
    usual: "10000",
  },
  seamMilliseconds: {
    shape: MILLISECONDS,
    what: "How long the storage may take for one call.",
    usual: "5000",
  },
  bodyMilliseconds: {
    shape: MILLISECONDS,
    what: "How long the body of a request may take.",
    usual: "10000",
  },
  maxBodyBytes: {
    shape: integer(1, 2 ** 30),
    what: "The size of the body of a request.",
    usual: "16384",
  },
};
