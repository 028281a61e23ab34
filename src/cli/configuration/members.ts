/**
 * Every member of the configuration file: the table that the check, the JSON
 * Schema and `docs/configuration.md` are made from or measured by.
 *
 * @module
 */

import { AUTHENTICATION_MEMBERS } from "./authentication_members.ts";
import { LIMIT_MEMBERS } from "./limit_members.ts";
import { OPERATION_MEMBERS } from "./operation_members.ts";
import {
  BOOLEAN,
  choice,
  either,
  integer,
  list,
  type Members,
  object,
  TEXT,
} from "./shape.ts";
import { TOKEN_MEMBERS } from "./token_members.ts";
import { TRUSTED_ISSUERS } from "./trusted_issuer_members.ts";

const LISTEN: Members = {
  hostname: {
    shape: TEXT,
    what: "The address to listen on; 0.0.0.0 is every one.",
    usual: '"127.0.0.1"',
  },
  port: { shape: integer(0, 65_535), what: "The port.", usual: "8080" },
  tls: {
    shape: object({
      cert: {
        shape: TEXT,
        what: "The file of the certificate chain, in PEM.",
        isRequired: true,
      },
      key: {
        shape: TEXT,
        what: "The file of the private key, in PEM.",
        isRequired: true,
      },
    }),
    what: "Listens with TLS.",
    usual: "plain http, for a proxy in front",
  },
  drainMilliseconds: {
    shape: integer(1, 600_000),
    what: "How long what has arrived may take once the service ends.",
    usual: "10000",
  },
};

/** The members of the configuration file. */
export const MEMBERS: Members = {
  $schema: {
    shape: TEXT,
    what: "Where the JSON Schema of this file is, for editors.",
  },
  issuer: {
    shape: TEXT,
    what:
      "The issuer of the tokens: https, without query and fragment; http for loopback hosts only.",
    isRequired: true,
  },
  allowInsecureIssuer: {
    shape: BOOLEAN,
    what:
      "Accepts an issuer with http and any host: whoever is on the way can read secrets and tokens.",
    usual: "false",
  },
  basePath: {
    shape: { kind: "text", mayBeEmpty: true },
    what: "The path that a proxy strips before a request arrives.",
    usual: '""',
  },
  listen: { shape: object(LISTEN), what: "Where to listen." },
  storage: {
    shape: {
      kind: "text",
      pattern:
        "memory|(sqlite|deno-kv):.+|(postgres|postgresql|redis|rediss)://.+",
      called:
        '"memory", "sqlite:FILE", "postgres://…", "redis://…", "rediss://…" or "deno-kv:PATH"',
      isSecret: true,
    },
    what: "Where clients, keys and counters are; paths start at this file.",
    usual: '"sqlite:./mintmark.db"',
  },
  ...TOKEN_MEMBERS,
  ...AUTHENTICATION_MEMBERS,
  ...TRUSTED_ISSUERS,
  ...LIMIT_MEMBERS,
  authorizationEndpoint: {
    shape: BOOLEAN,
    what:
      "Whether metadata announces an authorization endpoint, which refuses; MCP clients need it.",
    usual: "true",
  },
  cors: {
    shape: object({
      origins: {
        shape: either(choice("*"), list(TEXT)),
        what: 'Origins such as "https://app.example.com", or "*".',
        isRequired: true,
      },
      maxAgeSeconds: {
        shape: integer(0, 3_155_760_000),
        what: "How long a browser may remember the answer to a preflight.",
        usual: "600",
      },
    }),
    what: "Which pages may call the token endpoint.",
    usual: "none",
  },
  proxies: {
    shape: object({
      trusted: {
        shape: list(TEXT),
        what: "Their addresses or networks, such as 10.0.0.0/8.",
      },
      forwardedHeader: {
        shape: choice("x-forwarded-for", "forwarded"),
        what: "The header that they write addresses into.",
        usual: '"x-forwarded-for"',
      },
      addressHeader: {
        shape: TEXT,
        what:
          "A platform's own header for the address; whoever can set it evades the limits.",
      },
    }),
    what: "The proxies in front of the service.",
    usual: "none: the address is the socket's",
  },
  ...OPERATION_MEMBERS,
};
