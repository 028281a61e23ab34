/**
 * A client in the configuration: the record of `Client`, whose secrets may be
 * written as they are.
 *
 * @module
 */

import {
  BOOLEAN,
  integer,
  list,
  type Members,
  object,
  SECONDS,
  SECRET,
  TEXT,
} from "./shape.ts";
import { JWKS } from "./jwks_shape.ts";
import { TRUSTED_ISSUER_MEMBERS } from "./trusted_issuer_members.ts";

const SECRET_MEMBERS: Members = {
  secret: {
    shape: SECRET,
    what:
      "The secret itself, which is hashed when the file is read; or its hash.",
  },
  hash: {
    shape: SECRET,
    what: "What a hasher made of the secret: bcrypt, SHA-256, PBKDF2.",
  },
  name: { shape: TEXT, what: "A name that the log reports." },
  expires_at: {
    shape: integer(0, Number.MAX_SAFE_INTEGER),
    what: "When it stops working, in epoch seconds.",
    usual: "never",
  },
};

/** The members of a client. */
export const CLIENT_MEMBERS: Members = {
  client_id: { shape: TEXT, what: "The unique id.", isRequired: true },
  client_name: { shape: TEXT, what: "A name for people." },
  disabled: {
    shape: BOOLEAN,
    what: "true refuses every request of the client.",
    usual: "false",
  },
  grant_types: {
    shape: list(TEXT),
    what: 'The grants that it may use, such as "client_credentials".',
    usual: "none",
  },
  client_secrets: {
    shape: list(object(SECRET_MEMBERS)),
    what: "Its secrets, at most five; each works while it has not expired.",
  },
  jwks: {
    shape: JWKS,
    what: "Its public keys, where it signs instead of having a secret.",
  },
  jwks_uri: {
    shape: TEXT,
    what: "Where it publishes its keys; only one of this and jwks.",
  },
  trusted_issuers: {
    shape: list(object(TRUSTED_ISSUER_MEMBERS)),
    what:
      "The external issuers that it is known by instead of a secret, at most 20; needs trustedIssuers.",
  },
  token_endpoint_auth_method: {
    shape: TEXT,
    what: "The only way in which it may prove itself.",
    usual: "secrets, or private_key_jwt where it has keys",
  },
  token_endpoint_auth_methods: {
    shape: list(TEXT),
    what: "The ways in which it may prove itself, where there are several.",
  },
  token_endpoint_auth_signing_alg: {
    shape: TEXT,
    what: "The only algorithm that it may sign with.",
    usual: "any that is offered",
  },
  scope: {
    shape: { kind: "text", mayBeEmpty: true },
    what: "The scopes that it may request, space separated.",
    usual: "none",
  },
  default_scope: {
    shape: { kind: "text", mayBeEmpty: true },
    what: "The scopes that it is granted when it requests none.",
    usual: "none",
  },
  resources: {
    shape: list(TEXT),
    what: "The resources that it may request tokens for.",
    usual: "none",
  },
  default_resource: {
    shape: TEXT,
    what: "The resource of its tokens when it requests none.",
  },
  access_token_seconds: {
    shape: SECONDS,
    what: "The lifetime of its tokens, in seconds.",
  },
};
