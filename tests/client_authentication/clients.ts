/**
 * Clients in every state that authentication knows.
 *
 * @module
 */

import {
  bcrypt,
  type Client,
  type JsonWebKeySet,
  memoryStorage,
} from "@mintmark/oauth";
import {
  basic,
  CLIENT,
  countingHasher,
  NOW,
  type TestServer,
  testServer,
} from "../fixtures.ts";

/** A public key; nothing verifies with it. */
export const JWKS: JsonWebKeySet = {
  keys: [{ kty: "EC", crv: "P-256", x: "x", y: "y" }],
};

/** Clients in every state that authentication knows. */
export const CLIENTS: readonly Client[] = [
  CLIENT,
  { ...CLIENT, client_id: "disabled", disabled: true },
  {
    ...CLIENT,
    client_id: "expired",
    client_secrets: [{ hash: "$test$foobar", expires_at: NOW }],
  },
  {
    ...CLIENT,
    client_id: "one expired",
    client_secrets: [
      { hash: "$test$foobar", expires_at: NOW - 1 },
      { hash: "$test$new" },
    ],
  },
  {
    ...CLIENT,
    client_id: "basic only",
    token_endpoint_auth_method: "client_secret_basic",
  },
  {
    ...CLIENT,
    client_id: "post only",
    token_endpoint_auth_methods: ["client_secret_post"],
  },
  { ...CLIENT, client_id: "no method", token_endpoint_auth_methods: [] },
  { ...CLIENT, client_id: "public", token_endpoint_auth_method: "none" },
  { ...CLIENT, client_id: "with keys", jwks: JWKS },
  { ...CLIENT, client_id: "with key url", jwks_uri: "https://c.example/jwks" },
  { client_id: "no secret", grant_types: ["client_credentials"] },
  { ...CLIENT, client_id: "empty secrets", client_secrets: [] },
  {
    ...CLIENT,
    client_id: "bcrypt",
    client_secrets: [{
      hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
    }],
  },
];

/** A server with those clients, over a store that knows no case. */
export function serverOfAll(): TestServer {
  const { clients } = memoryStorage({ clients: CLIENTS });
  return testServer({
    storage: {
      clients: {
        get: (id, signal) =>
          clients.get(id.startsWith("TEST") ? id.toLowerCase() : id, signal),
      },
    },
    hashers: [countingHasher(), bcrypt({ workers: 0 })],
  });
}

/**
 * A secret in the body.
 *
 * @param client_id The client.
 * @param client_secret The secret.
 * @returns The parameters.
 */
export function byPost(
  client_id: string,
  client_secret = "foobar",
): Readonly<Record<string, string>> {
  return { client_id, client_secret };
}

/**
 * A secret in the header.
 *
 * @param client_id The client.
 * @param client_secret The secret.
 * @returns The headers.
 */
export function byBasic(
  client_id: string,
  client_secret = "foobar",
): Readonly<Record<string, string>> {
  return { authorization: basic(client_id, client_secret) };
}
